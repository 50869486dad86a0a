// Pasted tables: of those that hold data the head is found, those that only lay out are taken away.
import {rename, unwrap} from "./pasted-marks.js";

export function mendTables(root) {
    for (const table of [...root.querySelectorAll("table")].reverse()) {
        const cells = [...table.querySelectorAll("td, th")];
        for (const caption of table.querySelectorAll("caption")) {
            const made = rename(caption, "p");
            if (!made.querySelector("strong")) made.innerHTML = `<strong>${made.innerHTML}</strong>`;
            table.before(made);
        }
        if (cells.length < 2 || table.querySelector("table")) {
            for (const cell of cells) rename(cell, "div");
            for (const part of [...table.querySelectorAll("tr, tbody, thead, tfoot, colgroup, col"), table]) unwrap(part);
            continue;
        }
        for (const cell of table.querySelectorAll("thead td")) asHeader(cell);
        const [first, second] = table.rows;
        if (second && !table.querySelector("th") && [...first.cells].every(isBold)) {
            for (const cell of [...first.cells]) asHeader(cell);
        }
    }
}

function asHeader(cell) {
    const {colSpan, rowSpan} = cell;
    const made = rename(cell, "th");
    if (colSpan > 1) made.setAttribute("colspan", colSpan);
    if (rowSpan > 1) made.setAttribute("rowspan", rowSpan);
    for (const bold of made.querySelectorAll("strong")) unwrap(bold);
}

function isBold(cell) {
    const text = cell.textContent.trim();
    const bold = [...cell.querySelectorAll("strong")].map((each) => each.textContent).join("");
    return text !== "" && bold.trim().length === text.length;
}
