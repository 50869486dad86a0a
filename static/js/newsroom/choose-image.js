// Images for whoever needs one: chosen from the library in a dialog, or uploaded at once.
import {check} from "./images/measuring.js";
import {send} from "./images/server.js";
import {LibraryDialog} from "./images/dialog.js";

// Opens the library. Gives {id, alt, caption, credit, src, width, height}, or null when the editor
// has closed it.
export function chooseImage() {
    return new LibraryDialog().open();
}

// Uploads a File and gives the same object. Throws an Error whose message is a sentence for the
// editor. `progress` is told how much was sent, from 0 to 1.
export async function uploadImage(file, progress) {
    await check(file);
    return send(file, progress);
}
