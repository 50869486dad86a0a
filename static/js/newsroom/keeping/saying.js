// What the page says about the keeping of the text, where a screen reader hears it.

export function say(keeping, words, isTrouble = false) {
  const status = keeping.querySelector("[data-status]");
  status.classList.toggle("is-trouble", isTrouble);
  if (status.textContent !== words) status.textContent = words;
}

export function saySignedOut(keeping) {
  say(keeping, "Ви вийшли з системи. ", true);
  const link = document.createElement("a");
  link.href = keeping.dataset.login;
  link.target = "_blank";
  link.textContent = "Увійдіть у новій вкладці";
  keeping.querySelector("[data-status]").append(link, ": текст збережено тут.");
}

// Who else has the form open, and whether somebody saved it since: {others, stale, by}.
export function sayPresent(keeping, { others, stale, by }) {
  const line = keeping.querySelector("[data-others]");
  const words = others?.length ? `Зараз тут також: ${others.join(", ")}` : "";
  if (others && line.textContent !== words) line.textContent = words;
  const warning = keeping.querySelector("[data-stale]");
  if (stale && warning.hidden) {
    warning.textContent =
      `Статтю тим часом зберегли (${by}). Пишіть далі: під час збереження ` +
      "побачите обидва тексти поруч і оберете, що лишити.";
    warning.hidden = false;
  } else if (stale === false) {
    warning.hidden = true;
  }
}
