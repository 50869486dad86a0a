// The form of the filters: an address with what was chosen only, and places suggested while one
// types. Without this module empty fields stand in the address too, and the server asks which
// place was meant.
const WAIT = 200; // ms of silence before the server is asked

function sendOnlyChosen({ formData }) {
  for (const [name, value] of [...formData]) {
    if (!value.trim()) formData.delete(name);
  }
}

function suggestPlaces(input) {
  const list = document.createElement("datalist");
  list.id = `${input.id}-places`;
  input.after(list);
  input.setAttribute("list", list.id);
  let timer;
  const ask = async () => {
    const query = input.value.trim();
    if (query.length < 2 || query.includes(",")) return; // what was chosen has a comma
    try {
      const address = `${input.dataset.suggest}?${new URLSearchParams({ q: query.toLowerCase() })}`;
      const { places } = await (await fetch(address)).json();
      if (input.value.trim() !== query) return; // an answer that came late
      list.replaceChildren(...places.map(({ title, note }) => {
        const [nearest] = note.split(" · ").at(-1).split(",");
        return new Option("", nearest ? `${title}, ${nearest}` : title);
      }));
    } catch {
      // No network: the server will ask.
    }
  };
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
}

for (const form of document.querySelectorAll(".filters form")) {
  form.addEventListener("formdata", sendOnlyChosen);
  suggestPlaces(form.elements.hromada);
}
