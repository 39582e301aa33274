// The form of a record: which inputs were filled in so far is sent along with each check, and what the answer says is
// wrong is marked at its input.
const form = document.querySelector("[data-record-form]");
const touched = new Set();
function mark() {
  for (const said of form.querySelectorAll("[data-problem-of]")) {
    const input = document.getElementById(said.dataset.problemOf);
    const isWrong = said.hasAttribute("data-is-wrong");
    input.classList.toggle("is-invalid", isWrong);
    if (isWrong) input.setAttribute("aria-invalid", "true"); else input.removeAttribute("aria-invalid");
  }
}
// While capturing, so that the list is whole before the check is sent.
form.addEventListener("change", (event) => {
  const name = event.target.name.replace(/^(unit|empty):/, "");
  if (!name) return;
  touched.add(name);
  form.elements.touched.value = [...touched].join(",");
}, true);
document.addEventListener("htmx:afterSettle", mark);
document.addEventListener("htmx:afterRequest", mark);
form.querySelector(".is-invalid")?.focus();
// What was typed is not lost by a slip: leaving asks first.
let isSent = false;
form.addEventListener("submit", () => { isSent = true; });
addEventListener("beforeunload", (event) => { if (touched.size && !isSent) event.preventDefault(); });
