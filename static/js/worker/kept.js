// The pages kept on this device: their addresses, their bounds, and from when they are. Every copy
// carries its moment in Date, as the server's clock told it, so a wrong clock here does no harm.
const PAGES = "pages"; // outlives the versions of the worker: a page carries its own CSS
const MOST = 150; // pages, about 50 KB each as they are kept
const MOST_BYTES = 12 * 1024 * 1024;
const LARGEST = 512 * 1024; // of one page
const OLDEST = 60 * 24 * 3600 * 1000; // milliseconds

const WHOLE = /^\/(en\/)?(news\/\d+-[^/]*\/|)$/; // an article, the front page: no query changes them
const BARE = /^\/(en\/)?(news|tags\/[\w-]+|regions|regions\/[\w-]+(\/[\w-]+)?|accessibility)\/$/;
const MY = /^\/(en\/)?my\/$/;

// Returns the address by which a page is kept, without what doesn't change it; null for one that
// isn't kept: a search, a later part of a list.
const keyOf = (address) => {
  const { pathname, search, searchParams } = new URL(address, location.origin);
  if (WHOLE.test(pathname)) return pathname;
  if (BARE.test(pathname) && !search && !pathname.endsWith("/find/")) return pathname;
  const isMine = [...searchParams.keys()].every((name) => ["regions", "tags"].includes(name));
  return MY.test(pathname) && isMine ? pathname + search : null;
};

const momentOf = (response) => Date.parse(response.headers.get("Date")) || 0;

const find = async (address) => {
  const key = keyOf(address);
  return key ? (await caches.open(PAGES)).match(key, { ignoreVary: true }) : undefined;
};

const remove = async (address) => {
  const key = keyOf(address);
  return key ? (await caches.open(PAGES)).delete(key, { ignoreVary: true }) : false;
};

// Keeps a fresh answer of the server in place of an older copy; forgets what is no more.
const keep = async (address, response) => {
  if ([404, 410].includes(response.status)) return remove(address);
  const key = keyOf(response.redirected ? response.url : address);
  const isPage = response.headers.get("Content-Type")?.startsWith("text/html");
  const isPrivate = /no-store|private/.test(response.headers.get("Cache-Control"));
  if (response.redirected && key !== keyOf(address)) await remove(address);
  if (!key || response.status !== 200 || !isPage || isPrivate) return false;
  const body = await response.blob();
  if (body.size > LARGEST) return remove(key);
  const headers = new Headers(response.headers);
  headers.delete("Content-Encoding"); // the body is unpacked by now
  headers.set("Content-Length", body.size);
  if (!momentOf(response)) headers.set("Date", new Date().toUTCString());
  const pages = await caches.open(PAGES);
  return pages.put(key, new Response(body, { headers })).catch(() => drop(pages, [key]));
};

// Returns what is kept, newest first: [{ key, moment, bytes }].
const all = async () => {
  const pages = await caches.open(PAGES);
  const found = [];
  for (const request of await pages.keys()) {
    const copy = await pages.match(request, { ignoreVary: true });
    if (!copy) continue;
    const { pathname, search } = new URL(request.url);
    const bytes = Number(copy.headers.get("Content-Length"));
    found.push({ key: pathname + search, moment: momentOf(copy), bytes });
  }
  return found.sort((one, other) => other.moment - one.moment);
};

const drop = async (pages, keys) => {
  for (const key of keys) await pages.delete(key, { ignoreVary: true });
};

// Drops what is too much or too old, the oldest first; of what `isSpare` says it of, at most `spare`,
// and before all else.
const trim = async (isSpare = () => false, spare = MOST) => {
  const kept = await all();
  const spares = kept.filter(isSpare);
  let bytes = 0;
  const dropped = [...kept.filter((copy) => !isSpare(copy)), ...spares].filter((copy, place) => {
    bytes += copy.bytes;
    const isTooOld = copy.moment < Date.now() - OLDEST;
    return isTooOld || place >= MOST || bytes > MOST_BYTES || spares.indexOf(copy) >= spare;
  });
  await drop(await caches.open(PAGES), dropped.map(({ key }) => key));
};
