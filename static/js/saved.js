// Lists what the service worker keeps on this device, and erases it on request.
const root = document.getElementById("saved");
const [pages, articles] = root.querySelectorAll("section");
const erase = root.querySelector(".erase");
const say = (words) => (root.querySelector("[role=status]").textContent = words);
const english = document.documentElement.lang === "en";

// Not the whole page is parsed: its style would be another than this page's policy allows.
const read = async (address, copy) => {
  const main = (await copy.text()).split("<main")[1];
  const [heading] = /<h1\b[^]*?<\/h1>/.exec(main);
  const [time] = /<time\b[^]*?<\/time>/.exec(main) ?? [""];
  const html = new DOMParser().parseFromString(heading + time, "text/html");
  const link = document.createElement("a");
  link.href = address;
  link.textContent = html.querySelector("h1").textContent;
  return { link, time: html.querySelector("time"), isArticle: /\/news\/\d/.test(address) };
};

const list = async () => {
  const cache = await caches.open("pages");
  const found = [];
  for (const { url } of await cache.keys()) {
    const { pathname, search } = new URL(url);
    if (search || pathname.startsWith("/en/") !== english) continue;
    const copy = await cache.match(url, { ignoreVary: true });
    if (copy) found.push(await read(url, copy));
  }
  const dated = ({ time }) => Date.parse(time?.dateTime) || 0;
  found.sort((one, other) => dated(other) - dated(one));
  for (const { link, time, isArticle } of found) {
    const section = isArticle ? articles : pages;
    const item = document.createElement("li");
    item.append(link);
    if (isArticle && time) item.append(time);
    section.querySelector("ul").append(item);
    section.hidden = false;
  }
  erase.parentElement.hidden = !found.length;
  if (!found.length) say(root.dataset.nothing);
};

erase.addEventListener("click", async () => {
  await caches.delete("pages");
  for (const part of [pages, articles, erase.parentElement]) part.hidden = true;
  say(erase.dataset.done);
});

// The list of a private window stands in no cache, and an insecure address has none.
list().catch(() => say(root.dataset.impossible));
