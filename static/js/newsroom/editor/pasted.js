// Cleans what is pasted: Word, Google Docs, LibreOffice and pages of the web put their structure
// into the clipboard together with everything else. The structure stays. Functions of the DOM alone.
import {findEmbed, linkAddress, ownImage, pastedAddress} from "./addresses.js";
import {mendBlocks, mendLists, mendTitles} from "./pasted-blocks.js";
import {mendMarks, unwrap} from "./pasted-marks.js";
import {mendTables} from "./pasted-tables.js";
import {mendTexts} from "./pasted-texts.js";
import {mendWordLists} from "./word-lists.js";

const DROPPED =
    "script, style, meta, link, title, template, noscript, object, embed, svg, math, canvas, audio, video, " +
    "input, button, select, textarea, datalist, dialog, nav, colgroup, col, xml, [hidden], " +
    ".ProseMirror-separator, .Apple-interchange-newline";
const KEPT = {
    p: [], br: [], hr: [], h2: [], h3: [], h4: [], strong: [], em: [], s: [], sub: [], sup: [], ul: [], ol: ["start"],
    li: [], blockquote: [], table: [], thead: [], tbody: [], tr: [], td: ["colspan", "rowspan"],
    th: ["colspan", "rowspan"], a: ["href"], figure: [], figcaption: [], img: ["src", "alt"],
};

// Gives {html, pictures}: clean HTML, and how many pictures of others were left out.
export function cleanPasted(html, providers) {
    const root = new DOMParser().parseFromString(html, "text/html").body;
    removeComments(root);
    mendFrames(root, providers);
    for (const node of root.querySelectorAll(DROPPED)) node.remove();
    for (const node of [...root.querySelectorAll("*")].filter(({tagName}) => /^(?:V|W):/i.test(tagName))) node.remove();
    mendWordLists(root);
    for (const mark of root.querySelectorAll('[style*="mso-list:Ignore" i], [style*="mso-list: Ignore" i]')) unwrap(mark);
    mendTitles(root);
    mendMarks(root);
    mendTables(root);
    mendLists(root);
    mendLinks(root);
    const pictures = mendPictures(root);
    mendBlocks(root);
    mendTexts(root);
    keepOnly(root);
    return {html: root.innerHTML, pictures};
}

// Gives clean HTML of plain text: a line is a paragraph, one with a bullet is an item, as on the
// server (news/body.py).
export function pastedText(text) {
    const root = document.implementation.createHTMLDocument("").body;
    for (const line of text.split(/\r\n?|\n/).map((each) => each.trim()).filter(Boolean)) {
        const item = /^(?:[•·▪‣●◦]\s*|\*\s+)(.*)$/.exec(line);
        const last = root.lastElementChild;
        const parent = !item ? root : last?.tagName === "UL" ? last : root.appendChild(document.createElement("ul"));
        const made = document.createElement(item ? "li" : "p");
        made.textContent = item ? item[1] : line;
        parent.append(made);
    }
    return root.innerHTML;
}

function removeComments(root) {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_COMMENT);
    const comments = [];
    while (walker.nextNode()) comments.push(walker.currentNode);
    for (const comment of comments) comment.remove();
}

// A player in a page becomes what we show instead of it.
function mendFrames(root, providers) {
    for (const frame of root.querySelectorAll("iframe")) {
        const src = frame.getAttribute("src") ?? "";
        const found = findEmbed(linkAddress(src.startsWith("//") ? `https:${src}` : src), providers);
        if (found) {
            const link = document.createElement("a");
            link.setAttribute("href", found.address);
            link.textContent = frame.getAttribute("title") || found.address;
            const figure = document.createElement("figure");
            figure.append(link);
            frame.before(figure);
        }
        frame.remove();
    }
}

function mendLinks(root) {
    for (const link of root.querySelectorAll("a")) {
        const address = pastedAddress(link.getAttribute("href"));
        if (address && link.textContent.trim()) link.setAttribute("href", address);
        else unwrap(link);
    }
}

function mendPictures(root) {
    let others = 0;
    for (const image of root.querySelectorAll("img")) {
        const number = ownImage(image.getAttribute("src"));
        const alt = image.getAttribute("alt") ?? "";
        if (number !== null) {
            image.setAttribute("src", `/media/images/${number}.jpg`);
            const holder = image.closest("picture") ?? image;
            if (image.closest("figure")) holder.replaceWith(image);
            else {
                const figure = document.createElement("figure");
                holder.replaceWith(figure);
                figure.append(image);
            }
        } else if (/^\p{Extended_Pictographic}/u.test(alt)) {
            image.replaceWith(alt);
        } else {
            others += Number((image.getAttribute("width") ?? "9") > 2);
            image.remove();
        }
    }
    for (const credit of root.querySelectorAll("figure .credit")) credit.remove();
    return others;
}

function keepOnly(root) {
    for (const node of [...root.querySelectorAll("*")].reverse()) {
        const attributes = KEPT[node.tagName.toLowerCase()];
        if (!attributes) {
            unwrap(node);
            continue;
        }
        for (const {name} of [...node.attributes]) {
            if (!attributes.includes(name)) node.removeAttribute(name);
        }
    }
}
