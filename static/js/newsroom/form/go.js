// A link to a field leads where one can type: into the editor, the search of a select, the buttons
// of the cover. What lies under them is hidden and cannot be focused.

const FOCUSABLE =
  ".ProseMirror, .select2-selection, .select2-search__field, textarea, button:not([hidden]), " +
  "input:not([type=hidden]):not([hidden]), select, a[href]";

function visible(element) {
  return element.getClientRects().length > 0;
}

function go(link) {
  const id = link.getAttribute("href").slice(1);
  const field = document.getElementById(id) ?? document.getElementById(`${id}_0`);
  const row = field?.closest(".form-row, .inline-group") ?? field;
  if (!row) return false;
  const direct = field.matches("input, textarea, select") && visible(field) ? field : null;
  const target = direct?.classList.contains("select2-hidden-accessible") ? null : direct;
  const found = target ?? [...row.querySelectorAll(FOCUSABLE)].find(visible);
  found?.focus();
  const block = link.dataset.block;
  const editor = block === undefined ? null : row.querySelector(".ProseMirror");
  const place = editor?.children[Number(block)];
  if (place) {
    const selection = getSelection();
    selection.selectAllChildren(place);
    selection.collapseToStart();
  }
  (place ?? row).scrollIntoView({ block: "center" });
  return true;
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-go]");
  if (link && go(link)) event.preventDefault();
});
