// What is answered to a page: the network first, always; a kept copy when it doesn't come. Whatever
// fails in here, the answer is the network's.
const PATIENCE = 4000; // milliseconds, when there is a copy to show

// Not the reader's pages: nothing here is touched, and no newsroom stands on anybody's phone.
const OUTSIDE =
  /^\/(admin|api|preview|(en\/)?embed|healthz|readyz)\b|^\/news\/\d+\/view|\.(js|json|xml|txt|rss|atom|webmanifest)$/;
const NEWSROOM = /^\/(admin|preview)\//;
const HASHED = /\.[0-9a-f]{12}\.\w+$/;

const isOf = (kind, address) => kind.test(new URL(address, location.origin).pathname);

const later = (milliseconds) =>
  new Promise((resolve) => setTimeout(resolve, milliseconds, "patience"));

const page = async (event) => {
  const { url } = event.request;
  const network = fetch(event.request);
  // Also when the reader has been answered by then.
  const kept = network.then((fresh) => keep(url, fresh.clone()).then(() => trim()));
  event.waitUntil(kept.catch(() => {}));
  const copy = await find(url).catch(() => undefined);
  let why = "offline";
  try {
    const first = await (copy ? Promise.race([network, later(PATIENCE)]) : network);
    if (first !== "patience" && (first.status < 500 || !copy)) return first;
    why = first === "patience" ? "slow" : "broken";
  } catch (error) {
    if (!copy && event.request.mode !== "navigate") throw error;
  }
  if (copy) return withLine(url, copy, why).catch(() => network);
  const refuge = PORTAL.offline[languageOf(url)];
  const saved = await caches.match(refuge, { ignoreVary: true }).catch(() => undefined);
  if (!saved) return network;
  return new URL(url).pathname === refuge ? saved : withLine(url, saved, "unknown");
};

const file = async (request) => {
  if (HASHED.test(request.url)) {
    const kept = await caches.match(request, { ignoreVary: true }).catch(() => undefined);
    return kept ?? fetch(request);
  }
  return fetch(request).catch(async (error) => {
    const kept = await caches.match(request, { ignoreVary: true, ignoreSearch: true });
    if (kept) return kept;
    throw error;
  });
};

// A calm place where a picture would be; its words stand in its `alt` as before.
const picture = (request) =>
  fetch(request).catch(
    () => new Response(PORTAL.picture, { headers: { "Content-Type": "image/svg+xml" } }),
  );

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode !== "navigate" && isOf(NEWSROOM, request.referrer)) return;
  if (PORTAL.shell.includes(pathname)) event.respondWith(file(request));
  else if (OUTSIDE.test(pathname)) return;
  else if (request.mode === "navigate" || MY.test(pathname)) event.respondWith(page(event));
  else if (request.destination === "image") event.respondWith(picture(request));
});
