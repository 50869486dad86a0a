// The buttons that pass an article on: the system's sheet, the printer, the citation copied.
const deeds = {
  share: navigator.share && share,
  print: () => window.print(),
  copy,
};

function share(button) {
  const title = document.querySelector("h1").textContent;
  // Who closes the sheet has shared nothing: no error for the console.
  navigator.share({ title, url: button.dataset.url }).catch(() => {});
}

async function copy(button) {
  const citation = document.querySelector("[data-read]");
  try {
    await navigator.clipboard.writeText(citation.textContent);
    button.parentElement.querySelector("[role=status]").textContent = button.dataset.done;
  } catch {
    // No clipboard without https, or none allowed: the text is chosen, and copied by the keys.
    getSelection().selectAllChildren(citation);
  }
}

for (const button of document.querySelectorAll("[data-does]")) {
  const deed = deeds[button.dataset.does];
  if (deed) {
    button.addEventListener("click", () => deed(button));
    button.parentElement.hidden = false;
  }
}

// The day of reading belongs to a citation, and only the reader's clock knows it.
for (const citation of document.querySelectorAll("[data-read]")) {
  const numbers = { day: "2-digit", month: "2-digit", year: "numeric" };
  const form = document.documentElement.lang === "uk" ? ["uk", numbers] : ["en-GB", { dateStyle: "long" }];
  const day = new Date().toLocaleDateString(...form);
  citation.append(` (${citation.dataset.read}: ${day}).`);
}
