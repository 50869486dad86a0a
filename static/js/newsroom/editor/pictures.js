// Pictures from the library and from files, put into the text.
import {pm} from "../../../django_prose_editor/editor.js";
import {chooseImage, uploadImage} from "../choose-image.js";
import {element} from "./element.js";

function figureOf(editor, image) {
    const {figure, caption} = editor.schema.nodes;
    const text = image.caption ? editor.schema.text(image.caption) : null;
    return figure.create({image: image.id, alt: image.alt ?? ""}, caption.create(null, text));
}

// Puts a picture after the block at `place`, or in its stead when that is an empty paragraph.
function insert(editor, image, place) {
    const {tr, doc} = editor.state;
    const $place = doc.resolve(Math.min(place, doc.content.size));
    const node = figureOf(editor, image);
    let at = $place.depth ? $place.after(1) : $place.pos;
    if ($place.depth === 1 && $place.parent.type.name === "paragraph" && !$place.parent.childCount) {
        tr.replaceWith((at = $place.before(1)), $place.after(1), node);
    } else {
        tr.insert(at, node);
    }
    const after = at + node.nodeSize;
    if (after >= tr.doc.content.size) tr.insert(after, editor.schema.nodes.paragraph.create());
    tr.setSelection(pm.state.Selection.near(tr.doc.resolve(after), 1)).scrollIntoView();
    editor.view.dispatch(tr);
    return after;
}

// A picture that grew after it was put in would move the buttons beside it from under the mouse.
function loaded(image) {
    const picture = element("img", {src: `/media/images/${image.id}.jpg`});
    return picture.decode().catch(() => {}); // one that can't be shown is put in all the same
}

export async function pickPicture(editor, say) {
    const place = editor.state.selection.to;
    const image = await chooseImage();
    editor.view.focus();
    if (!image) return;
    insert(editor, image, place);
    if (!image.alt) say("Зображення вставлено. Йому бракує опису для незрячих.");
}

// Uploads files one after another. The text may change meanwhile: the place goes with it.
export async function insertPictures(editor, files, say, place = editor.state.selection.to) {
    let at = place;
    const follow = ({transaction}) => {
        at = transaction.mapping.map(at);
    };
    editor.on("transaction", follow);
    try {
        for (const file of files) {
            say(`Завантажуємо: ${file.name}`);
            const image = await uploadImage(file);
            await loaded(image);
            at = insert(editor, image, at);
            say(image.alt ? "Зображення вставлено." : "Зображення вставлено. Йому бракує опису для незрячих.");
        }
    } catch (error) {
        say(error.message);
    } finally {
        editor.off("transaction", follow);
    }
}

