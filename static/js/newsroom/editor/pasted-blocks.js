// The blocks of what is pasted: titles, lists, paragraphs.
import {declarations, rename, unwrap} from "./pasted-marks.js";

const RENAMED = {h1: "h2", h5: "h4", h6: "h4", tfoot: "tbody", dd: "p", pre: "p", address: "p", center: "p", summary: "p"};
const BLOCK =
    "p, div, ul, ol, li, table, blockquote, h1, h2, h3, h4, h5, h6, hr, figure, pre, section, article, main, " +
    "header, footer, aside, dl, dt, dd, form, fieldset, details, center, address";
const LARGE = 22; // points: a paragraph of this size is a title

export function mendTitles(root) {
    for (const title of root.querySelectorAll("p.MsoTitle, p.title")) rename(title, "h2");
    for (const paragraph of root.querySelectorAll("p")) {
        const large = [...paragraph.querySelectorAll("span")].filter(
            (span) => Number.parseFloat(/^([\d.]+)pt$/.exec(declarations(span)["font-size"])?.[1]) >= LARGE,
        );
        const text = paragraph.textContent.trim();
        const isLarge = large.map((span) => span.textContent).join("").trim() === text;
        if (text && large.length && isLarge && !paragraph.closest("li, td, th")) rename(paragraph, "h2");
    }
}

// Google Docs and Word for the web put a list between the items of another.
export function mendLists(root) {
    for (const list of [...root.querySelectorAll("ul, ol")]) {
        const before = list.previousElementSibling;
        if (list.parentNode.matches?.("ul, ol") && before) before.append(list);
    }
}

export function mendBlocks(root) {
    for (const term of root.querySelectorAll("dt")) {
        const made = rename(term, "p");
        made.innerHTML = `<strong>${made.innerHTML}</strong>`;
    }
    for (const pre of root.querySelectorAll("pre")) {
        const walker = document.createTreeWalker(pre, NodeFilter.SHOW_TEXT);
        const texts = [];
        while (walker.nextNode()) texts.push(walker.currentNode);
        for (const text of texts) {
            const lines = text.data.split("\n");
            text.replaceWith(...lines.flatMap((line, number) => (number ? [document.createElement("br"), line] : [line])));
        }
    }
    for (const [old, tag] of Object.entries(RENAMED)) {
        for (const node of root.querySelectorAll(old)) rename(node, tag);
    }
    // What holds a picture or a card is a figure; another is only a frame round its text.
    for (const figure of root.querySelectorAll("figure")) {
        if (figure.querySelector("img") || figure.querySelectorAll("a").length === 1) continue;
        for (const caption of figure.querySelectorAll("figcaption")) rename(caption, "p");
        unwrap(figure);
    }
    for (const node of [...root.querySelectorAll("div, section, article, main, header, footer, aside, form, fieldset, details, dl")].reverse()) {
        if (node.querySelector(BLOCK)) unwrap(node);
        else rename(node, "p");
    }
    // A break between blocks is space, and so is an empty block.
    for (const gap of [...root.querySelectorAll("br")]) {
        const isBlock = (node) => node?.nodeType === Node.ELEMENT_NODE && node.matches(BLOCK);
        const near = [sibling(gap, "previousSibling"), sibling(gap, "nextSibling")];
        if (near.some(isBlock) || near.every((node) => node === null)) gap.remove();
    }
}

function sibling(node, direction) {
    let next = node[direction];
    while (next?.nodeType === Node.TEXT_NODE && !next.data.trim()) next = next[direction];
    return next;
}
