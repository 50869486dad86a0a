// Autosave: a copy in the browser a second after a key, one on the server some seconds later.
// Nothing here keeps anybody from typing.

import * as copies from "./copies.js";
import { asFormData, entriesOf, sentEntriesOf, valueOf } from "./fields.js";
import { post, Refused, SignedOut, token } from "./server.js";
import { say, saySignedOut, sayPresent } from "./saying.js";

const LOCAL = 1000; // ms from a key to the copy in the browser
const PAUSE = 3000; // ms without a key until the server is told
const LONGEST = 8000; // ms of typing until it is told anyway
const AGAIN = 10_000; // ms until the next attempt when the server did not answer
const LOOK = 4000; // ms between looks for what was changed by a script, with no event

export class Autosave {
  constructor(keeping, form) {
    this.keeping = keeping;
    this.form = form;
    this.name = copies.nameOf(keeping.dataset.user, keeping.dataset.key);
    this.version = keeping.dataset.version;
    this.local = this.sent = JSON.stringify(sentEntriesOf(form)); // what stands there, and there
    this.isKept = true; // whether the copy in the browser is whole
    this.isLeaving = false;
    this.listen();
    this.look();
  }

  listen() {
    const changed = () => this.changed();
    this.form.addEventListener("input", changed);
    // Select2 tells of a choice by jQuery alone.
    const jQuery = window.django?.jQuery;
    if (jQuery) jQuery(this.form).on("change", changed);
    else this.form.addEventListener("change", changed);
    this.form.addEventListener("submit", () => this.submitted());
    setInterval(() => document.hidden || this.isLeaving || this.look(), LOOK);
    addEventListener("beforeunload", (event) => {
      this.keepLocal();
      if (!this.isLeaving && !this.isKept && this.text() !== this.sent) event.preventDefault();
    });
    addEventListener("pagehide", () => this.left());
    document.addEventListener("visibilitychange", () => document.hidden && this.keepLocal());
  }

  text() {
    return JSON.stringify(entriesOf(this.form));
  }

  look() {
    if (this.text() !== this.local) this.changed();
  }

  changed() {
    this.isLeaving = false;
    this.localTimer ??= setTimeout(() => this.keepLocal(), LOCAL);
    this.since ??= Date.now();
    const wait = Math.min(PAUSE, Math.max(0, this.since + LONGEST - Date.now()));
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), wait);
  }

  keepLocal(synced = false) {
    clearTimeout(this.localTimer);
    this.localTimer = null;
    const entries = entriesOf(this.form);
    const text = JSON.stringify(entries);
    if (text === this.local && !synced) return;
    this.local = text;
    this.isKept = copies.keep(this.name, {
      time: Date.now(),
      title: valueOf(entries, "title"),
      version: this.version,
      entries,
      synced: text === this.sent,
    });
  }

  async send() {
    clearTimeout(this.timer);
    if (this.isSending || this.isLeaving) return;
    const entries = entriesOf(this.form);
    const text = JSON.stringify(entries);
    this.since = null;
    if (text === this.sent) return;
    this.isSending = new AbortController();
    try {
      const data = asFormData(entries, this.marks());
      const { autosave } = this.keeping.dataset;
      const answer = await post(autosave, data, autosave, { signal: this.isSending.signal });
      this.sent = text;
      this.keepLocal(true);
      const { public: isPublic } = this.keeping.dataset;
      const readers = isPublic === undefined ? "" : ", читачі поки бачать попередній текст";
      say(this.keeping, `Збережено о ${answer.saved_at}${readers}`);
      sayPresent(this.keeping, answer);
      const detail = { revision: answer.revision, version: this.version };
      document.dispatchEvent(new CustomEvent("portal:autosaved", { detail }));
    } catch (error) {
      if (error.name !== "AbortError") this.failed(error);
    } finally {
      this.isSending = null;
      if (!this.isLeaving && this.text() !== text) this.changed();
    }
  }

  failed(error) {
    this.keepLocal();
    if (error instanceof Refused) {
      say(this.keeping, `${error.message} Текст збережено в цьому браузері.`, true);
      return;
    }
    if (error instanceof SignedOut) saySignedOut(this.keeping);
    else if (this.isKept) say(this.keeping, "Немає зв’язку: текст збережено в цьому браузері", true);
    else {
      const words = "Немає зв’язку, а для копії в цьому браузері немає місця. Скопіюйте текст.";
      say(this.keeping, words, true);
    }
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), AGAIN);
  }

  marks() {
    const marks = {};
    for (const name of ["version", "draft"]) {
      const input = this.form.elements[name];
      if (input) marks[name] = input.value;
    }
    return marks;
  }

  // The form itself is on its way: the last copy stays here until the server has said yes.
  submitted() {
    this.keepLocal();
    this.isLeaving = true;
    this.isSending?.abort();
    clearTimeout(this.timer);
  }

  left() {
    if (this.isLeaving) return;
    this.keepLocal();
    if (this.text() === this.sent) return;
    // A beacon outlives the page, up to 64 KB; what is longer stands in the browser's copy.
    const more = { ...this.marks(), csrfmiddlewaretoken: token() };
    navigator.sendBeacon(this.keeping.dataset.autosave, asFormData(entriesOf(this.form), more));
  }
}
