// Select2 draws fields of its own beside a <select> and leaves out the label: they get it here,
// also those that it draws later, as in a new row of a form or in a list that opens.

const nameOf = (select) =>
    select?.getAttribute("aria-label") ?? select?.labels?.[0]?.textContent.replace(":", "").trim();

const selectOf = (field) => {
    const list = field.getAttribute("aria-controls") ?? field.getAttribute("aria-owns") ?? "";
    return document.getElementById(list.replace(/^select2-/, "").replace(/-results$/, ""));
};

const give = (root) => {
    for (const drawn of root.querySelectorAll("select + .select2-container:not([data-named])")) {
        const name = nameOf(drawn.previousElementSibling);
        drawn.dataset.named = "";
        if (!name) continue;
        for (const field of drawn.querySelectorAll("[role=textbox], .select2-search__field")) {
            field.setAttribute("aria-label", name);
        }
    }
    for (const field of root.querySelectorAll(".select2-dropdown .select2-search__field")) {
        const name = nameOf(selectOf(field));
        if (name && !field.hasAttribute("aria-label")) field.setAttribute("aria-label", name);
    }
};

give(document);
new MutationObserver(() => give(document)).observe(document.body, {
    childList: true,
    subtree: true,
});
