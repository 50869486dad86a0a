// Saying that one is here, every 15 seconds while the page is looked at, and that one leaves.

import { asFormData } from "./fields.js";
import { post, SignedOut, token } from "./server.js";
import { sayPresent, saySignedOut } from "./saying.js";

const EVERY = 15_000;

export function bePresent(keeping) {
  const { presence, version, autosave } = keeping.dataset;
  if (!presence) return;

  async function here() {
    if (document.hidden) return;
    try {
      sayPresent(keeping, await post(presence, asFormData([], { version }), autosave));
    } catch (error) {
      if (error instanceof SignedOut) saySignedOut(keeping);
    }
  }

  here();
  setInterval(here, EVERY);
  document.addEventListener("visibilitychange", here);
  addEventListener("pageshow", (event) => event.persisted && here());
  addEventListener("pagehide", () => {
    const data = asFormData([], { leave: "1", csrfmiddlewaretoken: token() });
    navigator.sendBeacon(presence, data);
  });
}
