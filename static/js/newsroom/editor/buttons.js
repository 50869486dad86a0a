// What the toolbar's buttons are called, do, and when they are pressed or asleep.
import {askEmbed} from "./embed-dialog.js";
import {askHtml} from "./html-dialog.js";
import {askLink} from "./link-dialog.js";
import {pickPicture} from "./pictures.js";

const mark = (name, title, keys) => ({
    name,
    title,
    keys,
    isPressed: (editor) => editor.isActive(name),
    can: (editor) => editor.can().toggleMark(name),
    run: ({editor}) => editor.chain().focus().toggleMark(name).run(),
});
const heading = (level) => ({
    name: `h${level}`,
    title: `Заголовок ${level}`,
    keys: `Control+Alt+${level}`,
    isPressed: (editor) => editor.isActive("heading", {level}),
    can: (editor) => editor.can().toggleHeading({level}),
    run: ({editor}) => editor.chain().focus().toggleHeading({level}).run(),
});
const command = (name, title, method, more = {}) => ({
    name,
    title,
    can: (editor) => editor.can()[method](),
    run: ({editor}) => editor.chain().focus()[method]().run(),
    ...more,
});

export const GROUPS = [
    [heading(2), heading(3), heading(4)],
    [
        mark("bold", "Жирний", "Control+B"),
        mark("italic", "Курсив", "Control+I"),
        mark("strike", "Закреслений", "Control+Shift+S"),
        mark("subscript", "Нижній індекс", "Control+,"),
        mark("superscript", "Верхній індекс", "Control+."),
        command("clear", "Прибрати виділення тексту", "unsetAllMarks", {can: (editor) => !editor.state.selection.empty}),
    ],
    [
        command("bullets", "Список", "toggleBulletList", {
            keys: "Control+Shift+8",
            isPressed: (editor) => editor.isActive("bulletList"),
        }),
        command("numbers", "Нумерований список", "toggleOrderedList", {
            keys: "Control+Shift+7",
            isPressed: (editor) => editor.isActive("orderedList"),
        }),
        {
            name: "deeper",
            title: "Пункт глибше",
            keys: "Control+]",
            can: (editor) => editor.can().sinkListItem("listItem"),
            run: ({editor}) => editor.chain().focus().sinkListItem("listItem").run(),
        },
        {
            name: "shallower",
            title: "Пункт вище",
            keys: "Control+[",
            can: (editor) => editor.can().liftListItem("listItem"),
            run: ({editor}) => editor.chain().focus().liftListItem("listItem").run(),
        },
        command("quote", "Цитата", "toggleBlockquote", {
            keys: "Control+Shift+B",
            isPressed: (editor) => editor.isActive("blockquote"),
        }),
    ],
    [
        {
            name: "link",
            title: "Посилання",
            keys: "Control+K",
            isPressed: (editor) => editor.isActive("link"),
            can: (editor) => editor.isActive("link") || editor.can().toggleMark("link"),
            run: editLink,
        },
        {name: "image", title: "Зображення", can: () => true, run: ({editor, say}) => pickPicture(editor, say)},
        {name: "embed", title: "Відео чи допис", can: () => true, run: insertEmbed},
        {
            name: "table",
            title: "Таблиця",
            can: (editor) => !editor.isActive("table"),
            run: ({editor}) => editor.chain().focus().insertTable({rows: 3, cols: 3, withHeaderRow: true}).run(),
        },
        command("rule", "Лінія", "setHorizontalRule"),
        {name: "characters", title: "Знаки", panel: "characters", can: () => true},
    ],
    [
        command("undo", "Скасувати дію", "undo", {keys: "Control+Z"}),
        command("redo", "Повторити дію", "redo", {keys: "Control+Y"}),
    ],
    [
        {name: "source", title: "Текст як HTML", can: () => true, run: editSource},
        {
            name: "whole",
            title: "На весь екран",
            isPressed: (editor, root) => root.classList.contains("is-whole"),
            can: () => true,
            run: ({whole}) => whole(),
        },
    ],
];

export const TABLE = [
    ["Рядок нижче", "addRowAfter"],
    ["Рядок вище", "addRowBefore"],
    ["Стовпець праворуч", "addColumnAfter"],
    ["Стовпець ліворуч", "addColumnBefore"],
    ["Прибрати рядок", "deleteRow"],
    ["Прибрати стовпець", "deleteColumn"],
    ["Заголовки в рядку", "toggleHeaderRow"],
    ["Заголовки в стовпці", "toggleHeaderColumn"],
    ["Прибрати таблицю", "deleteTable"],
];

export const CHARACTERS = [
    ["«", "ялинка ліва"], ["»", "ялинка права"], ["„", "лапка нижня"], ["“", "лапка верхня"], ["—", "тире"],
    ["–", "коротке тире"], ["…", "три крапки"], ["’", "апостроф"], ["№", "номер"], ["§", "параграф"], ["°", "градус"],
    ["×", "знак множення"], ["₴", "гривня"], ["²", "у квадраті"], ["½", "половина"], ["→", "стрілка"],
    ["\u00a0", "нерозривний пробіл"],
];

export async function editLink({editor, articles}) {
    const isLink = editor.isActive("link");
    const asksText = editor.state.selection.empty && !isLink;
    const answer = await askLink({href: editor.getAttributes("link").href, asksText, articles});
    editor.view.focus();
    if (!answer) return;
    const {href, text} = answer;
    if (!href) editor.chain().extendMarkRange("link").unsetMark("link").run();
    else if (isLink) editor.chain().extendMarkRange("link").setMark("link", {href}).run();
    else if (!asksText) editor.chain().setMark("link", {href}).run();
    else {
        const shown = text || href.replace(/^(?:https?:\/\/|mailto:|tel:)/, "");
        editor.chain().insertContent({type: "text", text: shown, marks: [{type: "link", attrs: {href}}]}).unsetMark("link").run();
    }
}

async function insertEmbed({editor}) {
    const attrs = await askEmbed({}, editor.storage.embed.providers);
    editor.view.focus();
    if (attrs) editor.commands.insertContent({type: "embed", attrs});
}

async function editSource({editor, html, set}) {
    const answer = await askHtml(html());
    editor.view.focus();
    if (answer !== null) set(answer);
}
