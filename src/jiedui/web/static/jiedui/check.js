// A figure in the text and its row in the list are lit together, whichever was chosen.
function lightPair() {
  const found = location.hash.match(/^#(?:figure|row)-(\d+)$/);
  for (const lit of document.querySelectorAll(".is-lit")) lit.classList.remove("is-lit");
  if (!found) return;
  for (const id of [`figure-${found[1]}`, `row-${found[1]}`]) document.getElementById(id)?.classList.add("is-lit");
}
window.addEventListener("hashchange", lightPair);
lightPair();
