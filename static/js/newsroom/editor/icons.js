// Icons of the toolbar, drawn with lines on 24 × 24; some are letters.
const LINES = {
    bullets: "M9 6h11M9 12h11M9 18h11M4 6h1M4 12h1M4 18h1",
    numbers: "M10 6h10M10 12h10M10 18h10M4 4l1.500-1v5M3.500 20h3M4 16c2-2 3 0 2 1l-2 3",
    deeper: "M11 6h9M11 12h9M11 18h9M4 9l3 3-3 3",
    shallower: "M11 6h9M11 12h9M11 18h9M7 9l-3 3 3 3",
    quote: "M5 17V12c0-3 1-5 4-5M5 12h4v5H5M14 17V12c0-3 1-5 4-5M14 12h4v5h-4",
    link: "M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1",
    image: "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15 9h.01",
    embed: "M3 5h18v14H3zM10 9v6l5-3z",
    table: "M4 5h16v14H4zM4 10h16M4 14.500h16M10 5v14",
    rule: "M3 12h18",
    undo: "M8 5L4 9l4 4M4 9h10a5 5 0 0 1 0 10h-4",
    redo: "M16 5l4 4-4 4M20 9H10a5 5 0 0 0 0 10h4",
    source: "M8 7l-5 5 5 5M16 7l5 5-5 5M13 5l-2 14",
    whole: "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5",
    clear: "M5 6h12M11 6l-2 9M15 15l5 5M20 15l-5 5",
};
const LETTERS = {
    h2: "H2", h3: "H3", h4: "H4", bold: "Ж", italic: "К", strike: "S", subscript: "x₂", superscript: "x²", characters: "«»",
};

export function icon(name) {
    if (LETTERS[name]) {
        const letters = document.createElement("span");
        letters.className = `editor-letter editor-letter-${name}`;
        letters.setAttribute("aria-hidden", "true");
        letters.textContent = LETTERS[name];
        return letters;
    }
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", LINES[name]);
    svg.append(path);
    return svg;
}
