// The code of an embed: its theme by choice, copied by a button. Without it the code is selected
// by hand and follows the theme of its reader.
const code = document.getElementById("embed-code");
const box = code.closest("details");
const button = box.querySelector("button");
const status = box.querySelector("[role=status]");
const themes = box.querySelector("fieldset");
const link = box.querySelector("a");

themes.addEventListener("change", ({ target }) => {
  link.search = target.value && `theme=${target.value}`;
  code.value = code.defaultValue.replace('" title', `${link.search}" title`);
  status.textContent = "";
});

button.addEventListener("click", async () => {
  code.select();
  try {
    await navigator.clipboard.writeText(code.value);
    status.textContent = button.dataset.done;
  } catch {
    // No clipboard without https, or none allowed: the text is chosen, and copied by the keys.
  }
});

themes.hidden = button.hidden = false;
