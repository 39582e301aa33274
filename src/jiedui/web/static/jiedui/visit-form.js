// The form of a visit: a search over all places, the phone's position, the outcomes that the project's stage asks for.
// What is typed or chosen is kept as it is typed, also of a visit that is mended; what is saved goes into the queue of
// this phone and is sent from there.
const visit = document.querySelector("[data-visit-form]");
const { words } = Visits;
const field = (name) => visit.elements[name];
const selects = ["place", "project", "enterprise"].map(field);
const SHOWN = 8;
let settlements = [];
let photosKept = [];
let mended; // the edit of the visit in the queue that is mended; none for a new one

// Where: one search over the lists and the villages; what was chosen stands below it.
const where = document.getElementById("where");
const found = visit.querySelector("[data-found]");
const chosen = visit.querySelector("[data-chosen]");
visit.querySelector("[data-search]").hidden = false;
visit.querySelector("[data-lists]").open = Boolean(visit.querySelector("[role=alert]"));
function* offered() {
  for (const select of selects) {
    const kind = visit.querySelector(`label[for=${select.id}]`).textContent;
    for (const one of select.options) if (one.value) yield { kind: one.closest("optgroup")?.label || kind, text: one.textContent, take: () => { select.value = one.value; } };
  }
  for (const [code, name] of settlements) yield { kind: words.settlement, text: name, take: () => { field("settlement").value = `${name} [${code}]`; } };
}
function search() {
  const asked = where.value.toLowerCase().split(/\s+/).filter(Boolean);
  const hits = [];
  for (const one of asked.length ? offered() : []) {
    if (asked.every((part) => one.text.toLowerCase().includes(part))) hits.push(one);
    if (hits.length === SHOWN) break;
  }
  found.replaceChildren(...hits.map((one) => {
    const line = document.createElement("button");
    line.type = "button";
    line.className = "list-group-item list-group-item-action d-flex gap-2 py-2";
    const kind = document.createElement("span");
    kind.className = "ms-auto text-secondary small text-nowrap";
    kind.textContent = one.kind;
    line.append(one.text, kind);
    line.addEventListener("click", () => { one.take(); where.value = ""; search(); edited(); where.focus(); });
    return line;
  }));
  if (asked.length && !hits.length) found.textContent = words.nothing;
}
function named() {
  const texts = selects.filter((one) => one.value).map((one) => [one, one.selectedOptions[0].textContent]);
  const village = field("settlement");
  return village.value.trim() ? [...texts, [village, village.value.replace(/\s*\[\d+\]$/, "")]] : texts;
}
function showChosen() {
  chosen.replaceChildren(...named().map(([control, text]) => {
    const chip = document.createElement("button");
    chip.type = "button";
    chip.className = "btn btn-sm btn-outline-primary chip";
    chip.textContent = `${text} ×`;
    chip.setAttribute("aria-label", words.choose.replace("{name}", text));
    chip.addEventListener("click", () => { control.value = ""; edited(); where.focus(); });
    return chip;
  }));
}

// The checklist stands where a project is chosen, with the outcomes that its stage on that day asks for.
function showCheck() {
  const check = visit.querySelector("[data-check]");
  const project = field("project");
  check.hidden = check.disabled = !project.value;
  if (!project.value) return;
  const stages = JSON.parse(project.selectedOptions[0].dataset.stages);
  const [, stage] = stages.filter(([since]) => since <= field("visited_on").value).at(-1) ?? stages[0];
  for (const group of field("outcome").querySelectorAll("optgroup")) {
    group.hidden = group.disabled = group.dataset.stage !== stage;
    for (const one of group.querySelectorAll("option")) if (group.disabled && one.selected) field("outcome").value = "";
  }
  const isFilled = [...check.querySelectorAll("input")].some((one) => one.type === "radio" ? one.checked && one.value : one.value.trim());
  field("outcome").required = isFilled;
}
const rows = [...visit.querySelectorAll("[data-follow-up]")];
const inputs = (row) => [...row.querySelectorAll("input,select")];
const isUsed = (row) => inputs(row).some((one) => one.value.trim());
const more = visit.querySelector("[data-more]");
function showRows() {
  const last = rows.findLastIndex(isUsed);
  rows.forEach((row, place) => {
    row.hidden = place > Math.max(last, 0) && !row.hasAttribute("data-open");
    for (const one of inputs(row)) one.required = isUsed(row) && !one.name.endsWith("in_charge");
  });
  more.hidden = !rows.some((row) => row.hidden);
}
more.addEventListener("click", () => {
  const next = rows.find((row) => row.hidden);
  next.setAttribute("data-open", "");
  showRows();
  inputs(next)[0].focus();
});
function changed() {
  showChosen();
  showCheck();
  showRows();
  const isSomewhere = named().length || field("latitude").value.trim();
  where.setCustomValidity(isSomewhere ? "" : words.where);
  field("coordinates").required = Boolean(field("latitude").value.trim());
  for (const name of ["latitude", "longitude"]) field(name).required = Boolean(field("latitude").value.trim() || field("longitude").value.trim());
}

// The position, where it is wanted: the phone asks its owner first.
const position = visit.querySelector("[data-position]");
const positionSaid = visit.querySelector("[data-position-said]");
position.hidden = !("geolocation" in navigator);
position.addEventListener("click", () => {
  navigator.geolocation.getCurrentPosition(({ coords }) => {
    field("latitude").value = coords.latitude.toFixed(6);
    field("longitude").value = coords.longitude.toFixed(6);
    field("coordinates").value = "WGS-84";
    positionSaid.textContent = words.accuracy.replace("{metres}", Math.round(coords.accuracy));
    edited();
  }, () => { positionSaid.textContent = words.noPosition; }, { enableHighAccuracy: true, timeout: 30000 });
});

// Photos: which ones, how large; those that were kept before stay until they are taken out.
const photos = () => [...photosKept, ...[...field("photos").files].map((file) => ({ name: file.name, file }))];
function showPhotos() {
  const limit = Number(visit.dataset.limit);
  visit.querySelector("[data-photos]").replaceChildren(...photos().map((photo) => {
    const line = document.createElement("li");
    const size = (photo.file.size / 1048576).toFixed(1) + visit.dataset.unit;
    line.textContent = [photo.name, size, photo.file.size > limit ? words.tooLarge : ""].filter(Boolean).join(" · ");
    line.classList.toggle("text-danger", photo.file.size > limit);
    if (photosKept.includes(photo)) line.append(" ", takeOut(photo));
    return line;
  }));
}
function takeOut(photo) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-sm";
  button.textContent = "×";
  button.setAttribute("aria-label", words.choose.replace("{name}", photo.name));
  button.addEventListener("click", () => {
    photosKept = photosKept.filter((one) => one !== photo);
    keepPhotos();
    field("photos").focus();
  });
  return button;
}
function keepPhotos() {
  showPhotos();
  edited();
  Visits.draft.keepPhotos(member, field("own_id").value, photos()).catch(() => {}); // no room: the texts are kept alone
}

const said = visit.parentElement.querySelector("[data-form-said]");
function say(text) {
  said.textContent = text;
  said.hidden = !text;
}
const member = field("member").value;
const PAUSE = 300;
let isUnsaved = false;
let timer;
function keepDraft() {
  clearTimeout(timer);
  timer = undefined;
  return Visits.draft.keep({ member, own_id: field("own_id").value, fields: texts(), mended });
}
function edited() {
  changed();
  isUnsaved = true;
  clearTimeout(timer);
  timer = setTimeout(keepDraft, PAUSE);
}
function isLeft() {
  return confirm(visit.dataset.sureOfDraft);
}
const OWN = new Set(["csrfmiddlewaretoken", "own_id", "member"]);
const texts = () => [...new FormData(visit)].filter(([name, value]) => typeof value === "string" && !OWN.has(name) && value);
function newNumber() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return [...crypto.getRandomValues(new Uint8Array(16))].map((one) => one.toString(16).padStart(2, "0")).join("");
}
function fill(own_id, pairs) {
  visit.reset();
  for (const control of visit.elements) {
    if (OWN.has(control.name) || !control.name || control.type === "file") continue;
    if (control.type === "radio") control.checked = !control.value;
    else control.value = "";
  }
  field("own_id").value = own_id;
  for (const [name, value] of pairs) if (field(name)) field(name).value = value;
  for (const row of rows) row.removeAttribute("data-open");
  positionSaid.textContent = "";
  clearTimeout(timer);
  timer = undefined;
  isUnsaved = false;
  changed();
  showPhotos();
}
function today() {
  const now = new Date();
  return new Date(now - now.getTimezoneOffset() * 60000).toISOString().slice(0, 10);
}
function begin() {
  photosKept = [];
  mended = undefined;
  fill(newNumber(), [["visited_on", today()]]);
}
function mendIn(item) {
  photosKept = item.photos;
  mended = item.edit;
  fill(item.own_id, item.fields);
  say([words.mending, ...item.problems.map((one) => one.text)].join(" "));
  for (const one of item.problems) field(one.input)?.setAttribute?.("aria-invalid", "true");
  said.scrollIntoView({ block: "start" });
}
async function restore(draft) {
  const item = await Visits.find(draft.own_id);
  const photos = await Visits.draft.photos(member, draft.own_id);
  if (draft.mended === undefined) {
    photosKept = photos ?? [];
    fill(draft.own_id, draft.fields);
  } else mendIn({ problems: item?.problems ?? [], photos: photos ?? item?.photos ?? [], own_id: draft.own_id, fields: draft.fields, edit: draft.mended });
  isUnsaved = true;
}
document.addEventListener("visit:mend", async (event) => {
  if (isUnsaved && !isLeft()) return;
  mendIn(event.detail);
  await Visits.draft.drop(member);
});
visit.addEventListener("input", (event) => {
  event.target.removeAttribute("aria-invalid");
  if (event.target !== where) edited();
});
visit.addEventListener("change", (event) => {
  if (event.target.type === "file") keepPhotos();
  else if (event.target !== where) edited();
});
document.addEventListener("visibilitychange", () => { if (document.hidden && timer) keepDraft(); });
where.addEventListener("input", search);
where.addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); found.querySelector("button")?.click(); } });
// Where the phone has no database of its own, the form is sent as forms are.
Visits.database().then(async () => {
  let isSaving = false;
  visit.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (isSaving) return;
    isSaving = true;
    clearTimeout(timer);
    try {
      const own_id = field("own_id").value;
      const label = [field("visited_on").value, ...named().map(([, text]) => text)].join(" · ");
      const saved = { own_id, member, label, photos: photos(), fields: texts(), edit: mended };
      // What another window kept under this number is another visit, unless it is the one that is mended.
      if (mended === undefined && await Visits.find(own_id)) saved.own_id = newNumber();
      await Visits.add(saved);
      await Visits.draft.drop(member);
      begin();
      say(words.kept);
      said.scrollIntoView({ block: "start" });
    } finally {
      isSaving = false;
    }
  });
  const asked = location.hash.slice(1) && await Visits.find(location.hash.slice(1));
  const draft = await Visits.draft.find(member);
  const isAsked = asked?.member === member && !asked.number && asked.own_id !== draft?.own_id;
  const isServed = visit.querySelector("[role=alert]") || location.search;
  field("own_id").value = newNumber(); // a page that was kept on the phone bears the same one each time
  history.replaceState(null, "", location.pathname + location.search);
  if (draft && !((isAsked || isServed) && isLeft())) await restore(draft);
  else {
    await Visits.draft.drop(member);
    if (isAsked) mendIn(asked);
    else if (isServed) changed();
    else begin();
  }
  visit.dataset.ready = "";
}).catch(changed);
fetch(visit.dataset.settlements, { credentials: "same-origin" }).then((answer) => answer.json()).then((body) => {
  settlements = body.settlements ?? [];
  search();
}).catch(() => {}); // without a network before the first time: the lists do without villages
