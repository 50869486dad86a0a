// Turns the textarea of an article's text into the editor. Without scripts it stays a textarea.
//
// The textarea holds the current HTML at any time: every change is written into it within 150 ms
// and told by an `input` event. `portal:set` on the textarea loads its value into the editor.
import {Editor} from "../../../django_prose_editor/editor.js";
import {editLink} from "./buttons.js";
import {length} from "./counting.js";
import {element} from "./element.js";
import {pastedText} from "./pasted.js";
import {Pasting} from "./pasting.js";
import {wearReaderStyles} from "./reader-styles.js";
import {extensions} from "./schema.js";
import {makeToolbar} from "./toolbar.js";
import {written} from "./writing.js";

const WAIT = 150; // ms

function start(textarea) {
    const {providers, articles, styles} = JSON.parse(textarea.dataset.editor);
    const label = document.querySelector(`label[for="${textarea.id}"]`);
    const error = document.getElementById(`${textarea.id}_error`);
    const root = element("div", {class: "editor"});
    const sheet = element("div", {class: "article"});
    const page = element("div", {class: "editor-page"}, sheet);
    const count = element("p", {class: "editor-count"});
    const status = element("p", {class: "editor-status", role: "status"});
    const say = (sentence) => {
        status.textContent = sentence;
    };
    // A text that was typed without scripts, or came from outside, may have no tag in it.
    const content = () => (textarea.value.includes("<") ? textarea.value : pastedText(textarea.value));

    const editor = new Editor({
        element: sheet,
        extensions: [...extensions(providers), Pasting.configure({providers, say})],
        content: content(),
        editable: !textarea.disabled && !textarea.readOnly,
        injectCSS: false,
        enablePasteRules: false,
        editorProps: {
            attributes: {
                class: "body",
                role: "textbox",
                "aria-multiline": "true",
                "aria-label": label?.textContent.replace(/:\s*$/, "").trim() || "Текст",
                ...(error && {"aria-invalid": "true", "aria-describedby": error.id}),
            },
        },
    });
    const html = () => written(editor.state.doc);
    let waiting = 0;
    const flush = () => {
        if (!waiting) return;
        clearTimeout(waiting);
        waiting = 0;
        const value = html();
        if (value === textarea.value) return;
        textarea.value = value;
        textarea.dispatchEvent(new Event("input", {bubbles: true}));
    };
    const tell = () => {
        const {doc} = editor.state;
        count.textContent = length(doc.textBetween(0, doc.content.size, " ", " "));
    };
    const set = (source) => {
        editor.commands.setContent(source, {emitUpdate: true});
        flush();
    };
    const whole = () => {
        const isWhole = root.classList.toggle("is-whole");
        document.documentElement.classList.toggle("has-whole-editor", isWhole);
        editor.view.focus();
        toolbar.update();
    };
    const tools = {editor, root, say, html, set, whole, articles};
    const toolbar = makeToolbar(tools);

    editor.on("update", () => {
        waiting ||= setTimeout(flush, WAIT);
    });
    let isDue = false;
    editor.on("transaction", () => {
        if (isDue) return;
        isDue = true;
        requestAnimationFrame(() => {
            isDue = false;
            toolbar.update();
            tell();
        });
    });
    editor.on("blur", flush);
    textarea.form?.addEventListener("submit", flush, {capture: true});
    window.addEventListener("pagehide", flush);
    document.addEventListener("visibilitychange", flush);
    textarea.addEventListener("portal:set", () => {
        editor.commands.setContent(content(), {emitUpdate: false});
        tell();
    });
    label?.addEventListener("click", () => editor.view.focus());
    root.addEventListener("keydown", (event) => {
        if (event.altKey && event.key === "F10") {
            event.preventDefault();
            toolbar.focus();
        } else if ((event.ctrlKey || event.metaKey) && event.code === "KeyK" && page.contains(event.target)) {
            event.preventDefault();
            // Where the last key has put the caret, the browser tells only after this one.
            editor.view.domObserver.flush();
            editLink(tools);
        } else if (event.key === "Escape" && root.classList.contains("is-whole")) {
            whole();
        }
    });

    const hint = element("p", {class: "editor-hint"}, "Alt+F10 — до панелі, Escape — назад до тексту.");
    textarea.before(root);
    root.append(toolbar.all, page, element("div", {class: "editor-foot"}, count, status, hint), textarea);
    textarea.hidden = true;
    const help = document.getElementById(`${textarea.id}_helptext`);
    if (help) help.hidden = true;
    toolbar.update();
    tell();
    wearReaderStyles(styles);
}

for (const textarea of document.querySelectorAll("textarea[data-editor]")) start(textarea);
