// Writes a document of the editor as the server stores it (news/markup.py), character for character:
// a text that wasn't changed is not another one.

const RANKS = ["a", "strong", "em", "s", "sub", "sup"];
const MARKS = {link: "a", bold: "strong", italic: "em", strike: "s", subscript: "sub", superscript: "sup"};
const SPACES = /[ \t\n\r\f\u00a0]{2,}|[\t\n\r\f]/g;
const EDGE = /[ \u00a0]$/;
const BREAK = "\n"; // a br among the texts of a paragraph, whose white space is spaces

const ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\u00a0": "&nbsp;", '"': "&quot;"};
const text = (value) => value.replace(/[&<>\u00a0]/g, (character) => ENTITIES[character]);
const attribute = (value) => value.replace(/[&<>\u00a0"]/g, (character) => ENTITIES[character]);
const isFilled = (value) => /[^ \u00a0]/.test(value);
const each = (node) => Array.from({length: node.childCount}, (_, number) => node.child(number));

export function written(doc) {
    return blocksOf(doc).map(String).join("\n");
}

class Block {
    constructor(tag, html) {
        Object.assign(this, {tag, html});
    }

    toString() {
        return this.tag ? `<${this.tag}>${this.html}</${this.tag}>` : this.html;
    }
}

function blocksOf(node) {
    return each(node).flatMap((child) => WRITERS[child.type.name](child));
}

const WRITERS = {
    paragraph: (node) => paragraphs(node).map((html) => new Block("p", html)),
    heading: (node) => inTag(`h${node.attrs.level}`, inline(leavesOf(node))),
    bulletList: (node) => inTag("ul", items(node)),
    orderedList: (node) => {
        const start = node.attrs.start;
        const html = items(node);
        return start === 1 ? inTag("ol", html) : html ? [new Block("", `<ol start="${start}">${html}</ol>`)] : [];
    },
    blockquote: (node) => inTag("blockquote", blocksOf(node).join("")),
    table: (node) => [new Block("table", table(node))],
    figure: (node) => {
        const caption = inline(leavesOf(node.firstChild));
        const image = `<img src="/media/images/${node.attrs.image}.jpg" alt="${attribute(oneLine(node.attrs.alt))}">`;
        return [new Block("figure", image + (caption && `<figcaption>${caption}</figcaption>`))];
    },
    embed: ({attrs}) => {
        const title = text(oneLine(attrs.title) || attrs.address);
        return [new Block("figure", `<a href="${attribute(attrs.address)}" rel="noopener">${title}</a>`)];
    },
    horizontalRule: () => [new Block("", "<hr>")],
};

const inTag = (tag, html) => (html ? [new Block(tag, html)] : []);

export const oneLine = (value) => value.replace(SPACES, " ").replace(/^[ \u00a0]+|[ \u00a0]+$/g, "");

function items(list) {
    const written = each(list).map((item) => contents(blocksOf(item)));
    return written.filter(Boolean).map((html) => `<li>${html}</li>`).join("");
}

// The only paragraph of an item or a cell, when it comes first, stands bare.
function contents(blocks) {
    const [first, ...rest] = blocks;
    const isBare = first?.tag === "p" && !rest.some((block) => block.tag === "p");
    return (isBare ? [first.html, ...rest] : blocks).join("");
}

function table(node) {
    const rows = each(node).map(each);
    const split = rows.findIndex((row) => row.some((cell) => cell.type.name !== "tableHeader"));
    const length = split === -1 ? rows.length : split;
    const part = (tag, scope, some) =>
        some.length ? `<${tag}>${some.map((row) => `<tr>${row.map((one) => cell(one, scope)).join("")}</tr>`).join("")}</${tag}>` : "";
    return part("thead", "col", rows.slice(0, length)) + part("tbody", "row", rows.slice(length));
}

function cell(node, scope) {
    const isHeader = node.type.name === "tableHeader";
    const {colspan, rowspan} = node.attrs;
    const attributes =
        (isHeader ? ` scope="${scope}"` : "") +
        (colspan > 1 ? ` colspan="${colspan}"` : "") +
        (rowspan > 1 ? ` rowspan="${rowspan}"` : "");
    const tag = isHeader ? "th" : "td";
    return `<${tag}${attributes}>${contents(blocksOf(node))}</${tag}>`;
}

const leavesOf = (node) =>
    each(node).map((leaf) => {
        const marks = leaf.marks.map(({type, attrs}) => [MARKS[type.name], attrs.href ?? ""]);
        return [leaf.isText ? leaf.text.replace(SPACES, " ") : BREAK, marks];
    });

// An empty line parts two paragraphs.
function paragraphs(node) {
    const parts = [[]];
    let breaks = 0;
    for (const leaf of leavesOf(node)) {
        if (leaf[0] === BREAK) {
            breaks += 1;
        } else if (isFilled(leaf[0])) {
            if (breaks > 1) parts.push([]);
            breaks = 0;
        }
        parts.at(-1).push(leaf);
    }
    return parts.map(inline).filter(Boolean);
}

function inline(run) {
    const leaves = [];
    for (const [value, marks] of run) {
        const before = leaves.length ? leaves.at(-1)[0] : BREAK;
        let kept = value;
        if (value === BREAK) {
            if (before === BREAK) continue;
            trim(leaves);
        } else if (/[ \n\u00a0]$/.test(before) && /^[ \u00a0]/.test(value)) {
            kept = value.slice(1);
        }
        if (kept) leaves.push([kept, marks.map((mark) => mark.join(" ")).sort(byRank)]);
    }
    while (leaves.length && leaves.at(-1)[0] === BREAK) leaves.pop();
    trim(leaves);
    return joined(leaves);
}

// A mark is written as "tag address" here, to be told apart by value.
const rank = (mark) => RANKS.indexOf(mark.split(" ", 1)[0]);
const byRank = (one, other) => rank(one) - rank(other);
const tagOf = (mark) => mark.split(" ", 1)[0];

function trim(leaves) {
    while (leaves.length && EDGE.test(leaves.at(-1)[0])) {
        const [value, marks] = leaves.pop();
        const kept = value.replace(/[ \u00a0]+$/, "");
        if (kept) leaves.push([kept, marks]);
    }
}

// What lasts longest is opened first, and no link is cut in pieces.
function joined(leaves) {
    const last = [];
    for (let number = leaves.length - 1; number >= 0; number -= 1) {
        const after = last[0];
        last.unshift(new Map(leaves[number][1].map((mark) => [mark, after?.get(mark) ?? number])));
    }
    let html = "";
    let held = [];
    [...leaves, ["", []]].forEach(([value], number) => {
        const reach = last[number] ?? new Map();
        const gone = held.findIndex((mark) => !reach.has(mark));
        let kept = gone === -1 ? held : held.slice(0, gone);
        for (const [mark, end] of reach) {
            if (tagOf(mark) === "a" && !kept.includes(mark)) kept = kept.filter((other) => reach.get(other) >= end);
        }
        const added = [...reach.keys()].filter((mark) => !kept.includes(mark));
        added.sort((one, other) => reach.get(other) - reach.get(one) || byRank(one, other));
        html += held.slice(kept.length).reverse().map((mark) => `</${tagOf(mark)}>`).join("");
        html += added.map(opened).join("");
        html += value === BREAK ? "<br>" : text(value);
        held = [...kept, ...added];
    });
    return html;
}

function opened(mark) {
    const tag = tagOf(mark);
    return tag === "a" ? `<a href="${attribute(mark.slice(2))}" rel="noopener">` : `<${tag}>`;
}
