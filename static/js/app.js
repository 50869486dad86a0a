// Makes the site installable and readable without a network: see static/js/worker/.
const isFront = ["/", "/en/"].includes(location.pathname);

const start = async () => {
  await navigator.serviceWorker.register("/sw.js");
  if (isFront) (await import("./keep.js")).keep();
};

// After everything that the reader waits for; not for a preview in the newsroom's frame.
if (top === self && navigator.serviceWorker) {
  if (document.readyState === "complete") start().catch(() => {});
  else addEventListener("load", () => start().catch(() => {}));
}
