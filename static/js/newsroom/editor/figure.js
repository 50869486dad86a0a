// A picture of the library with its caption; its words for the blind are asked for beside it.
import {Node, pm} from "../../../django_prose_editor/editor.js";
import {element} from "./element.js";
import {ownImage} from "./addresses.js";
import {askAlt} from "./picture-dialog.js";

const imageOf = (figure) => figure.querySelector("img");

export const Caption = Node.create({
    name: "caption",
    content: "inline*",
    isolating: true,
    parseHTML: () => [{tag: "figcaption"}],
    renderHTML: () => ["figcaption", {"data-placeholder": "Підпис, якщо потрібен"}, 0],
    addKeyboardShortcuts() {
        return {Enter: () => leaveCaption(this.editor)};
    },
});

export const Figure = Node.create({
    name: "figure",
    group: "block",
    content: "caption",
    isolating: true,
    draggable: true,
    addAttributes() {
        return {
            image: {default: null, parseHTML: (figure) => ownImage(imageOf(figure)?.getAttribute("src"))},
            alt: {default: "", parseHTML: (figure) => imageOf(figure)?.getAttribute("alt") ?? ""},
        };
    },
    parseHTML: () => [
        {
            tag: "figure",
            priority: 60,
            getAttrs: (figure) => (ownImage(imageOf(figure)?.getAttribute("src")) === null ? false : {}),
            contentElement: (figure) => figure.querySelector("figcaption") ?? document.createElement("figcaption"),
        },
    ],
    renderHTML: ({node}) => ["figure", ["img", {src: addressOf(node), alt: node.attrs.alt}], 0],
    addNodeView() {
        return ({node, editor, getPos}) => new FigureView(node, editor, getPos);
    },
});

const addressOf = (node) => `/media/images/${node.attrs.image}.jpg`;

class FigureView {
    constructor(node, editor, getPos) {
        Object.assign(this, {editor, getPos});
        this.image = element("img", {});
        this.words = element("button", {type: "button"});
        this.words.addEventListener("click", () => this.ask());
        const remove = element("button", {type: "button"}, "Прибрати");
        remove.addEventListener("click", () => this.remove());
        this.tools = element("div", {class: "figure-tools", contenteditable: "false"}, this.words, remove);
        this.contentDOM = element("div", {class: "figure-caption"});
        this.dom = element("figure", {}, this.image, this.tools, this.contentDOM);
        this.update(node);
    }

    update(node) {
        if (node.type.name !== "figure") return false;
        const {alt} = (this.node = node).attrs;
        this.image.src = addressOf(node);
        this.image.alt = alt;
        this.dom.classList.toggle("lacks-alt", !alt);
        this.words.textContent = alt ? `Опис: ${alt}` : "Немає опису для незрячих. Додати";
        return true;
    }

    async ask() {
        const alt = await askAlt(this.node.attrs.alt, addressOf(this.node));
        if (alt !== null) {
            this.editor.view.dispatch(this.editor.state.tr.setNodeAttribute(this.getPos(), "alt", alt));
        }
        this.editor.view.focus();
    }

    remove() {
        const from = this.getPos();
        this.editor.view.dispatch(this.editor.state.tr.delete(from, from + this.node.nodeSize));
        this.editor.view.focus();
    }

    stopEvent(event) {
        return this.tools.contains(event.target);
    }

    ignoreMutation(mutation) {
        return !this.contentDOM.contains(mutation.target);
    }
}

// Enter in a caption goes on with a paragraph after the picture.
function leaveCaption(editor) {
    const {$from} = editor.state.selection;
    if ($from.parent.type.name !== "caption") return false;
    const after = $from.after(-1);
    const tr = editor.state.tr.insert(after, editor.schema.nodes.paragraph.create());
    tr.setSelection(pm.state.TextSelection.create(tr.doc, after + 1)).scrollIntoView();
    editor.view.dispatch(tr);
    return true;
}
