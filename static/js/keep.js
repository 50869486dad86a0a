// Asks the service worker to keep the front page and the reader's feed, with their articles, for
// when there is no network. Not on a link that is slow or paid by the byte: nobody asked for that.
import { feedAddress } from "./followed.js";

export const keep = async () => {
  const { lang, classList } = document.documentElement;
  if (!navigator.serviceWorker || classList.contains("light-mode")) return;
  const { active } = await navigator.serviceWorker.ready;
  const front = lang === "en" ? "/en/" : "/";
  active.postMessage({ front, my: `${front}my/`, feed: feedAddress(`${front}my/`) });
};
