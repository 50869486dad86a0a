// Sorts the directory of the oblasts by any of its columns: names from А, numbers from the most.
const table = document.querySelector(".oblasts");
const heads = [...table.tHead.rows[0].cells];
const alphabet = [...table.tBodies[0].rows];

const number = (row, column) => parseInt(row.cells[column].textContent, 10) || 0;

const sort = (column) => {
  const rows = column ? alphabet.toSorted((a, b) => number(b, column) - number(a, column)) : alphabet;
  table.tBodies[0].append(...rows);
  heads.forEach((head) => head.removeAttribute("aria-sort"));
  heads[column].setAttribute("aria-sort", column ? "descending" : "ascending");
};

if (alphabet.toSorted) {
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    button.addEventListener("click", () => sort(column));
    head.append(button);
  });
}
