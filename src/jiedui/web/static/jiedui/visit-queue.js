// Visits that wait on this phone: kept in its own database until the ledger has taken them, each under a number of its
// own, so that sending one twice makes one record. A visit belongs to the member who recorded it and is sent under no
// other's name; it survives reloads, sign-outs and refusals, and goes only when it was taken or is discarded.
const Visits = (() => {
  const card = document.querySelector("[data-queue]");
  const words = JSON.parse(document.getElementById("visit-words").textContent);
  const said = card.querySelector("[data-queue-said]");
  const RETRY = 30000;
  const SENT_KEPT = 5;
  const TYPED = /^(found|with_whom|note|result)$|[.]content$/; // what the queue shows of texts that the ledger has not
  const FOR_LATER = [403, 408, 429]; // a session or a server that will be another one; other errors of 4xx stay
  let opened, timer, isSending = false, isAskedAgain = false;

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
  // What a sending comes to; what was mended or discarded since stays so. Returns what was found.
  const isSame = (found, item) => found?.state === "waiting" && found.edit === item.edit;
  function settle(item, changes) {
    return step("queue", (store) => {
      const asked = store.get(item.own_id);
      asked.onsuccess = () => { if (isSame(asked.result, item)) store.put(Object.assign(item, changes)); };
      return asked;
    });
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
      if (answer.ok && !isJson) return { status: 0, body: {} }; // somebody else's page, before the network is let in
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
  // The problems that an answer says; none where the same may be taken later.
  function refusals({ status, body }) {
    if (status === 409 && body.problems) return body.problems;
    const isFinal = status >= 400 && status < 500 && status !== 401 && !FOR_LATER.includes(status);
    return isFinal ? [{ input: "", text: card.dataset.untaken.replace("{status}", status) }] : [];
  }
  // Whether to go on with the next visit, after one that waits: only a network or a session that is gone holds up all.
  async function isGoingOn({ status }) {
    const asked = status ? { status } : await ask(card.dataset.session);
    if (asked.status === 401) {
      say(words.signIn, true);
      return false;
    }
    say(asked.status ? words.fault : words.offline);
    later();
    return Boolean(asked.status);
  }
  // A visit that was recorded before it was mended: what was mended is not in the ledger, and stays here with words.
  async function sendTexts(item, token) {
    const answer = await post(card.dataset.send, token, [...item.fields, ["own_id", item.own_id], ["member", item.member]]);
    if (answer.status === 200) {
      const { number, address, again } = answer.body;
      const taken = { number, address, note: again && item.first !== item.edit ? words.again : "" };
      if (!await settle(item, taken)) await put({ ...item, ...taken, state: "sent", fields: [], photos: [], note: card.dataset.tooLate });
    } else if (refusals(answer).length) await settle(item, { state: "refused", problems: refusals(answer), first: null });
    return answer;
  }
  async function sendOne(item, token) {
    if (!item.number) {
      if (!isSame(await settle(item, { first: item.first ?? item.edit }), item)) return true;
      const answer = await sendTexts(item, token);
      if (refusals(answer).length) return true;
      if (answer.status !== 200) return isGoingOn(answer);
    }
    const problems = [];
    for (const photo of [...item.photos]) {
      if (!isSame(await find(item.own_id), item)) return true;
      const pairs = [["own_id", item.own_id], ["member", item.member], ["photos", photo.file, photo.name]];
      const answer = await post(card.dataset.photos, token, pairs);
      const refused = refusals(answer);
      if (answer.status === 200) await settle(item, { photos: item.photos.filter((one) => one !== photo) });
      else if (!refused.length) return isGoingOn(answer);
      problems.push(...refused.map((one) => ({ ...one, text: one.text.includes(photo.name) ? one.text : `${photo.name}: ${one.text}` })));
    }
    if (problems.length || item.note) await settle(item, { state: "refused", problems });
    else await settle(item, { state: "sent", fields: [], problems });
    return true;
  }
  // Each as it stands when its turn comes: it may have been mended or discarded while another was being sent.
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
    for (const { own_id } of waiting.filter((one) => one.member === body.member)) {
      const item = await find(own_id);
      if (item?.state === "waiting" && !await sendOne(item, body.token)) return;
      await draw();
    }
  }
  // One window sends at a time; without locks, at least this one once. What was saved meanwhile is sent after it.
  async function send() {
    isAskedAgain = true;
    if (isSending) return;
    isSending = true;
    clearTimeout(timer);
    try {
      while (isAskedAgain) {
        isAskedAgain = false;
        if (navigator.locks) await navigator.locks.request("jiedui-visits", { ifAvailable: true }, (lock) => lock ? sendAll() : later());
        else await sendAll();
      }
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
      if (item.state === "refused" && item.note) {
        const typed = document.createElement("div");
        typed.className = "small text-break";
        typed.textContent = item.fields.filter(([name]) => TYPED.test(name)).map(([, text]) => text).join(" · ");
        row.append(typed);
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
      else buttons.append(button(words.discard, () => discard(item)));
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
  async function discard({ own_id }) {
    const item = await find(own_id);
    const photos = item?.photos.length ? words.photos.replace("{count}", item.photos.length) : "";
    if (item && item.state !== "sent" && confirm(item.number ? [card.dataset.sureOfRest, photos].filter(Boolean).join(" · ") : words.sure)) await drop(own_id);
    await draw();
  }
  async function mend({ own_id }) {
    const item = await find(own_id);
    if (!item || item.number) await draw();
    else if (document.querySelector("[data-visit-form]")) document.dispatchEvent(new CustomEvent("visit:mend", { detail: item }));
    else location.assign(`${card.dataset.new}#${item.own_id}`);
  }
  // A visit in the queue: kept first, then sent. `edit` counts how often it was mended, `first` is the edit that may have
  // been taken already; one that went from the queue while it was being mended counts as taken.
  async function add({ edit, ...item }) {
    const before = await find(item.own_id);
    const mended = before?.edit ?? edit ?? -1;
    const kept = { state: "waiting", problems: [], note: "", number: 0, address: "", at: before?.at ?? Date.now() };
    await put({ ...kept, ...item, edit: mended + 1, first: before ? before.first : edit });
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
  // The form as it is typed; its photos stand beside it, so that they are not written again with each word.
  const photosOf = (member) => `${member} photos`;
  const draft = {
    keep: (item) => step("drafts", (store) => store.put(item)),
    find: (member) => step("drafts", (store) => store.get(member)),
    drop: (member) => step("drafts", (store) => { store.delete(member); return store.delete(photosOf(member)); }),
    keepPhotos: (member, own_id, photos) => step("drafts", (store) => store.put({ member: photosOf(member), own_id, photos })),
    photos: async (member, own_id) => {
      const kept = await step("drafts", (store) => store.get(photosOf(member)));
      return kept?.own_id === own_id ? kept.photos : undefined;
    },
  };
  return { add, database, draft, find, words };
})();
