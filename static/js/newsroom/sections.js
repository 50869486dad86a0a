// Menus, of the header and of the form's buttons, close when one looks elsewhere: by Escape, or by
// going on.

const open = () => document.querySelector(".sections details[open], .state-more[open]");

document.addEventListener("keydown", (event) => {
  const menu = open();
  if (event.key !== "Escape" || !menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

for (const name of ["pointerdown", "focusin"]) {
  document.addEventListener(name, (event) => {
    const menu = open();
    if (menu && !menu.contains(event.target)) menu.open = false;
  });
}
