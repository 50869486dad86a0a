// The words that a screen reader says instead of a picture.
import {ask, field} from "./dialog.js";
import {element} from "./element.js";

// Gives the new words, or null when nothing is to be changed.
export function askAlt(alt, src) {
    const words = field(
        "Опис для незрячих",
        {tag: "textarea", rows: "3", maxlength: "250"},
        "Що видно на зображенні, одним реченням. Без «на фото»: це скаже сама програма.",
    );
    words.input.value = alt;
    const picture = element("img", {src, alt: "", class: "editor-shown"});
    return ask("Опис зображення", [picture, words.block], () => words.input.value.trim());
}
