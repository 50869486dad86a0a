// The fields of the article's form as plain pairs, and pairs as something to send.

const OURS = new Set(["csrfmiddlewaretoken", "version", "draft"]);

export function entriesOf(form) {
  return [...new FormData(form)].filter(
    ([name, value]) => typeof value === "string" && !OURS.has(name) && !name.startsWith("_"),
  );
}

// The same as the server sent them: a browser may have put back what was typed before a reload, and
// somebody may have typed before this module ran.
export function sentEntriesOf(form) {
  const entries = [];
  for (const field of form.elements) {
    const { name, type } = field;
    if (!name || field.disabled || OURS.has(name) || name.startsWith("_")) continue;
    if (["submit", "button", "reset", "image", "file", "fieldset", "output"].includes(type)) continue;
    if (field.options) {
      let chosen = [...field.options].filter((option) => option.defaultSelected);
      if (!chosen.length && type === "select-one") chosen = [...field.options].slice(0, 1);
      entries.push(...chosen.map((option) => [name, option.value]));
    } else if (type === "checkbox" || type === "radio") {
      if (field.defaultChecked) entries.push([name, field.value]);
    } else {
      entries.push([name, field.defaultValue]);
    }
  }
  return entries;
}

export const valueOf = (entries, field) => entries.find(([name]) => name === field)?.[1] ?? "";

export function asFormData(entries, more = {}) {
  const data = new FormData();
  for (const [name, value] of [...entries, ...Object.entries(more)]) data.append(name, value);
  return data;
}

// How many characters a reader would see of the text.
export function sizeOf(entries) {
  const body = new DOMParser().parseFromString(valueOf(entries, "body"), "text/html");
  const texts = [valueOf(entries, "title"), valueOf(entries, "lead"), body.body.textContent];
  return texts.reduce((sum, text) => sum + text.replace(/\s+/g, " ").trim().length, 0);
}
