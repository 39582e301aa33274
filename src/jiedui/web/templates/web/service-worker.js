// Keeps the form of a visit on this phone: its page, the villages to choose from, and the files that it loads. Nothing
// else of the ledger is kept, and nothing at all once its member signs out. Visits that wait are not its business.
const SHELF = "jiedui-visits";
const PAGE = "/visits/new";
const LISTS = ["/visits/settlements"];
const FILES = "/static/";
const PATIENCE = 5000;
addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("message", (event) => {
  if (Array.isArray(event.data?.keep)) event.waitUntil(keep(event.data.keep, event.data.shown));
});
addEventListener("fetch", (event) => {
  const request = event.request;
  const address = new URL(request.url);
  if (address.origin !== location.origin) return;
  if (request.method === "POST" && address.pathname === "/sign-out") event.waitUntil(caches.delete(SHELF));
  if (request.method !== "GET") return;
  if (address.pathname.startsWith(FILES)) event.respondWith(kept(request).then((found) => found ?? fetch(request)));
  else if (address.pathname === PAGE || LISTS.includes(address.pathname)) event.respondWith(freshest(request, address));
  else if (address.pathname === "/visits" && request.mode === "navigate") event.respondWith(fetch(request).catch(() => Response.redirect(PAGE)));
});
async function kept(request) {
  return (await caches.has(SHELF)) ? (await caches.open(SHELF)).match(request) : undefined;
}
// What comes from the network, or what is kept where none answers in time. A page that was asked for with more than
// its address, or that led to the signing in, is not kept.
async function freshest(request, address) {
  const before = await kept(address.pathname);
  const asked = fetch(request).then(async (answer) => {
    if (answer.ok && !answer.redirected && !address.search) await (await caches.open(SHELF)).put(address.pathname, answer.clone());
    return answer;
  });
  if (!before) return asked;
  const waited = new Promise((done) => setTimeout(done, PATIENCE, before));
  return Promise.race([asked.catch(() => before), waited]);
}
// The files of a page have digests in their names: one that is kept is right, one that is not asked for any more goes.
// The page that is shown came through here just now.
async function keep(addresses, shown) {
  const shelf = await caches.open(SHELF);
  for (const request of await shelf.keys()) {
    if (!addresses.includes(new URL(request.url).pathname)) await shelf.delete(request);
  }
  for (const address of addresses) {
    if ((address.startsWith(FILES) || address === shown) && await shelf.match(address)) continue;
    try {
      const answer = await fetch(address, { credentials: "same-origin" });
      if (answer.ok && !answer.redirected) await shelf.put(address, answer);
    } catch {
      // No network just now: it is kept when there is one.
    }
  }
}
