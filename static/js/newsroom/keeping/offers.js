// Offers to restore: the server's stand in the page already; here come those of this browser, of
// which the server knows nothing, and what the buttons of both do.

import * as copies from "./copies.js";
import { asFormData, entriesOf, sizeOf } from "./fields.js";
import { post } from "./server.js";
import { say } from "./saying.js";

export async function offerCopies(keeping, form) {
  const { user, key } = keeping.dataset;
  const present = entriesOf(form);
  const own = copies.nameOf(user, key);
  const open = await namesOpenElsewhere();
  const names = "new" in keeping.dataset ? copies.draftsOf(user) : [own];
  for (const name of names) {
    const copy = copies.read(name);
    if (!copy || copy.synced || open.has(name)) continue;
    if (JSON.stringify(copy.entries) === JSON.stringify(present)) copies.drop(name);
    else keeping.prepend(banner(keeping, name, copy, sizeOf(copy.entries) - sizeOf(present)));
  }
  navigator.locks?.request(own, { ifAvailable: true }, () => new Promise(() => {}));
}

// Another tab that writes the same article holds a lock: its text isn't lost.
async function namesOpenElsewhere() {
  const { held = [] } = (await navigator.locks?.query()) ?? {};
  return new Set(held.map((lock) => lock.name));
}

function banner(keeping, name, copy, more) {
  const box = document.createElement("div");
  box.className = "keeping-banner";
  const words = document.createElement("p");
  const options = { timeZone: "Europe/Kyiv", day: "numeric", month: "long", hour: "2-digit",
    minute: "2-digit", second: "2-digit" };
  const time = new Intl.DateTimeFormat("uk-UA", options).format(copy.time);
  const title = "new" in keeping.dataset ? ` «${copy.title || "Без заголовка"}»` : "";
  words.textContent = `У цьому браузері є текст${title}, якого сервер не отримав: ${time}, ${size(more)}.`;
  const actions = document.createElement("p");
  actions.className = "keeping-actions";
  actions.append(
    button("Відновити", "keeping-button keeping-main", async () => {
      const revision = await hand(keeping, name, copy);
      if (revision) location.assign(`?revision=${revision}`);
    }),
  );
  if (keeping.dataset.compare) {
    actions.append(
      button("Порівняти", "keeping-button", async () => {
        const revision = await hand(keeping, name, copy);
        if (revision) location.assign(`${keeping.dataset.compare}?b=${revision}`);
      }),
    );
  }
  const discard = button("Відкинути", "keeping-button", () => {
    copies.drop(name);
    remove(keeping, box);
  });
  askTwice(discard);
  actions.append(discard);
  box.append(words, actions);
  return box;
}

function size(more) {
  if (!more) return "такої ж довжини, але інший";
  const rule = new Intl.PluralRules("uk").select(Math.abs(more));
  const signs = { one: "знак", few: "знаки" }[rule] ?? "знаків";
  return `на ${Math.abs(more)} ${signs} ${more > 0 ? "довший" : "коротший"}`;
}

// Give the copy to the server: the form is then filled by it, and nothing is filled by guess.
async function hand(keeping, name, copy) {
  const { autosave } = keeping.dataset;
  const draft = name.split(":draft:")[1];
  const marks = { version: copy.version, ...(draft && { draft }) };
  try {
    const { revision } = await post(`${autosave}?copy`, asFormData(copy.entries, marks), autosave);
    copies.keep(name, { ...copy, synced: true });
    return revision;
  } catch (error) {
    say(keeping, error.message || "Немає зв’язку. Текст лишається в цьому браузері.", true);
    return null;
  }
}

function button(words, className, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = className;
  made.textContent = words;
  made.addEventListener("click", act);
  return made;
}

// The first click asks, the second does; going elsewhere takes the question back.
function askTwice(button) {
  const words = button.textContent;
  button.addEventListener("click", (event) => {
    if (button.dataset.asked) return;
    event.stopImmediatePropagation();
    button.dataset.asked = "yes";
    button.textContent = "Точно відкинути?";
  }, { capture: true });
  button.addEventListener("blur", () => {
    delete button.dataset.asked;
    button.textContent = words;
  });
}

function remove(keeping, box) {
  box.remove();
  say(keeping, "Відкинуто.");
  document.querySelector("#id_title")?.focus();
}

export function listenToOffers(keeping) {
  for (const discard of keeping.querySelectorAll("[data-discard]")) {
    askTwice(discard);
    discard.addEventListener("click", async () => {
      const { discard: url, autosave } = keeping.dataset;
      try {
        await post(url, asFormData([], { revision: discard.dataset.discard }), autosave);
        remove(keeping, discard.closest("[data-offer]"));
      } catch {
        say(keeping, "Немає зв’язку: спробуйте ще раз.", true);
      }
    });
  }
}
