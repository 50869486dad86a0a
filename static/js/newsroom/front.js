// What may be pinned is found while one is typing; Enter and the button find it without this.

const WAIT = 250; // milliseconds after the last key

for (const form of document.querySelectorAll("form[data-suggest]")) {
  const list = document.getElementById(form.dataset.suggest);
  let timer, asking;

  async function suggest() {
    asking?.abort();
    asking = new AbortController();
    const address = new URL(location.pathname, location.href);
    address.search = new URLSearchParams(new FormData(form));
    try {
      const response = await fetch(address, { signal: asking.signal });
      if (!response.ok || response.redirected) return; // signed out meanwhile: the button says so
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const found = page.getElementById(list.id);
      const status = list.querySelector("[role=status]");
      // The status itself stays, so that a screen reader hears its new words.
      status.textContent = found.querySelector("[role=status]").textContent;
      list.replaceChildren(status, ...[...found.children].slice(1));
    } catch (error) {
      if (error.name !== "AbortError") console.warn(error); // no link: Enter will say so
    }
  }

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(suggest, WAIT);
  });
}
