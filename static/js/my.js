// «Моя стрічка»: fetches the news of the reader's list into the page. A list that came in the
// address is a page of its own; it is another's until the reader takes it.
import { feedAddress, followed, toggle } from "./followed.js";
import { keep } from "./keep.js";

const feed = document.getElementById("feed");
const page = location.pathname;
const nothing = feed.querySelector("[data-empty]");
if (nothing) nothing.hidden = false;
const { list } = feed.dataset;

const get = async (address) => {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${answer.status}`);
  // Without its head: the style of tomorrow's page isn't what this page's policy allows.
  const [main] = /<main\b[^]*<\/main>/.exec(await answer.text());
  return new DOMParser().parseFromString(main, "text/html");
};

const say = (words, again) => {
  const notice = document.createElement("p");
  notice.className = "notice";
  notice.setAttribute("role", "status");
  notice.textContent = words;
  if (again) {
    const button = document.createElement("button");
    button.textContent = feed.dataset.again;
    button.addEventListener("click", load);
    notice.append(" ", button);
  }
  feed.replaceChildren(notice);
};

const load = async () => {
  const address = feedAddress(page);
  if (!address) {
    feed.replaceChildren(nothing);
    return feed.classList.add("ready");
  }
  const patience = setTimeout(say, feed.childElementCount ? 400 : 0, feed.dataset.slow);
  try {
    const fresh = await get(address);
    clearTimeout(patience);
    if (address !== feedAddress(page)) return;
    feed.replaceChildren(...fresh.getElementById("feed").childNodes);
    // From when a kept feed is, as the service worker says.
    document.querySelector(".kept")?.remove();
    const kept = fresh.querySelector(".kept");
    if (kept) document.getElementById("main").prepend(kept);
    offerMore();
  } catch {
    clearTimeout(patience);
    say(feed.dataset.broken, true);
  }
  feed.classList.add("ready");
};

const offerMore = () => {
  const next = feed.querySelector("a[rel=next]");
  if (next) next.textContent = feed.dataset.more;
};

const more = async (link) => {
  const fresh = (await get(link.href)).getElementById("feed");
  const cards = [...fresh.querySelector(".cards").children];
  feed.querySelector(".cards").append(...cards);
  link.closest("nav").replaceChildren(...fresh.querySelectorAll("a[rel=next]"));
  offerMore();
  cards[0].querySelector("a").focus();
};

const takeOut = (out) => {
  const place = [...feed.querySelectorAll("[data-out]")].indexOf(out);
  toggle(out.dataset.out, ...out.dataset.keys.split(","));
  keep();
  load().then(() => {
    const rest = [...feed.querySelectorAll("[data-out]")];
    (rest[place] ?? rest.at(-1) ?? feed).focus();
  });
};

const takeAll = () => {
  for (const { dataset } of feed.querySelectorAll("[data-out]")) {
    const mine = followed()[dataset.out];
    for (const key of dataset.keys.split(",")) if (!mine.includes(key)) toggle(dataset.out, key);
  }
  location.assign(page);
};

const ours = (event) => {
  const out = event.target.closest("[data-out]");
  const next = event.target.closest("a[rel=next]");
  if (out || next) event.preventDefault();
  if (out) takeOut(out);
  if (next) more(next).catch(() => location.assign(next.href));
};

if (list === undefined) {
  feed.addEventListener("click", ours);
  addEventListener("storage", load);
  load();
} else if (feedAddress(page) !== page + list) {
  feed.querySelector("[data-other]").hidden = false;
  feed.querySelector("[data-take]").addEventListener("click", takeAll);
}
