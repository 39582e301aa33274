// The form that takes evidence: files dropped on it are chosen, and what is chosen is named with its size.
const takes = document.querySelector("form[data-evidence]");
if (takes) {
  const zone = takes.querySelector("[data-zone]");
  const input = zone.querySelector("input[type=file]");
  const said = takes.querySelector("[data-chosen]");
  const say = () => {
    said.replaceChildren(...[...takes.querySelectorAll("input[type=file]")].flatMap((one) => [...one.files]).map((file) => {
      const line = document.createElement("li");
      const isTooLarge = file.size > Number(takes.dataset.limit);
      const size = (file.size / 1048576).toFixed(1) + takes.dataset.unit;
      line.textContent = [file.name, size, isTooLarge ? takes.dataset.tooLarge : ""].filter(Boolean).join(" · ");
      line.classList.toggle("text-danger", isTooLarge);
      return line;
    }));
  };
  const mark = (isOver) => zone.classList.toggle("over", isOver);
  zone.addEventListener("dragover", (event) => { event.preventDefault(); mark(true); });
  zone.addEventListener("dragleave", () => mark(false));
  zone.addEventListener("drop", (event) => { event.preventDefault(); mark(false); input.files = event.dataTransfer.files; say(); });
  takes.addEventListener("change", say);
}
// A piece of evidence called a photo that is none has no small picture.
for (const thumb of document.querySelectorAll("[data-thumb]")) {
  const drop = () => thumb.parentElement.remove();
  thumb.addEventListener("error", drop);
}
