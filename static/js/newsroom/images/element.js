// element("button", {type: "button", onclick}, "Так"): an element with its properties and children.
// Names with a dash are attributes; `dataset` and `style` aren't for here.
let made = 0;

export function element(tag, properties = {}, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(properties)) {
        if (name.includes("-") || name === "role") node.setAttribute(name, value);
        else node[name] = value;
    }
    node.append(...children);
    return node;
}

// A field with its label over it: {block, field}.
export function labelled(text, field) {
    field.id ||= `made-${++made}`;
    return {block: element("p", {}, element("label", {htmlFor: field.id}, text), field), field};
}
