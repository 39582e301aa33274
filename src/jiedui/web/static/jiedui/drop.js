// A label with data-drop takes dropped files for the input inside it and says which ones are chosen.
function takeDrops(root) {
  for (const zone of root.querySelectorAll("[data-drop]")) {
    const input = zone.querySelector("input[type=file]");
    const said = zone.querySelector("[data-chosen]");
    const say = () => { said.textContent = [...input.files].map((file) => file.name).join(", "); };
    const mark = (isOver) => zone.classList.toggle("is-over", isOver);
    zone.addEventListener("dragover", (event) => { event.preventDefault(); mark(true); });
    zone.addEventListener("dragleave", () => mark(false));
    zone.addEventListener("drop", (event) => {
      event.preventDefault();
      mark(false);
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
    input.addEventListener("change", say);
  }
}
document.addEventListener("htmx:load", (event) => takeDrops(event.detail.elt));
