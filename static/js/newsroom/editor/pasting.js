// What comes from outside by paste and drop: HTML, plain text, addresses, files of pictures.
import {Extension, pm} from "../../../django_prose_editor/editor.js";
import {findEmbed, linkAddress, pastedAddress} from "./addresses.js";
import {cleanPasted, pastedText} from "./pasted.js";
import {insertPictures} from "./pictures.js";

const {model, state} = pm;

export const Pasting = Extension.create({
    name: "pasting",
    addOptions: () => ({providers: [], say() {}}),
    addProseMirrorPlugins() {
        const {editor} = this;
        const {providers, say} = this.options;
        return [
            new state.Plugin({
                props: {
                    transformPastedHTML(html) {
                        // Our own copy keeps how deep it was cut; the schema alone bounds it.
                        if (html.includes("data-pm-slice")) return html;
                        const {html: clean, pictures} = cleanPasted(html, providers);
                        if (pictures) say("Чужі зображення не вставлено: завантажте їх до бібліотеки кнопкою «Зображення».");
                        return clean;
                    },
                    clipboardTextParser(text, $context, plain, view) {
                        const root = document.implementation.createHTMLDocument("").body;
                        root.innerHTML = pastedText(text);
                        return model.DOMParser.fromSchema(view.state.schema).parseSlice(root, {context: $context});
                    },
                    handlePaste(view, event) {
                        const data = event.clipboardData;
                        const files = picturesOf(data);
                        // Word and LibreOffice add a picture of what was copied: the HTML is meant.
                        if (files.length && !hasText(data.getData("text/html"), providers)) {
                            insertPictures(editor, files, say);
                            return true;
                        }
                        return pasteAddress(editor, data.getData("text/plain").trim(), providers);
                    },
                    handleDrop(view, event, slice, moved) {
                        const files = moved ? [] : picturesOf(event.dataTransfer);
                        if (!files.length) return false;
                        event.preventDefault();
                        const place = view.posAtCoords({left: event.clientX, top: event.clientY});
                        insertPictures(editor, files, say, place?.pos);
                        return true;
                    },
                },
            }),
        ];
    },
});

const picturesOf = (data) => [...(data?.files ?? [])].filter(({type}) => type.startsWith("image/"));

function hasText(html, providers) {
    if (!html) return false;
    const root = new DOMParser().parseFromString(cleanPasted(html, providers).html, "text/html").body;
    return Boolean(root.textContent.trim() || root.querySelector("figure, table"));
}

// An address alone: over selected words it is their link, on an empty line a video or post is a
// card, elsewhere it is a link that reads as itself.
function pasteAddress(editor, text, providers) {
    if (/\s/.test(text) || !/^(?:https?|mailto):/i.test(text) || !linkAddress(text)) return false;
    const href = pastedAddress(text);
    const {selection, schema} = editor.state;
    if (!href || selection instanceof state.NodeSelection) return false;
    if (!selection.empty) return editor.chain().setMark("link", {href}).run();
    const found = findEmbed(text, providers);
    const {parent} = selection.$from;
    if (found && parent.type === schema.nodes.paragraph && !parent.childCount) {
        return editor.commands.insertContent({type: "embed", attrs: {address: found.address, title: found.address}});
    }
    return editor
        .chain()
        .insertContent({type: "text", text: href.startsWith("/") ? text : href, marks: [{type: "link", attrs: {href}}]})
        .unsetMark("link")
        .run();
}
