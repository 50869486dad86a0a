// What a text may hold, and nothing else: the same as news/markup.py on the server.
import {
    Blockquote, Bold, BulletList, Document, Dropcursor, Gapcursor, HardBreak, Heading, History, HorizontalRule,
    Italic, ListItem, Mark, OrderedList, Paragraph, Placeholder, SpecialCharacters, Strike, Subscript,
    Superscript, Table, TableCell, TableHeader, TableRow, Text,
} from "../../../django_prose_editor/editor.js";
import {linkAddress} from "./addresses.js";
import {embedOf} from "./embed.js";
import {Caption, Figure} from "./figure.js";

export const Link = Mark.create({
    name: "link",
    priority: 1000,
    inclusive: false,
    addAttributes() {
        return {href: {default: null, parseHTML: (element) => linkAddress(element.getAttribute("href"))}};
    },
    parseHTML() {
        return [{tag: "a[href]", getAttrs: (element) => (linkAddress(element.getAttribute("href")) ? {} : false)}];
    },
    renderHTML({HTMLAttributes}) {
        return ["a", {href: HTMLAttributes.href, rel: "noopener"}, 0];
    },
});

// Ctrl+Enter saves the article.
const Break = HardBreak.extend({
    addKeyboardShortcuts() {
        return {"Shift-Enter": () => this.editor.commands.setHardBreak()};
    },
});

// An item may begin with anything, as on the server. Tab leaves the editor also from a list: who
// works by keyboard must get on.
const Item = ListItem.extend({
    content: "block+",
    addKeyboardShortcuts() {
        return {
            Enter: () => this.editor.commands.splitListItem(this.name),
            "Mod-]": () => this.editor.commands.sinkListItem(this.name),
            "Mod-[": () => this.editor.commands.liftListItem(this.name),
        };
    },
});

const Numbered = OrderedList.extend({
    addAttributes() {
        return {
            start: {
                default: 1,
                parseHTML: (element) => Number(/^\s*(-?\d{1,5})\s*$/.exec(element.getAttribute("start"))?.[1] ?? 1),
            },
        };
    },
    addNodeView: () => null,
    addProseMirrorPlugins: () => [],
});

// In a table Tab goes from cell to cell, and from the last one on.
const PlainTable = Table.extend({
    renderHTML: () => ["table", ["tbody", 0]],
    addNodeView: () => null,
    addKeyboardShortcuts() {
        const {Tab, ...others} = this.parent();
        return {...others, Tab: () => this.editor.commands.goToNextCell()};
    },
});
const spans = {
    addAttributes: () => ({
        colspan: {default: 1, parseHTML: (element) => element.colSpan || 1},
        rowspan: {default: 1, parseHTML: (element) => element.rowSpan || 1},
        colwidth: {default: null, rendered: false, parseHTML: () => null},
    }),
};

export function extensions(providers) {
    return [
        Document, Text, Paragraph, Break, Heading.configure({levels: [2, 3, 4]}), Blockquote, HorizontalRule,
        BulletList, Numbered, Item, PlainTable, TableRow, TableCell.extend(spans), TableHeader.extend(spans),
        Figure, Caption, embedOf(providers), Link, Bold, Italic, Strike, Subscript, Superscript, History,
        Dropcursor, Gapcursor, SpecialCharacters,
        Placeholder.configure({placeholder: "Пишіть або вставте текст з Word, Google Docs чи сайту."}),
    ];
}
