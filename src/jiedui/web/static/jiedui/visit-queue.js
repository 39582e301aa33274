// Visits that wait on this phone: kept in its own database until the ledger has taken them, each under a number of its
// own, so that sending one twice makes one record. A visit belongs to the member who recorded it and is sent under no
// other's name; it survives reloads, sign-outs and refusals, and goes only when it was taken or is discarded.
const Visits = (() => {
  const card = document.querySelector("[data-queue]");
  const words = JSON.parse(document.getElementById("visit-words").textContent);
  const said = card.querySelector("[data-queue-said]");
  const RETRY = 30000;
  const SENT_KEPT = 5;
  let opened, timer, isSending = false;

  function database() {
    opened ??= new Promise((done, failed) => {
      const asked = indexedDB.open("jiedui-visits", 1);
      asked.onupgradeneeded = () => {
        asked.result.createObjectStore("queue", { keyPath: "own_id" });
        asked.result.createObjectStore("drafts", { keyPath: "member" });
      };
      asked.onsuccess = () => done(asked.result);
      asked.onerror = asked.onblocked = () => failed(asked.error);
    });
    return opened;
  }
  // One step in one store: what it comes to, once it is on the disk.
  async function step(store, act) {
    const transaction = (await database()).transaction(store, "readwrite", { durability: "strict" });
    const asked = act(transaction.objectStore(store));
    await new Promise((done, failed) => {
      transaction.oncomplete = done;
      transaction.onerror = transaction.onabort = () => failed(transaction.error);
    });
    return asked.result;
  }
  const all = async () => (await step("queue", (store) => store.getAll())).sort((one, other) => one.at - other.at);
  const find = (own_id) => step("queue", (store) => store.get(own_id));
  const drop = (own_id) => step("queue", (store) => store.delete(own_id));
  const put = (item) => step("queue", (store) => store.put(item));
  // What was mended since is not overwritten by what a sending comes to.
  async function settle(item, changes) {
    const now = await find(item.own_id);
    if (now && now.edit === item.edit) await put(Object.assign(item, changes));
  }

  function say(text, isSignIn = false) {
    said.textContent = text;
    said.hidden = !text;
    card.querySelector("[data-queue-sign-in]").hidden = !isSignIn;
  }
  function later() {
    clearTimeout(timer);
    timer = setTimeout(send, RETRY);
  }
  async function ask(address, more = {}) {
    try {
      const answer = await fetch(address, { credentials: "same-origin", cache: "no-store", redirect: "error", ...more });
      const isJson = answer.headers.get("Content-Type")?.startsWith("application/json");
      return { status: answer.status, body: isJson ? await answer.json() : {} };
    } catch {
      return { status: 0, body: {} };
    }
  }
  function post(address, token, pairs) {
    const body = new FormData();
    for (const [name, value, file] of pairs) file ? body.append(name, value, file) : body.append(name, value);
    return ask(address, { method: "POST", headers: { "X-CSRFToken": token }, body });
  }
  // Whether to go on with the next one: a visit that was refused holds up none of the others.
  async function isGoingOn(item, answer) {
    if (answer.status === 409) {
      await settle(item, { state: "refused", problems: answer.body.problems });
      return true;
    }
    if (answer.status === 401) say(words.signIn, true);
    else {
      say(answer.status ? words.fault : words.offline);
      later();
    }
    return false;
  }
  async function sendOne(item, token) {
    if (!item.number) {
      const answer = await post(card.dataset.send, token, [...item.fields, ["own_id", item.own_id], ["member", item.member]]);
      if (answer.status !== 200) return isGoingOn(item, answer);
      const note = answer.body.again && item.edit ? words.again : "";
      await settle(item, { number: answer.body.number, address: answer.body.address, note });
    }
    for (const photo of [...item.photos]) {
      const pairs = [["own_id", item.own_id], ["member", item.member], ["photos", photo.file, photo.name]];
      const answer = await post(card.dataset.photos, token, pairs);
      if (answer.status !== 200) return isGoingOn(item, answer);
      await settle(item, { photos: item.photos.filter((one) => one !== photo) });
    }
    await settle(item, { state: "sent", fields: [], problems: [] });
    return true;
  }
  async function sendAll() {
    const waiting = (await all()).filter((one) => one.state === "waiting");
    if (!waiting.length) return say("");
    const { status, body } = await ask(card.dataset.session);
    if (status === 401) return say(words.signIn, true);
    if (status !== 200) {
      say(status ? words.fault : words.offline);
      return later();
    }
    say("");
    for (const item of waiting.filter((one) => one.member === body.member)) {
      if (!await sendOne(item, body.token)) return;
      await draw();
    }
  }
  // One window sends at a time; without locks, at least this one once.
  async function send() {
    if (isSending) return;
    isSending = true;
    clearTimeout(timer);
    try {
      if (navigator.locks) await navigator.locks.request("jiedui-visits", { ifAvailable: true }, (lock) => lock && sendAll());
      else await sendAll();
    } finally {
      isSending = false;
      await draw();
    }
  }

  function button(text, act) {
    const one = document.createElement("button");
    one.type = "button";
    one.className = "btn btn-sm";
    one.textContent = text;
    one.addEventListener("click", act);
    return one;
  }
  function line(item) {
    const row = document.createElement("li");
    const head = document.createElement("div");
    const name = document.createElement("span");
    const badge = document.createElement("span");
    const buttons = document.createElement("div");
    const isOwn = item.member === card.dataset.member;
    row.className = "list-group-item py-2";
    row.dataset.state = item.state;
    head.className = "d-flex flex-wrap gap-2 align-items-baseline";
    name.textContent = isOwn ? [item.label, item.photos.length ? words.photos.replace("{count}", item.photos.length) : ""].filter(Boolean).join(" · ") : words.others.replace("{member}", item.member);
    badge.className = `badge ms-auto ${{ waiting: "bg-azure-lt", refused: "bg-red-lt", sent: "bg-green-lt" }[item.state]}`;
    badge.textContent = words[item.state];
    head.append(name, badge);
    row.append(head);
    buttons.className = "d-flex gap-2 mt-1";
    if (isOwn) {
      for (const text of [...item.problems.map((one) => one.text), item.note].filter(Boolean)) {
        const problem = document.createElement("div");
        problem.className = item.state === "refused" ? "small text-danger" : "small text-secondary";
        problem.textContent = text;
        row.append(problem);
      }
      if (item.address) {
        const link = document.createElement("a");
        link.className = "btn btn-sm";
        link.href = item.address;
        link.textContent = words.open;
        buttons.append(link);
      }
      if (item.state !== "sent" && !item.number) buttons.append(button(words.mend, () => mend(item)));
      if (item.state === "sent") buttons.append(button(words.clear, () => drop(item.own_id).then(draw)));
      else buttons.append(button(words.discard, () => { if (item.number || confirm(words.sure)) drop(item.own_id).then(draw); }));
    }
    if (buttons.children.length) row.append(buttons);
    return row;
  }
  async function draw() {
    const items = await all();
    for (const old of items.filter((one) => one.state === "sent").slice(0, -SENT_KEPT)) await drop(old.own_id);
    const shown = items.filter((one) => one.state !== "sent" || one.member === card.dataset.member).slice(-200);
    card.querySelector("[data-queue-list]").replaceChildren(...shown.map(line));
    card.querySelector("[data-queue-count]").textContent = items.filter((one) => one.state !== "sent").length || "";
    card.querySelector("[data-queue-send]").hidden = !items.some((one) => one.state === "waiting");
    card.hidden = !shown.length;
  }
  function mend(item) {
    if (document.querySelector("[data-visit-form]")) document.dispatchEvent(new CustomEvent("visit:mend", { detail: item }));
    else location.assign(`${card.dataset.new}#${item.own_id}`);
  }
  // A visit in the queue: kept first, then sent.
  async function add(item) {
    const before = await find(item.own_id);
    const kept = { state: "waiting", problems: [], note: "", number: 0, address: "", at: before?.at ?? Date.now(), edit: before ? before.edit + 1 : 0 };
    await put({ ...kept, ...item });
    await navigator.storage?.persist?.();
    await draw();
    send();
  }
  async function keepForm() {
    if (!("serviceWorker" in navigator)) return;
    await navigator.serviceWorker.register(card.dataset.worker);
    const found = await navigator.serviceWorker.ready;
    const shown = navigator.serviceWorker.controller && !location.search ? location.pathname : "";
    if (navigator.onLine) found.active.postMessage({ keep: card.dataset.kept.split(" "), shown });
  }
  card.querySelector("[data-queue-send]").addEventListener("click", send);
  addEventListener("online", send);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) send(); });
  database().then(draw).then(send);
  keepForm();
  const draft = {
    keep: (item) => step("drafts", (store) => store.put(item)),
    find: (member) => step("drafts", (store) => store.get(member)),
    drop: (member) => step("drafts", (store) => store.delete(member)),
  };
  return { add, database, draft, find, words };
})();
