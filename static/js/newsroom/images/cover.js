// The cover of an article in its form (templates/newsroom/cover.html).
import {chooseImage, uploadImage} from "../choose-image.js";
import {onDrop} from "./dropping.js";
import {element} from "./element.js";
import {find, pageOf} from "./server.js";
import {Words} from "./words.js";

class Cover {
    constructor(block) {
        this.block = block;
        this.value = block.querySelector("input[type=hidden]");
        this.shown = block.querySelector("[data-shown]");
        this.file = block.querySelector("input[type=file]");
        this.progress = block.querySelector("progress");
        this.status = block.querySelector(":scope > [role=status]");
        this.button = (name) => block.querySelector(`[data-do=${name}]`);

        this.button("upload").addEventListener("click", () => this.file.click());
        this.button("choose").addEventListener("click", () => this.choose());
        this.button("remove").addEventListener("click", () => this.remove());
        this.file.addEventListener("change", () => this.file.files[0] && this.upload(this.file.files[0]));
        onDrop(block, ([file]) => this.upload(file));
        this.value.addEventListener("portal:set", () => this.restore());
        block.addEventListener("portal:described", () => this.tell());
        // Words that were typed and not sent yet are sent before the form is.
        block.closest("form")?.addEventListener("submit", (event) => this.hold(event), {capture: true});

        block.querySelector(".cover-tools").hidden = block.querySelector(".cover-limits").hidden = false;
        if (block.dataset.image) this.show(JSON.parse(block.dataset.image));
    }

    show(image) {
        this.image = image;
        this.value.value = image?.id ?? "";
        this.words = image && new Words(image);
        this.button("remove").hidden = !image;
        this.shown.replaceChildren();
        if (!image) return;
        const page = element("a", {href: pageOf(image), target: "_blank"}, "Точка обрізання й заміна файлу");
        this.shown.append(
            element("img", {src: image.src, alt: "", width: image.width, height: image.height}),
            element("div", {}, this.words.block, element("p", {}, page)),
        );
    }

    // A change of the form, as a key would be: it is kept, and checked anew.
    tell() {
        for (const name of ["input", "change"]) this.value.dispatchEvent(new Event(name, {bubbles: true}));
    }

    async upload(file) {
        this.status.textContent = `Завантажуємо: ${file.name}`;
        this.progress.hidden = false;
        try {
            this.show(await uploadImage(file, (part) => (this.progress.value = part)));
            this.status.textContent = "Завантажено. Опишіть, що на зображенні видно.";
            this.words.focus();
            this.tell();
        } catch (error) {
            this.status.textContent = error.message;
        }
        this.progress.hidden = true;
        this.file.value = "";
    }

    async choose() {
        const image = await chooseImage();
        this.button("choose").focus();
        if (!image) return;
        this.show(image);
        this.status.textContent = "";
        this.tell();
    }

    remove() {
        this.show(null);
        this.status.textContent = "Обкладинку прибрано. Зображення лишилося в бібліотеці.";
        this.button("upload").focus();
        this.tell();
    }

    async restore() {
        const id = this.value.value;
        if (id === String(this.image?.id ?? "")) return;
        try {
            this.show(id ? await find(id) : null);
        } catch (error) {
            this.show(null);
            this.status.textContent = error.message;
        }
    }

    async hold(event) {
        if (!this.words?.changed().length) return;
        event.preventDefault();
        event.stopImmediatePropagation();
        try {
            await this.words.save();
        } catch {
            return this.words.focus(); // what is wrong stands beside
        }
        event.target.requestSubmit(event.submitter);
    }
}

document.querySelectorAll("[data-cover]").forEach((block) => new Cover(block));
