// A form with data-progress shows how far its work has come: bytes while it is sent, then the steps that the server
// says are done, asked for every half second.
const BETWEEN_MS = 500;
document.addEventListener("htmx:beforeRequest", (event) => {
  const form = event.detail.elt;
  const bar = form.dataset?.progress && form.querySelector("[data-progress-bar]");
  if (!bar) return;
  const words = bar.querySelector("[data-progress-words]");
  const progress = bar.querySelector("progress");
  const buttons = document.querySelectorAll("main button");
  let timer = 0;
  const ask = async () => {
    const answer = await fetch(form.dataset.progress, { headers: { Accept: "application/json" } });
    const found = answer.ok ? await answer.json() : {};
    if (timer && found.total) {
      words.textContent = `${found.words} (${found.done + 1}/${found.total})`;
      progress.max = found.total;
      progress.value = found.done;
    }
  };
  const end = () => {
    clearInterval(timer);
    timer = 0;
    bar.hidden = true;
    for (const button of buttons) button.disabled = false;
  };
  bar.hidden = false;
  for (const button of buttons) button.disabled = true;
  form.addEventListener("htmx:xhr:progress", (sent) => {
    if (timer || !sent.detail.lengthComputable) return;
    progress.max = sent.detail.total;
    progress.value = sent.detail.loaded;
  });
  form.addEventListener("htmx:afterRequest", end, { once: true });
  event.detail.xhr.upload.addEventListener("load", () => {
    words.textContent = words.dataset.working;
    progress.removeAttribute("value");
    timer = setInterval(ask, BETWEEN_MS);
  });
});
