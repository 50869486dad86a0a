// The texts of what is pasted: their spaces.

// Non-breaking spaces stay where Ukrainian typography wants them: between a number and what it
// counts, after № and §, before a dash, between initials and a name.
export function mendTexts(root) {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const text = walker.currentNode;
        text.data = text.data
            .replace(/[\u200b\ufeff]/g, "")
            .replace(/[ \t\r\n\f\u00a0]{2,}/g, " ")
            .replace(/\u00a0/g, (space, place, all) => (isTypographic(all.slice(0, place), all.slice(place + 1)) ? space : " "));
    }
}

function isTypographic(before, after) {
    return (
        (/\d$/.test(before) && /^[\p{L}\d%°₴$€‰]/u.test(after)) ||
        (/[№§]$/.test(before) && /^\S/.test(after)) ||
        (/\S$/.test(before) && /^[—–]/.test(after)) ||
        (/(?:^|[\s.(«])\p{Lu}\.$/u.test(before) && /^\p{Lu}/u.test(after))
    );
}
