// The buttons that put a place or a topic into the reader's own feed; see followed.js.
import { canFollow, followed, toggle, whenFollowed } from "./followed.js";
import { keep } from "./keep.js";

const groups = () => document.querySelectorAll("[data-on]");

const show = () => {
  const list = followed();
  for (const group of groups()) {
    for (const button of group.querySelectorAll("[data-follow]")) {
      const { follow, key } = button.dataset;
      button.setAttribute("aria-pressed", list[follow].includes(key));
    }
  }
};

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-follow]");
  if (!button) return;
  const group = button.closest("[data-on]");
  const now = toggle(button.dataset.follow, button.dataset.key);
  group.querySelector("[role=status]").textContent = group.dataset[now];
  group.querySelector(".to-feed").hidden = !group.querySelector("[aria-pressed=true]");
  keep();
});

if (canFollow()) {
  whenFollowed(show);
  show();
  for (const group of groups()) group.hidden = false;
}
