// Before the page is painted: light or dark, as the system is set, and again when that changes.
const dark = matchMedia("(prefers-color-scheme: dark)");
const paint = () => document.documentElement.setAttribute("data-bs-theme", dark.matches ? "dark" : "light");
paint();
dark.addEventListener("change", paint);
