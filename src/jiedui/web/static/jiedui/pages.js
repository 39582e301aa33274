// Charts: each element with data-chart names the script element that holds its option; a table stands beside it.
function mountCharts(root) {
  for (const element of root.querySelectorAll("[data-chart]")) {
    const option = JSON.parse(document.getElementById(element.dataset.chart).textContent);
    const isDark = document.documentElement.getAttribute("data-bs-theme") === "dark";
    const chart = echarts.init(element, isDark ? "dark" : null, { renderer: "svg" });
    chart.setOption({ backgroundColor: "transparent", animation: false, ...option });
    addEventListener("resize", () => chart.resize());
  }
}
// A form with data-instant sends itself when one of its fields changes.
function instantForms(root) {
  for (const form of root.querySelectorAll("form[data-instant]")) form.addEventListener("change", () => form.requestSubmit());
}
document.addEventListener("DOMContentLoaded", () => { mountCharts(document); instantForms(document); });
document.addEventListener("htmx:load", (event) => { mountCharts(event.detail.elt); instantForms(event.detail.elt); });
