// Files dropped on an element. `take` is given an array of Files; while files hover over it, the
// element carries `data-dropping`.
export function onDrop(target, take) {
    const carriesFiles = (event) => event.dataTransfer?.types.includes("Files");
    let depth = 0; // enter and leave come for every child, too
    const mark = () => target.toggleAttribute("data-dropping", depth > 0);
    target.addEventListener("dragenter", (event) => {
        if (!carriesFiles(event)) return;
        event.preventDefault();
        depth += 1;
        mark();
    });
    target.addEventListener("dragover", (event) => carriesFiles(event) && event.preventDefault());
    target.addEventListener("dragleave", (event) => {
        if (!carriesFiles(event)) return;
        depth = Math.max(0, depth - 1);
        mark();
    });
    target.addEventListener("drop", (event) => {
        if (!carriesFiles(event)) return;
        event.preventDefault();
        event.stopPropagation();
        depth = 0;
        mark();
        take([...event.dataTransfer.files]);
    });
}
