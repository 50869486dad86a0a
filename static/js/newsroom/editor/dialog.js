// A question of the editor. It stands outside the article's form: its fields are not the article's.
import {element} from "./element.js";

let count = 0;

// Gives a field under its label: {block, input}. `attributes` are those of the input.
export function field(label, attributes = {}, help = "") {
    const id = `editor-field-${(count += 1)}`;
    const {tag = "input", ...others} = attributes;
    const described = help ? {"aria-describedby": `${id}-help`} : {};
    const input = element(tag, {id, ...(tag === "input" && {type: "text"}), ...others, ...described});
    const block = element("p", {class: "editor-field"}, element("label", {for: id}, label), input);
    if (help) block.append(element("span", {id: `${id}-help`, class: "help"}, help));
    return {block, input};
}

// Asks, and gives what `answer()` gives, or null when the dialog was closed. `answer` may throw an
// Error with a sentence: it is shown, and the dialog stays. `more` are buttons: [text, value] each,
// which answer with that value at once.
export function ask(title, blocks, answer, {submit = "Зберегти", more = []} = {}) {
    return new Promise((resolve) => {
        const id = `editor-dialog-${(count += 1)}`;
        const error = element("p", {class: "editor-error", role: "alert"});
        const cancel = element("button", {type: "button", class: "button"}, "Скасувати");
        const buttons = more.map(([text, value]) => {
            const button = element("button", {type: "button", class: "button"}, text);
            button.addEventListener("click", () => finish(value));
            return button;
        });
        const form = element(
            "form",
            {method: "dialog", novalidate: true},
            element("h2", {id}, title),
            ...blocks,
            error,
            element("p", {class: "editor-buttons"}, element("button", {class: "button default"}, submit), ...buttons, cancel),
        );
        const dialog = element("dialog", {class: "editor-dialog", "aria-labelledby": id}, form);
        let given = null;
        const finish = (value) => {
            given = value;
            dialog.close();
        };
        form.addEventListener("submit", (event) => {
            event.preventDefault();
            try {
                finish(answer());
            } catch (problem) {
                error.textContent = problem.message;
            }
        });
        cancel.addEventListener("click", () => finish(null));
        dialog.addEventListener("close", () => {
            dialog.remove();
            resolve(given);
        });
        document.body.append(dialog);
        dialog.showModal();
        form.querySelector("input, textarea")?.focus();
    });
}
