/* Remembers on this device, and nowhere else, which country was opened and one's own emergency number.
   The page does everything else without it. */

const COUNTRY = "help-now-country";
const NUMBER = "help-now-number";

const memory = {
  get(key) {
    try {
      return localStorage.getItem(key);
    } catch {
      return null; // storage may be switched off
    }
  },
  set(key, value) {
    try {
      localStorage.setItem(key, value);
    } catch {
      /* then it is not remembered */
    }
  },
};

function rememberCountry() {
  const countries = document.querySelectorAll("details[data-country]");
  const kept = memory.get(COUNTRY);
  for (const details of countries) {
    if (details.dataset.country === kept && !location.hash) details.open = true;
    details.addEventListener("toggle", () => {
      if (details.open) memory.set(COUNTRY, details.dataset.country);
    });
  }
  const asked = location.hash && document.getElementById(location.hash.slice(1));
  if (asked instanceof HTMLDetailsElement) asked.open = true;
}

function markLateLines() {
  const now = new Date();
  const today = [now.getFullYear(), String(now.getMonth() + 1).padStart(2, "0"), String(now.getDate()).padStart(2, "0")].join("-");
  for (const line of document.querySelectorAll("[data-review-by]")) {
    if (today > line.dataset.reviewBy) line.querySelector("[data-late]").hidden = false;
  }
}

function rememberOwnNumber() {
  const form = document.querySelector("[data-own-number]");
  const call = document.querySelector("[data-own-call]");
  const field = form.querySelector("input");
  const show = (number) => {
    const digits = number.replace(/[^0-9+*#]/g, "");
    call.hidden = !digits;
    call.querySelector("a").href = "tel:" + digits;
    call.querySelector("span").textContent = digits;
  };
  const kept = memory.get(NUMBER) || "";
  field.value = kept;
  show(kept);
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    memory.set(NUMBER, field.value);
    show(field.value);
  });
}

rememberCountry();
markLateLines();
rememberOwnNumber();
