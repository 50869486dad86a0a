// Beside a translation: the part of the original that is being translated stands in view.

const text = document.querySelector(".beside-text");
const form = document.getElementById("article_form");

function show(name) {
  const part = text.querySelector(`[data-part="${name}"]`);
  if (part) text.scrollTop += part.getBoundingClientRect().top - text.getBoundingClientRect().top - 8;
}

if (text && form) {
  let last = "";
  form.addEventListener("focusin", (event) => {
    const field = event.target.closest(".field-title, .field-lead, .field-body");
    const name = field ? [...field.classList].find((each) => each.startsWith("field-")).slice(6) : "";
    if (name && name !== last) show(name);
    last = name || last;
  });
}
