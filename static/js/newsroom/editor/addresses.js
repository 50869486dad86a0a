// Addresses of links and pictures: which may stand in a text, and in which form they are kept. The
// server has the last word by the same rules (news/markup.py, news/embeds.py).

const ADDRESS = /^(?:https?:\/\/\S|mailto:\S|tel:\S|\/)/i;
const OWN_IMAGE = /^\/media\/(?:images\/(\d{1,18})\.jpg|renditions\/(\d{1,18})\/[^/]*)$/;
// What only tells the sender who came by which letter.
const TRACKING = /^(?:utm_\w+|fbclid|gclid|dclid|yclid|msclkid|mc_[ce]id|igshid|_openstat)$/i;
const PHONE = /^\+?[\d\s()-]{7,20}$/;

// Gives the address as it is stored, or null for what a reader can't or mustn't follow.
export function linkAddress(href) {
    const address = (href ?? "").replace(/[\t\n\r]/g, "").replace(/^[\0- ]+|[\0- ]+$/g, "");
    return ADDRESS.test(address) ? address : null;
}

// Gives the address that somebody means who types one: www.rada.gov.ua, an e-mail, a phone.
export function typedAddress(text) {
    const typed = text.trim();
    if (linkAddress(typed)) return linkAddress(typed);
    if (/^[^\s@/]+@[^\s@/]+\.[^\s@/]+$/.test(typed)) return `mailto:${typed}`;
    if (PHONE.test(typed)) return `tel:${typed.replace(/[\s()-]/g, "")}`;
    return /^[^\s/:@]+\.[^\s/:@.]{2,}(?:[/:?#]\S*)?$/.test(typed) ? `https://${typed}` : null;
}

// Gives the address of a pasted link without what others have put around it, or null.
export function pastedAddress(href) {
    const address = linkAddress(href);
    if (!address || !/^https?:/i.test(address)) return address;
    let url;
    try {
        url = new URL(address);
    } catch {
        return null;
    }
    if (/(?:^|\.)google\.[a-z.]+$/.test(url.hostname) && url.pathname === "/url") {
        const target = url.searchParams.get("q") ?? url.searchParams.get("url");
        if (linkAddress(target)) return pastedAddress(target);
    }
    if (/^lm?\.facebook\.com$/.test(url.hostname) && linkAddress(url.searchParams.get("u"))) {
        return pastedAddress(url.searchParams.get("u"));
    }
    const tracked = [...url.searchParams.keys()].filter((name) => TRACKING.test(name));
    for (const name of tracked) url.searchParams.delete(name);
    if (url.origin === location.origin) return url.pathname + url.search + url.hash;
    return tracked.length ? url.href : address;
}

// Gives the number of our own image that an address of a picture means, or null.
export function ownImage(src) {
    const address = (src ?? "").trim();
    const path = address.startsWith(`${location.origin}/`) ? address.slice(location.origin.length) : address;
    const match = OWN_IMAGE.exec(path);
    return match ? Number(match[1] ?? match[2]) : null;
}

// Gives {name, address} of the video or post that an address means, or null. `providers` is what
// the server knows (news/embeds.py).
export function findEmbed(address, providers) {
    for (const {name, patterns, address: form} of providers) {
        for (const pattern of patterns) {
            const match = new RegExp(pattern).exec(address ?? "");
            if (match) return {name, address: form.replace(/\{(\d)\}/g, (_, part) => match[Number(part) + 1])};
        }
    }
    return null;
}
