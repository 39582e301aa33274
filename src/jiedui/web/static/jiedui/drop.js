// A label with data-drop takes a dropped file for the input inside it and says which one is chosen.
for (const zone of document.querySelectorAll("[data-drop]")) {
  const input = zone.querySelector("input[type=file]");
  const said = zone.querySelector("[data-chosen]");
  const say = () => { said.textContent = input.files.length ? input.files[0].name : ""; };
  const mark = (isOver) => zone.classList.toggle("border-primary", isOver);
  zone.addEventListener("dragover", (event) => { event.preventDefault(); mark(true); });
  zone.addEventListener("dragleave", () => mark(false));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    mark(false);
    const files = event.dataTransfer.files;
    if (files.length === 1) { input.files = files; say(); } else { said.textContent = zone.dataset.drop; }
  });
  input.addEventListener("change", say);
}
