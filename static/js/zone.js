// Chooses the browser's own time zone in a select that nobody has touched yet. Without this the school's zone stands.

const place = document.querySelector("[data-guess-zone]");
const select = place?.querySelector("select");
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

if (select && zone && [...select.options].some((option) => option.value === zone)) {
  select.value = zone;
  document.getElementById("zone-guess").hidden = false;
}
