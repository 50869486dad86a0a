// «Перегляд»: the article as readers will see it, beside the text or, on a narrow screen, over it.

import { frameIn } from "./frame.js";

const MEMORY = "portal.preview";
const pane = document.getElementById("preview-pane");

function remembered() {
  try {
    return JSON.parse(localStorage.getItem(MEMORY)) ?? {};
  } catch {
    return {};
  }
}

function remember(change) {
  try {
    localStorage.setItem(MEMORY, JSON.stringify({ ...remembered(), ...change }));
  } catch {
    // A browser that keeps nothing begins anew each time.
  }
}

function start() {
  const opener = document.querySelector(".preview-open");
  const status = pane.querySelector(".preview-status");
  const apart = pane.querySelector(".preview-apart");
  const widths = pane.querySelectorAll("[data-width]");
  const roomy = matchMedia("(min-width: 1100px)");
  const frame = frameIn(pane.querySelector(".preview-stage"), "Стаття, як її побачать читачі", say);
  let revision = pane.dataset.revision ?? "";
  let loaded = null;

  function say(text) {
    status.textContent = text;
  }

  // The address of what is to be seen now; "" while nothing was ever saved.
  const address = () => {
    if (revision) return `${pane.dataset.url}?revision=${revision}`;
    return "stored" in pane.dataset ? pane.dataset.url : "";
  };

  function refresh() {
    const url = address();
    apart.hidden = !url;
    if (!pane.open || !url || url === loaded) return;
    loaded = url;
    apart.href = url;
    frame.load(url);
  }

  function setWidth(px) {
    for (const each of widths) each.setAttribute("aria-pressed", String(each.dataset.width === String(px)));
    document.documentElement.dataset.preview = px;
    frame.setWidth(px);
  }

  // Beside the text it is a part of the page and takes no focus; over it, it is a dialog.
  function show() {
    if (roomy.matches) pane.setAttribute("open", "");
    else pane.showModal();
    document.documentElement.classList.toggle("with-preview", roomy.matches);
    opener.setAttribute("aria-expanded", "true");
    refresh();
  }

  function hide() {
    if (pane.open) pane.close();
    document.documentElement.classList.remove("with-preview");
    opener.setAttribute("aria-expanded", "false");
  }

  function close() {
    remember({ open: false });
    hide();
    opener.focus();
  }

  opener.addEventListener("click", () => {
    if (pane.open) {
      close();
      return;
    }
    remember({ open: true });
    show();
  });
  pane.querySelector(".preview-close").addEventListener("click", close);
  pane.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    close();
  });
  for (const each of widths) {
    each.addEventListener("click", () => {
      remember({ width: Number(each.dataset.width) });
      setWidth(Number(each.dataset.width));
    });
  }
  roomy.addEventListener("change", () => {
    if (!pane.open) return;
    hide();
    show();
  });
  document.addEventListener("portal:autosaved", (event) => {
    revision = event.detail?.revision ? String(event.detail.revision) : revision;
    loaded = null; // the same version may have been written again
    refresh();
  });

  opener.closest(".preview-bar").hidden = false;
  setWidth(remembered().width === 1280 ? 1280 : 390);
  if (remembered().open && roomy.matches) show();
}

if (pane) start();
