// The library in a dialog: search, upload, pick one, describe it on the way.
import {element, labelled} from "./element.js";
import {LIMITS, TYPES, check} from "./measuring.js";
import {search, send} from "./server.js";
import {onDrop} from "./dropping.js";
import {Words} from "./words.js";

const PAUSE = 250; // milliseconds without a key, before a search is sent

export class LibraryDialog {
    constructor() {
        this.heading = element("h2", {id: "library-heading"}, "Зображення");
        this.words = element("input", {type: "search", autocomplete: "off"});
        this.mine = element("input", {type: "checkbox"});
        this.files = element("input", {type: "file", multiple: true, accept: TYPES.join()});
        this.grid = element("ul", {className: "library-grid"});
        this.status = element("p", {className: "image-status", role: "status"});
        this.progress = element("progress", {max: 1, hidden: true, "aria-label": "Завантаження"});
        this.more = element("button", {type: "button", className: "button", hidden: true}, "Показати ще");
        this.chosen = element("section", {className: "library-chosen", "aria-label": "Вибране", hidden: true});
        this.done = element("button", {type: "button", className: "button default", disabled: true}, "Вибрати");
        const close = element("button", {type: "button", className: "button"}, "Скасувати");
        const upload = element("button", {type: "button", className: "button"}, "Завантажити");
        this.dialog = element(
            "dialog",
            {className: "library", "aria-labelledby": this.heading.id},
            this.heading,
            element(
                "div",
                {className: "library-tools"},
                labelled("Слова з опису, підпису чи імені автора", this.words).block,
                element("label", {className: "library-mine"}, this.mine, " лише мої"),
                upload,
            ),
            element("p", {className: "help"}, `Файли можна й перетягнути сюди: ${LIMITS}.`),
            this.progress,
            this.status,
            element("div", {className: "library-body"}, element("div", {}, this.grid, this.more), this.chosen),
            element("div", {className: "library-end"}, this.done, close),
        );
        this.files.hidden = true;
        this.dialog.append(this.files);

        let waiting;
        this.words.addEventListener("input", () => {
            clearTimeout(waiting);
            waiting = setTimeout(() => this.show(), PAUSE);
        });
        this.mine.addEventListener("change", () => this.show());
        this.more.addEventListener("click", () => this.show(this.page + 1));
        upload.addEventListener("click", () => this.files.click());
        this.files.addEventListener("change", () => {
            this.take([...this.files.files]);
            this.files.value = "";
        });
        onDrop(this.dialog, (files) => this.take(files));
        this.done.addEventListener("click", () => this.finish());
        close.addEventListener("click", () => this.dialog.close());
        // A form around the dialog's opener must not hear of what happens in here.
        for (const event of ["input", "change", "keydown", "submit"]) {
            this.dialog.addEventListener(event, (heard) => heard.stopPropagation());
        }
    }

    // Gives the image that was chosen, or null.
    open() {
        document.body.append(this.dialog);
        this.dialog.showModal();
        this.words.focus();
        this.show();
        return new Promise((resolve) => {
            this.dialog.addEventListener("close", () => {
                this.dialog.remove();
                resolve(this.result ?? null);
            });
        });
    }

    async show(page = 1) {
        const asked = (this.asked = Symbol("the last question, whose answer counts"));
        let answer;
        try {
            answer = await search({words: this.words.value, mine: this.mine.checked, page});
        } catch (error) {
            this.status.textContent = error.message;
            return;
        }
        if (asked !== this.asked) return;
        this.page = answer.page;
        if (page === 1) this.grid.replaceChildren();
        const items = answer.results.map((image) => this.item(image));
        this.grid.append(...items);
        this.more.hidden = answer.page >= answer.pages;
        this.status.textContent = answer.count ? `Знайдено: ${answer.count}.` : "Нічого не знайдено.";
        if (page > 1) items[0]?.firstChild.focus();
    }

    item(image) {
        const name = image.alt || image.caption || `Зображення № ${image.id}, без опису`;
        const picture = element("img", {src: image.thumbnail, alt: "", loading: "lazy"});
        const button = element("button", {type: "button", "aria-pressed": "false"}, picture, element("span", {}, name));
        button.addEventListener("click", () => this.choose(image, button));
        button.addEventListener("dblclick", () => this.finish());
        return element("li", {}, button);
    }

    choose(image, button) {
        this.grid.querySelector("[aria-pressed=true]")?.setAttribute("aria-pressed", "false");
        button?.setAttribute("aria-pressed", "true");
        this.image = image;
        this.form = new Words(image);
        const size = element("p", {className: "help"}, `${image.width} × ${image.height} пікселів`);
        const picture = element("img", {src: image.src, alt: ""});
        this.chosen.replaceChildren(picture, size, this.form.block);
        this.chosen.hidden = this.done.disabled = false;
        this.chosen.hidden = false;
    }

    async take(files) {
        const faults = [];
        let last = null;
        for (const [number, file] of files.entries()) {
            this.status.textContent = `Завантажуємо ${number + 1} з ${files.length}: ${file.name}`;
            this.progress.hidden = false;
            try {
                await check(file);
                last = await send(file, (part) => (this.progress.value = part));
                this.grid.prepend(this.item(last));
            } catch (error) {
                faults.push(`${file.name}: ${error.message}`);
            }
        }
        this.progress.hidden = true;
        this.status.textContent = faults.join(" ") || "Завантажено. Опишіть, що на зображенні видно.";
        if (last) {
            this.choose(last, this.grid.querySelector("button"));
            this.form.focus();
        }
    }

    async finish() {
        try {
            this.result = await this.form.save();
        } catch {
            return; // said beside the words
        }
        this.dialog.close();
    }
}
