// Many files at once into the library: one after the other, each with its progress, its fault or its
// words, which are asked for right there.
import {uploadImage} from "../choose-image.js";
import {onDrop} from "./dropping.js";
import {element} from "./element.js";
import {pageOf} from "./server.js";
import {Words} from "./words.js";

const block = document.querySelector("[data-upload-many]");

class Row {
    constructor(file) {
        this.file = file;
        this.progress = element("progress", {max: 1, value: 0, "aria-label": `Завантаження: ${file.name}`});
        this.status = element("p", {className: "image-status"}, "Чекає.");
        this.item = element("li", {}, element("h3", {}, file.name), this.progress, this.status);
    }

    // Gives whether the image is there now.
    async upload() {
        this.status.textContent = "Завантажуємо…";
        let image;
        try {
            image = await uploadImage(this.file, (part) => (this.progress.value = part));
        } catch (error) {
            this.progress.remove();
            this.status.textContent = error.message;
            this.status.classList.add("lacking");
            return false;
        }
        const words = new Words(image);
        const page = element("a", {href: pageOf(image), target: "_blank"}, "Точка обрізання");
        const picture = element("img", {src: image.thumbnail, alt: ""});
        this.item.replaceChildren(picture, element("div", {}, this.item.firstChild, words.block, page));
        return true;
    }
}

async function take(files) {
    const rows = files.map((file) => new Row(file));
    list.append(...rows.map((row) => row.item));
    waiting.push(...rows);
    if (waiting.length > rows.length) return; // those before are still being sent
    for (; waiting.length; waiting.shift()) {
        count[(await waiting[0].upload()) ? "done" : "failed"] += 1;
        const failed = count.failed ? `, не вдалося: ${count.failed}` : "";
        status.textContent = `Завантажено: ${count.done}${failed}, ще чекає: ${waiting.length - 1}.`;
    }
    if (count.done) {
        status.textContent += " Опишіть, що видно на кожному; описи зберігаються самі. ";
        status.append(element("a", {href: location.pathname}, "Показати в бібліотеці"));
    }
}

const count = {done: 0, failed: 0};
const waiting = [];
const list = block?.querySelector(".upload-rows");
const status = block?.querySelector("[role=status]");

if (block) {
    const input = block.querySelector("input[type=file]");
    block.hidden = false;
    block.querySelector("button").addEventListener("click", () => input.click());
    input.addEventListener("change", () => {
        take([...input.files]);
        input.value = "";
    });
    onDrop(document.getElementById("content"), take);
    window.addEventListener("beforeunload", (event) => waiting.length && event.preventDefault());
}
