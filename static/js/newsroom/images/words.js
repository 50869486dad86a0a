// The words of one image: its description, caption and credit, in fields that save themselves.
import {element, labelled} from "./element.js";
import {describe} from "./server.js";

const FIELDS = [
    ["alt", "Опис для незрячих: що видно, одним реченням", 250],
    ["caption", "Підпис під зображенням", 300],
    ["credit", "Автор: хто зняв чи намалював", 150],
];

export class Words {
    constructor(image) {
        this.image = image;
        this.status = element("p", {className: "image-status", role: "status"});
        this.fields = {};
        this.block = element("div", {className: "image-words"});
        for (const [name, label, maxLength] of FIELDS) {
            const input = element("input", {type: "text", maxLength, value: image[name]});
            input.disabled = !image.may_change;
            const {block, field} = labelled(label, input);
            field.addEventListener("change", () => this.save().catch(() => {}));
            field.addEventListener("keydown", (event) => {
                if (event.key !== "Enter" || event.ctrlKey || event.metaKey) return;
                event.preventDefault(); // the form around is not sent by it
                this.save().catch(() => {});
            });
            this.fields[name] = field;
            this.block.append(block);
        }
        this.block.append(this.status);
        if (!image.may_change) {
            this.status.textContent = "Слова чужого зображення можуть змінити редактори.";
        }
    }

    focus() {
        this.fields.alt.focus();
    }

    changed() {
        return Object.entries(this.fields).filter(
            ([name, field]) => field.value.trim() !== this.image[name],
        );
    }

    // Sends what is not saved yet and gives the image; throws an Error, which it also shows. A
    // second call waits for the first.
    save() {
        this.saving = (this.saving ?? Promise.resolve()).catch(() => {}).then(() => this.#send());
        return this.saving;
    }

    async #send() {
        const changed = this.changed();
        if (!changed.length) return this.image;
        this.status.textContent = "Зберігаємо…";
        try {
            const words = Object.fromEntries(changed.map(([name, field]) => [name, field.value]));
            Object.assign(this.image, await describe(this.image.id, words));
            this.status.textContent = "Опис збережено.";
        } catch (error) {
            this.status.textContent = error.message;
            throw error;
        }
        this.block.dispatchEvent(new CustomEvent("portal:described", {bubbles: true}));
        return this.image;
    }
}
