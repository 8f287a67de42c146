// A passkey button can be pressed from the moment that something listens. Pressed before, it would send an empty form.
// This stands behind allauth's onload.js, whose listener for the same event comes first.
document.addEventListener("DOMContentLoaded", () => {
  for (const button of document.querySelectorAll("button[data-passkey]")) button.disabled = false;
});
