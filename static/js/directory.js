// Narrows the directory of an oblast while the reader types the name of a hromada or a raion.
const box = document.querySelector(".narrow");
const input = box.querySelector("input");
const status = box.querySelector("[role=status]");

const fold = (text) => text.toLowerCase().replace(/['’ʼ`]/g, "").trim();

input.addEventListener("input", () => {
  const asked = fold(input.value);
  let left = 0;
  for (const raion of document.querySelectorAll(".raion")) {
    const all = fold(raion.querySelector("h3").textContent).includes(asked);
    const items = [...raion.querySelectorAll("li")];
    for (const item of items) {
      item.hidden = !all && !fold(item.querySelector("a").textContent).includes(asked);
    }
    const shown = items.filter((item) => !item.hidden).length;
    raion.hidden = !shown;
    left += shown;
  }
  status.textContent = asked && `${box.dataset.left} ${left}`;
});

box.hidden = false;
