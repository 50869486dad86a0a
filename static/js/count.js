// Reports one view when the page has really been seen, not while it prerenders or waits in a tab,
// and shows the number that is true now: the page itself may have been kept for some minutes.
const { count } = document.querySelector("script[data-count]").dataset;

// As the template groups digits (news/templatetags/articles.py).
const grouped = (number) =>
  String(number).replace(/\B(?=(\d{3})+$)/g, document.documentElement.lang === "en" ? "," : "\u00a0");

const show = ({ views }) => {
  const place = document.querySelector("[data-views]");
  if (place && Number.isInteger(views)) {
    place.textContent = views < 10_000 ? String(views) : grouped(views);
  }
};

// Where the reader came from: the host, and nothing else of the address.
const from = () => {
  try {
    return `?from=${encodeURIComponent(new URL(document.referrer).host)}`;
  } catch {
    return "";
  }
};

// Without a network a kept copy is read, and nothing is counted.
const report = () =>
  fetch(`${count}${from()}`, { method: "POST", keepalive: true, credentials: "omit" })
    .then((answer) => (answer.ok ? answer.json() : {}))
    .then(show)
    .catch(() => {});

const whenVisible = () => {
  if (document.visibilityState === "visible" && !document.prerendering) {
    document.removeEventListener("visibilitychange", whenVisible);
    document.removeEventListener("prerenderingchange", whenVisible);
    report();
  }
};

document.addEventListener("visibilitychange", whenVisible);
document.addEventListener("prerenderingchange", whenVisible);
whenVisible();
