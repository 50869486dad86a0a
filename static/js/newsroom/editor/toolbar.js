// The toolbar: one stop of Tab, arrows inside it (https://www.w3.org/WAI/ARIA/apg/patterns/toolbar/).
// Escape goes back to the text, Alt+F10 comes from it.
import {CHARACTERS, GROUPS, TABLE} from "./buttons.js";
import {element} from "./element.js";
import {icon} from "./icons.js";

const KEYS = {Control: "Ctrl"};
const spoken = (keys) => keys.replace(/Control/, KEYS.Control);

// Gives {bar, panels, update}. `tools` is handed to what a button runs.
export function makeToolbar(tools) {
    const {editor, root} = tools;
    const made = [];
    const panels = {
        characters: panel("Знаки", CHARACTERS.map(([sign, name]) => character(editor, sign, name))),
        table: panel("Таблиця", TABLE.map(([title, method]) => tableButton(editor, title, method))),
    };
    const bar = element("div", {class: "editor-bar", role: "toolbar", "aria-label": "Оформлення тексту"});
    for (const group of GROUPS) {
        const box = element("div", {class: "editor-group"});
        for (const item of group) {
            const title = item.keys ? `${item.title} (${spoken(item.keys)})` : item.title;
            const button = element("button", {type: "button", title, "aria-label": item.title}, icon(item.name));
            if (item.keys) button.setAttribute("aria-keyshortcuts", item.keys);
            if (item.panel) button.setAttribute("aria-expanded", "false");
            button.addEventListener("click", () => {
                if (button.getAttribute("aria-disabled") === "true") return;
                if (item.panel) toggle(button, panels[item.panel]);
                else item.run(tools);
            });
            box.append(button);
            made.push({item, button});
        }
        bar.append(box);
    }
    panels.characters.hidden = panels.table.hidden = true;
    const all = element("div", {class: "editor-tools"}, bar, panels.characters, panels.table);
    // The text keeps its selection while a button is pressed.
    all.addEventListener("mousedown", (event) => event.target.closest("button") && event.preventDefault());
    rove(bar, editor);
    for (const each of Object.values(panels)) each.addEventListener("keydown", (event) => back(event, editor));

    return {
        all,
        focus: () => bar.querySelector("[tabindex='0']").focus(),
        update() {
            for (const {item, button} of made) {
                button.setAttribute("aria-disabled", String(!item.can(editor)));
                if (item.isPressed) button.setAttribute("aria-pressed", String(item.isPressed(editor, root)));
            }
            panels.table.hidden = !editor.isActive("table");
        },
    };
}

function panel(label, buttons) {
    return element("div", {class: "editor-panel", role: "group", "aria-label": label}, ...buttons);
}

function toggle(button, panel) {
    panel.hidden = !panel.hidden;
    button.setAttribute("aria-expanded", String(!panel.hidden));
}

function character(editor, sign, name) {
    const shown = sign === "\u00a0" ? "пробіл" : sign;
    const button = element("button", {type: "button", title: name, "aria-label": name}, shown);
    button.addEventListener("click", () => editor.chain().focus().insertContent({type: "text", text: sign}).run());
    return button;
}

function tableButton(editor, title, method) {
    const button = element("button", {type: "button"}, title);
    button.addEventListener("click", () => editor.chain().focus()[method]().run());
    return button;
}

function back(event, editor) {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    editor.view.focus();
}

function rove(bar, editor) {
    const buttons = [...bar.querySelectorAll("button")];
    const hold = (held) => {
        for (const button of buttons) button.tabIndex = button === held ? 0 : -1;
    };
    hold(buttons[0]);
    bar.addEventListener("focusin", (event) => hold(event.target));
    bar.addEventListener("keydown", (event) => {
        const at = buttons.indexOf(document.activeElement);
        const steps = {ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1};
        back(event, editor);
        if (!(event.key in steps)) return;
        event.preventDefault();
        buttons.at(steps[event.key] % buttons.length).focus();
    });
}
