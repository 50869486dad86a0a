// Reports one view when the page has really been seen: not while it prerenders or waits in a tab.
const address = document.querySelector("script[data-count]").dataset.count;

// Without a network a kept copy is read, and nothing is counted.
const report = () =>
  fetch(address, { method: "POST", keepalive: true, credentials: "omit" }).catch(() => {});

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
