// Suggests while the reader types what he may look for: a combobox by the ARIA pattern, its focus
// in the field. Without it, or with no network, the form leads to the page of what is found.
const WAIT = 150; // ms of silence before the server is asked

const line = (name, text) => Object.assign(document.createElement(name), { textContent: text });

function combobox(input, list, status) {
  let timer, request, at = -1;
  const mark = (index) => {
    at = index;
    for (const [i, option] of [...list.children].entries()) option.setAttribute("aria-selected", i === at);
    const option = list.children[at];
    input.setAttribute("aria-activedescendant", option?.id ?? "");
    option?.scrollIntoView({ block: "nearest" });
  };
  const show = (open) => {
    list.hidden = !open;
    input.setAttribute("aria-expanded", open);
    mark(-1);
  };
  const option = ({ title, note, url }, index) => {
    const item = Object.assign(document.createElement("li"), { id: `${list.id}-${index}` });
    item.setAttribute("role", "option");
    item.dataset.url = url;
    item.append(line("b", title), " ", line("span", note));
    return item;
  };
  const ask = async (query) => {
    request?.abort();
    request = new AbortController();
    status.textContent = "";
    if (query.length < 2) return show(false);
    try {
      const address = `${input.dataset.suggest}?${new URLSearchParams({ q: query })}`;
      const found = Object.values(await (await fetch(address, { signal: request.signal })).json()).flat();
      list.replaceChildren(...found.map(option));
      show(found.length > 0 && document.activeElement === input);
      status.textContent = found.length ? `${input.dataset.found} ${found.length}` : input.dataset.none ?? "";
    } catch {
      // Asked again meanwhile, or no network: the form still works.
    }
  };
  const keys = {
    ArrowDown: (all) => mark(at + 1 < all ? at + 1 : -1),
    ArrowUp: (all) => mark(at < 0 ? all - 1 : at - 1),
    Enter: () => at >= 0 && location.assign(list.children[at].dataset.url),
    Escape: () => show(false),
  };
  input.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing || !keys[event.key]) return;
    if (event.key !== "Enter" || at >= 0) event.preventDefault();
    keys[event.key](list.children.length);
  });
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT, input.value.trim().toLowerCase());
  });
  input.addEventListener("blur", () => show(false));
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
  list.addEventListener("click", ({ target }) => location.assign(target.closest("li").dataset.url));
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  show(false);
}

for (const input of document.querySelectorAll("[data-found]")) {
  const list = input.nextElementSibling;
  combobox(input, list, list.nextElementSibling);
}
