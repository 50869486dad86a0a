// Which of pasted words are bold, italic, struck out, raised or lowered: by tags and by styles.
//
// Styles are read from the attribute: under a strict Content-Security-Policy the browser leaves
// `element.style` of pasted HTML empty, and a whole Google document stands in <b> with a style that
// takes the boldness back.

const HEADINGS = "h1, h2, h3, h4, h5, h6";
const BLOCKS = "p, div, ul, ol, li, table, blockquote, h1, h2, h3, h4, h5, h6, section, article, pre, figure";
const TAGS = {B: "strong", STRONG: "strong", I: "em", EM: "em", CITE: "em", S: "s", STRIKE: "s", DEL: "s", SUB: "sub", SUP: "sup"};
const RULES = {
    strong: {property: "font-weight", is: /^(?:bold|bolder|[6-9]00)$/, isNot: /^(?:normal|lighter|[1-5]00)$/},
    em: {property: "font-style", is: /^(?:italic|oblique)/, isNot: /^normal$/},
    s: {property: "text-decoration", is: /line-through/, isNot: /^none$/},
    sub: {property: "vertical-align", is: /^sub$/, isNot: /^baseline$/},
    sup: {property: "vertical-align", is: /^super$/, isNot: /^baseline$/},
};

export function declarations(node) {
    const found = {};
    for (const part of (node.getAttribute("style") ?? "").split(";")) {
        const [name, ...value] = part.split(":");
        if (value.length) found[name.trim().toLowerCase()] = value.join(":").trim().toLowerCase();
    }
    if (found["text-decoration-line"]) found["text-decoration"] ??= found["text-decoration-line"];
    return found;
}

export function rename(node, tag) {
    const made = node.ownerDocument.createElement(tag);
    made.append(...node.childNodes);
    node.replaceWith(made);
    return made;
}

export function unwrap(node) {
    node.replaceWith(...node.childNodes);
}

export function mendMarks(root) {
    for (const node of [...root.querySelectorAll("*")].reverse()) {
        const style = declarations(node);
        const own = TAGS[node.tagName];
        if (!node.querySelector(BLOCKS) && !node.matches(HEADINGS)) {
            for (const [mark, {property, is}] of Object.entries(RULES)) {
                if (mark !== own && is.test(style[property] ?? "")) wrapInside(node, mark);
            }
        }
        if (!own) continue;
        const {property, isNot} = RULES[own];
        if (isNot.test(style[property] ?? "") || !node.textContent.trim()) unwrap(node);
        else if (node.tagName.toLowerCase() !== own) rename(node, own);
    }
    // A heading is bold by itself, and so is the head of a table.
    for (const bold of root.querySelectorAll(`:is(${HEADINGS}, th) strong`)) unwrap(bold);
}

function wrapInside(node, mark) {
    if (!node.textContent.trim() || node.tagName === "TR" || node.tagName === "TBODY") return;
    const made = node.ownerDocument.createElement(mark);
    made.append(...node.childNodes);
    node.append(made);
}
