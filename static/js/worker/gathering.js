// In the background, one page at a time: the articles of the front page and of the reader's feed,
// the pages of the places followed. What was corrected is renewed, what was withdrawn is dropped.
const ARTICLES = 30; // of each list
const PLACES = 30;
const READ = 40; // other pages that the reader has opened, kept as well
const FRESH = 5 * 60 * 1000; // milliseconds for which a list isn't asked for again
const SLOW_FRESH = 6 * 3600 * 1000; // and the page of a place

const ARTICLE = /href="(\/(?:en\/)?news\/\d+-[^"/]*\/)"/g;
const PLACE = /data-place="(\/[^"]+)"/g;

const addressesIn = (html, pattern, most) =>
  [...new Set(Array.from(html.matchAll(pattern), ([, address]) => address))].slice(0, most);

const numberOf = (key) => /\/news\/(\d+)-/.exec(key)?.[1];

// No cookie goes along: what is fetched here is what everybody gets.
const renew = async (address) =>
  keep(address, await fetch(address, { credentials: "omit", priority: "low" }));

const renewOlder = async (address, age) => {
  const copy = await find(address);
  if (!copy || momentOf(copy) < Date.now() - age) await renew(address);
};

const html = async (address) => (await find(address))?.text() ?? "";

// The articles of a list: those on its page and, where these are fewer, on the next.
const articlesOf = async (list, next) => {
  await renewOlder(list, FRESH);
  const first = await html(list);
  const following = next ?? /<a\b[^>]*rel="next"[^>]*/.exec(first)?.[0].match(/href="([^"]+)"/)?.[1];
  if (addressesIn(first, ARTICLE, ARTICLES).length === ARTICLES || !following) {
    return addressesIn(first, ARTICLE, ARTICLES);
  }
  const address = following.replaceAll("&amp;", "&");
  if (keyOf(address)) {
    await renewOlder(address, FRESH);
    return addressesIn(first + (await html(address)), ARTICLE, ARTICLES);
  }
  const second = await fetch(address, { credentials: "omit", priority: "low" });
  return addressesIn(first + (await second.text()), ARTICLE, ARTICLES);
};

// `front` and `my` are addresses in one language; `feed`, that of the reader's list, may be "".
const gather = async ({ front, my, feed }) => {
  const articles = await articlesOf(front, `${front}news/`);
  await renewOlder(my, SLOW_FRESH);
  for (const { key } of await all()) {
    if (key.startsWith(`${my}?`) && key !== feed) await remove(key);
  }
  const places = [];
  if (feed) {
    articles.push(...(await articlesOf(feed)));
    places.push(...addressesIn(await html(feed), PLACE, PLACES));
  }
  const wanted = new Set([front, `${front}news/`, my, feed, ...articles, ...places]);

  const renewed = await changedAmong((await all()).filter(({ key }) => numberOf(key)));
  for (const key of articles) if (!(await find(key))) renewed.add(key);
  for (const key of renewed) await renew(key);
  for (const key of places) await renewOlder(key, SLOW_FRESH);
  const ours = languageOf(front);
  await trim(({ key }) => !wanted.has(key) && languageOf(key) === ours, READ);
};

// Returns a Set of the kept articles that were saved again since; removes those that aren't public.
// The server learns no more than when it gave them.
const changedAmong = async (kept) => {
  const changed = new Set();
  if (!kept.length) return changed;
  const numbers = kept.map(({ key }) => Number(numberOf(key))).sort((one, other) => one - other);
  const answer = await fetch(`${PORTAL.changes}?ids=${numbers}`, { credentials: "omit" });
  if (!answer.ok) return changed;
  const saved = await answer.json();
  for (const { key, moment } of kept) {
    const last = saved[numberOf(key)];
    if (!last) await remove(key);
    else if (Date.parse(last) >= moment) changed.add(key);
  }
  return changed;
};

let before = Promise.resolve();

addEventListener("message", (event) => {
  before = before.then(() => gather(event.data)).catch(() => {}); // the next visit goes on with it
  event.waitUntil(before);
});
