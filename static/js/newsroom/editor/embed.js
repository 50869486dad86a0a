// A video or a post that lives elsewhere: a card here, and a card that loads nothing for readers.
import {Node} from "../../../django_prose_editor/editor.js";
import {findEmbed, linkAddress} from "./addresses.js";
import {askEmbed} from "./embed-dialog.js";
import {element} from "./element.js";

export function embedOf(providers) {
    const linkOf = (figure) => {
        const links = figure.querySelectorAll("a[href]");
        return links.length === 1 && !figure.querySelector("img") ? links[0] : null;
    };
    const found = (figure) => findEmbed(linkAddress(linkOf(figure)?.getAttribute("href")), providers);

    return Node.create({
        name: "embed",
        group: "block",
        atom: true,
        draggable: true,
        addAttributes: () => ({
            address: {default: "", parseHTML: (figure) => found(figure)?.address ?? ""},
            title: {default: "", parseHTML: (figure) => figure.textContent.trim()},
        }),
        parseHTML: () => [{tag: "figure", priority: 59, getAttrs: (figure) => (found(figure) ? {} : false)}],
        renderHTML: ({node}) => ["figure", ["a", {href: node.attrs.address, rel: "noopener"}, node.attrs.title]],
        addStorage: () => ({providers}),
        addNodeView() {
            return ({node, editor, getPos}) => new EmbedView(node, editor, getPos, providers);
        },
    });
}

class EmbedView {
    constructor(node, editor, getPos, providers) {
        Object.assign(this, {editor, getPos, providers});
        this.provider = element("span", {});
        this.title = element("strong", {});
        const change = element("button", {type: "button"}, "Змінити");
        change.addEventListener("click", () => this.change());
        const remove = element("button", {type: "button"}, "Прибрати");
        remove.addEventListener("click", () => this.remove());
        this.tools = element("div", {class: "figure-tools"}, change, remove);
        const card = element("div", {class: "embed-card"}, this.provider, " ", this.title);
        this.dom = element("figure", {class: "embed", contenteditable: "false"}, card, this.tools);
        this.update(node);
    }

    update(node) {
        if (node.type.name !== "embed") return false;
        this.node = node;
        this.provider.textContent = findEmbed(node.attrs.address, this.providers)?.name ?? "";
        this.title.textContent = node.attrs.title || node.attrs.address;
        return true;
    }

    async change() {
        const attrs = await askEmbed(this.node.attrs, this.providers);
        if (attrs) this.editor.view.dispatch(this.editor.state.tr.setNodeMarkup(this.getPos(), null, attrs));
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

    ignoreMutation() {
        return true;
    }
}
