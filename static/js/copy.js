// A button that copies the link beside it. Without scripts the link is there to be marked and copied by hand.
for (const button of document.querySelectorAll("button[data-copy]")) {
  const source = document.getElementById(button.dataset.copy);
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(source.value);
    button.querySelector("[data-copy-words]").textContent = "Copied";
  });
}
