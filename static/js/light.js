// Light mode: CSS hides the pictures, so that lazy ones are never fetched; here they are asked for.
const root = document.documentElement;
const box = document.querySelector("[name=light]");
const all = document.querySelector(".light-note button");

// A picture with words of its own is offered one by one; the silent ones come with all.
function offer() {
  for (const picture of document.querySelectorAll("main figure img:not([alt=''])")) {
    if (picture.closest("figure").querySelector(".show-picture")) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "show-picture";
    button.textContent = `${all.dataset.one}: ${picture.alt}`;
    button.addEventListener("click", () => {
      (picture.closest("picture") ?? picture).classList.add("asked");
      picture.tabIndex = -1;
      picture.focus();
    });
    (picture.closest("picture") ?? picture).after(button);
  }
}

function turn(on) {
  root.classList.toggle("light-mode", on);
  box.checked = on;
  if (on) offer();
}

box.addEventListener("change", () => {
  turn(box.checked);
  try {
    localStorage.setItem("light", box.checked ? "on" : "off");
  } catch {
    // A browser that keeps nothing forgets it on the next page.
  }
});

all.addEventListener("click", () => {
  root.classList.remove("light-mode"); // for this page only
  document.getElementById("main").focus();
});

turn(root.classList.contains("light-mode"));
