// «Запропонувати місця й теги»: asks for what is typed now, and puts what is accepted into the fields.

import { asFormData, entriesOf } from "../keeping/fields.js";
import { post, Refused, SignedOut } from "../keeping/server.js";

const panel = document.querySelector(".suggestions");
const form = document.getElementById("article_form");

function start() {
  const ask = panel.querySelector(".suggestions-ask");
  const status = panel.querySelector(".suggestions-status");
  const list = panel.querySelector("[data-suggestions]");
  const $ = window.django.jQuery;

  const fieldOf = (item) => {
    const [field, id] = item.dataset.values.split(":");
    const select = document.getElementById(`id_${field}`);
    return { select, id, option: [...select.options].find(({ value }) => value === id) };
  };
  const isAdded = (item) => Boolean(item.dataset.option && fieldOf(item).option?.selected);

  function choose(item, isChosen) {
    const { select, id, option } = fieldOf(item);
    const chosen = option ?? select.appendChild(new Option(item.dataset.option, id));
    chosen.selected = isChosen;
    $(select).trigger("change");
  }

  // Which buttons an item shows follows from the field: what is taken out there is offered again.
  function show() {
    for (const item of list.querySelectorAll("[data-values]")) {
      const isRefused = "refused" in item.dataset;
      const candidates = [...item.querySelectorAll(".candidate")];
      const added = isAdded(item) || candidates.some(isAdded);
      const shown = isRefused ? ["restore"] : added ? ["undo"] : ["accept", "refuse"];
      item.classList.toggle("is-added", added);
      item.classList.toggle("is-refused", isRefused);
      for (const button of item.querySelectorAll("button")) {
        if (button.closest("[data-values]") === item) button.hidden = !shown.includes(button.name);
      }
    }
  }

  async function send(data) {
    const { draft } = form.elements;
    const url = `${ask.dataset.url}?json`;
    const { autosave } = document.getElementById("keeping").dataset;
    try {
      return await post(url, asFormData(data, draft ? { draft: draft.value } : {}), autosave);
    } catch (error) {
      const words = "Немає зв’язку: спробуйте ще раз за хвилину.";
      if (error instanceof SignedOut) status.textContent = "Ви вийшли: увійдіть в іншій вкладці.";
      else status.textContent = error instanceof Refused ? error.message : words;
      return null;
    }
  }

  async function suggest() {
    status.textContent = "Читаємо текст…";
    const answer = await send(entriesOf(form));
    if (!answer) return;
    const page = new DOMParser().parseFromString(answer.html, "text/html");
    list.replaceChildren(...page.body.childNodes);
    status.textContent = answer.words;
  }

  async function press(button) {
    const item = button.closest("[data-values]");
    if (button.name === "accept" || button.name === "undo") choose(item, button.name === "accept");
    else if (!(await send([[button.name, button.value]]))) return;
    else if (button.name === "refuse") item.dataset.refused = "";
    else delete item.dataset.refused;
    show();
    if (button.hidden) [...item.querySelectorAll("button")].find(({ hidden }) => !hidden)?.focus();
    const said = { accept: "Додано", undo: "Скасовано", refuse: "Відхилено", restore: "Повернено" };
    status.textContent = `${said[button.name]}${button.querySelector("span").textContent}.`;
  }

  panel.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    event.preventDefault();
    if (button === ask) suggest();
    else press(button);
  });
  $(form).on("change", "select", show);
}

if (panel && form) start();
