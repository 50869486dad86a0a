// Lists pasted from Word: there they are paragraphs that begin with a bullet or a number.
//
//     <p class=MsoListParagraph style='mso-list:l0 level2 lfo1'><![if !supportLists]><span
//     style='mso-list:Ignore'>·<span>&nbsp;&nbsp; </span></span><![endif]>Текст</p>
//
// They must be mended before spans lose their styles.

const NUMBER = /^\(?(\d{1,4}|[a-zа-яіїєґ]|[ivxlc]{1,7})[.)]\s*$/i;
const MARKER = /^\s*(?:[·•▪‣●◦§oo–-]|\(?(?:\d{1,3}|[a-zа-яіїєґ])[.)])[\s\u00a0]+/i;

const styleOf = (node) => node.getAttribute("style") ?? "";

export function mendWordLists(root) {
    for (const first of root.querySelectorAll("p, div")) {
        if (!first.isConnected || !isItem(first)) continue;
        const items = [];
        for (let next = first; next && isItem(next); next = next.nextElementSibling) items.push(next);
        first.before(...listsOf(items.map(read)));
        for (const item of items) item.remove();
    }
}

function isItem(node) {
    if (!/^(?:P|DIV)$/.test(node.tagName)) return false;
    if (/mso-list:\s*l?\d+\s+level/i.test(styleOf(node))) return true;
    return /MsoListParagraph|MsoListBullet|MsoListNumber/.test(node.className) && MARKER.test(node.textContent);
}

// Takes the marker out of an item; gives {level, start, node}: `start` is a number of an ordered
// list, null in one of bullets.
function read(node) {
    const level = Number(/level(\d)/i.exec(styleOf(node))?.[1] ?? 1);
    const marker = [...node.querySelectorAll("span")].find((span) => /mso-list:\s*Ignore/i.test(styleOf(span)));
    let sign = "";
    if (marker) {
        sign = marker.textContent;
        marker.remove();
    } else {
        sign = MARKER.exec(node.textContent)?.[0] ?? "";
        cut(node, sign.length);
    }
    const number = NUMBER.exec(sign.replace(/\u00a0/g, " ").trim())?.[1];
    // A lone «o» is Word's bullet of the second level.
    return {level, start: number ? Number.parseInt(number, 10) || 1 : null, node};
}

function cut(node, length) {
    const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
    let left = length;
    while (left > 0 && walker.nextNode()) {
        const text = walker.currentNode;
        const taken = Math.min(left, text.data.length);
        text.data = text.data.slice(taken);
        left -= taken;
    }
}

function listsOf(items) {
    const lists = [];
    const open = []; // {level, list, item}
    for (const {level, start, node} of items) {
        while (open.length && open.at(-1).level > level) open.pop();
        let place = open.at(-1);
        const tag = start === null ? "UL" : "OL";
        if (place?.level === level && place.list.tagName !== tag) {
            open.pop();
            place = null;
        }
        if (place?.level !== level) {
            const list = node.ownerDocument.createElement(tag);
            if (start > 1) list.setAttribute("start", start);
            const parent = open.at(-1);
            if (parent) parent.item.append(list);
            else lists.push(list);
            open.push((place = {level, list, item: null}));
        }
        place.item = node.ownerDocument.createElement("li");
        place.item.append(...node.childNodes);
        place.list.append(place.item);
    }
    return lists;
}
