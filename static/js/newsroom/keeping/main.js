// Nothing is lost: what this page does for it, and in which order.

import { Autosave } from "./autosave.js";
import * as copies from "./copies.js";
import { listenToOffers, offerCopies } from "./offers.js";
import { bePresent } from "./presence.js";

copies.forget();

const conflict = document.querySelector("#conflict_form");
if (conflict) {
  // What was refused is kept in the history: the browser's own copy has done its work.
  const user = conflict.dataset.user;
  copies.drop(copies.nameOf(user, conflict.dataset.kept));
}

const keeping = document.querySelector("#keeping");
const form = document.querySelector("#article_form");
if (keeping && form) {
  listenToOffers(keeping);
  await offerCopies(keeping, form);
  new Autosave(keeping, form);
  bePresent(keeping);
}
