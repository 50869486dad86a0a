// The text as HTML, for those who know it; what can't stand in a text is left out.
import {ask, field} from "./dialog.js";

// Gives the new HTML, or null.
export function askHtml(html) {
    const source = field("Розмітка", {tag: "textarea", rows: "16", spellcheck: "false", class: "editor-source"});
    source.input.value = html;
    return ask("Текст як HTML", [source.block], () => source.input.value);
}
