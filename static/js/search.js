// Search as one types is htmx's. Here: somebody who opens an entry and comes back finds their words again. They are
// held by this tab alone, only while an entry is open, and read once. Any other way to the page finds an empty box.
const KEY = "library-words";
const form = document.getElementById("search");
const box = document.getElementById("id_words");

const held = sessionStorage.getItem(KEY);
sessionStorage.removeItem(KEY);
const [navigation] = performance.getEntriesByType("navigation");
if (held && !box.value && navigation?.type === "back_forward") {
  box.value = held;
  // htmx listens from then on.
  document.addEventListener("DOMContentLoaded", () => form.requestSubmit());
}

// Beside the list there is room for the filters, so they stand open. On a phone what one looks for is below them: they
// stay folded when something else asked for new results.
const hasRoom = matchMedia("(min-width: 75rem)");
let wasFolded = !hasRoom.matches;
const filters = () => document.querySelector("#results .filters");
const unfold = () => {
  if (filters()) filters().open = !wasFolded;
};
if (!filters()?.open) unfold();
document.body.addEventListener("htmx:beforeSwap", () => {
  if (filters()) wasFolded = !filters().open;
});
document.body.addEventListener("htmx:afterSwap", unfold);

document.getElementById("results").addEventListener("click", (event) => {
  if (event.target.closest("a.entry-row") && box.value) {
    sessionStorage.setItem(KEY, box.value);
  }
});

// Where the house refuses (a session that ended meanwhile), the whole page is asked and says why.
document.body.addEventListener("htmx:responseError", () => form.submit());
