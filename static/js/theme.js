// The theme of the pages, by the buttons in the footer; kept in this browser, "" is the system's.
const root = document.documentElement;
const choices = [...document.querySelectorAll("[name=theme]")];

function wear(theme) {
  const chosen = choices.find((choice) => choice.value === theme) ?? choices[0];
  chosen.checked = true;
  if (chosen.value) root.dataset.theme = chosen.value;
  else delete root.dataset.theme;
  // The browser's own bar has the colour of one of two schemes.
  for (const bar of document.querySelectorAll("[name=theme-color]")) {
    bar.dataset.media ??= bar.media;
    bar.media = bar.dataset.media;
    if (chosen.value) bar.media = bar.media.includes(chosen.value) ? "all" : "not all";
  }
}

for (const choice of choices) {
  choice.addEventListener("change", () => {
    wear(choice.value);
    try {
      if (choice.value) localStorage.setItem("theme", choice.value);
      else localStorage.removeItem("theme");
    } catch {
      // A browser that keeps nothing forgets it on the next page.
    }
  });
}

// Chosen in another tab, it is chosen here.
addEventListener("storage", ({ key, newValue }) => key === "theme" && wear(newValue ?? ""));
wear(root.dataset.theme ?? "");
