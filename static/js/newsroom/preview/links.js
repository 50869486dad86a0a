// Links by which people without an account see the article: made, copied and withdrawn in a dialog.

const dialog = document.querySelector("dialog.preview-links");

function start() {
  const list = dialog.querySelector("ul");
  const status = dialog.querySelector(".preview-status");
  const token = document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";

  function say(text, isError = false) {
    status.textContent = text;
    status.classList.toggle("is-error", isError);
  }

  async function ask(url, values) {
    const options = values && {
      method: "POST",
      headers: { "X-CSRFToken": token },
      body: new URLSearchParams(values),
    };
    try {
      const response = await fetch(url, options);
      if (response.redirected) throw new Error("Ви вийшли з редакції. Увійдіть в іншій вкладці й повторіть.");
      const isJson = response.headers.get("content-type")?.startsWith("application/json");
      const answer = isJson ? await response.json() : { error: "Сервер відмовив. Оновіть сторінку й повторіть." };
      if (answer.error) throw new Error(answer.error);
      draw(answer.links);
      return answer.links;
    } catch (error) {
      say(error instanceof TypeError ? "Сервер не відповідає. Спробуйте ще раз." : error.message, true);
      return null;
    }
  }

  function draw(links) {
    list.replaceChildren(...links.map(line));
  }

  function line(link) {
    const item = document.createElement("li");
    const field = document.createElement("input");
    field.type = "text";
    field.readOnly = true;
    field.value = link.url;
    field.setAttribute("aria-label", `Посилання, діє до: ${link.until}`);
    const copy = button("Копіювати", () => copyFrom(field));
    const withdraw = button("Відкликати", async () => {
      if (await ask(link.withdraw, {})) say("Посилання відкликано: воно більше нічого не відкриває.");
      dialog.querySelector(".preview-make").focus();
    });
    const words = document.createElement("span");
    words.textContent = `Діє до: ${link.until}. Створено: ${link.made}.`;
    item.append(field, copy, withdraw, words);
    return item;
  }

  function button(text, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = text;
    made.addEventListener("click", act);
    return made;
  }

  async function copyFrom(field) {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      say("Посилання скопійовано.");
    } catch {
      say("Посилання позначено: натисніть Ctrl+C.");
    }
  }

  document.querySelector(".preview-give").addEventListener("click", () => {
    say("");
    dialog.showModal();
    ask(dialog.dataset.url);
  });
  dialog.querySelector(".preview-close").addEventListener("click", () => dialog.close());
  dialog.querySelector(".preview-make").addEventListener("click", async () => {
    const days = dialog.querySelector("select").value;
    if (await ask(dialog.dataset.url, { days })) say("Посилання створено.");
  });
}

if (dialog) start();
