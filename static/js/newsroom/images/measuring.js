// What may be uploaded, told before the file is sent. The server looks again (news/images.py).
export const TYPES = ["image/jpeg", "image/png", "image/webp", "image/avif"];
export const LIMITS = "JPEG, PNG, WebP або AVIF, до 20 МБ і до 50 мегапікселів";
const MAX_BYTES = 20 * 1024 * 1024;
const MAX_PIXELS = 50e6;
const HEADER = 256 * 1024; // bytes that are read to find the size in pixels

// Throws an Error with a sentence when the server would refuse the file.
export async function check(file) {
    if (!file.size) throw new Error("Файл порожній. Виберіть файл із зображенням.");
    if (/\.hei[cf]$/i.test(file.name)) {
        throw new Error("Це HEIC, формат iPhone. Збережіть світлину як JPEG і завантажте знову.");
    }
    if (!TYPES.includes(file.type)) {
        throw new Error("Це не зображення, яке ми вміємо відкрити. Потрібен JPEG, PNG, WebP або AVIF.");
    }
    if (file.size > MAX_BYTES) {
        const megabytes = Math.ceil(file.size / 1024 / 1024);
        throw new Error(`Файл заважкий: ${megabytes} МБ, а можна щонайбільше 20. Зменште зображення.`);
    }
    const bytes = new DataView(await file.slice(0, HEADER).arrayBuffer());
    const [width, height] = sizeOf(bytes) ?? [0, 0];
    if (width * height > MAX_PIXELS) {
        const mega = Math.ceil((width * height) / 1e6);
        throw new Error(`Зображення завелике: ${mega} мегапікселів, а можна щонайбільше 50. Зменште його.`);
    }
}

// [width, height] by the header of a JPEG, PNG or WebP; null when it isn't found there.
export function sizeOf(bytes) {
    try {
        if (bytes.getUint16(0) === 0xffd8) return sizeOfJpeg(bytes);
        if (bytes.getUint32(0) === 0x89504e47) return [bytes.getUint32(16), bytes.getUint32(20)];
        if (bytes.getUint32(8) === 0x57454250) return sizeOfWebp(bytes);
    } catch (error) {
        if (!(error instanceof RangeError)) throw error; // the header is longer than what was read
    }
    return null;
}

// The frame header (marker C0–CF but for three) stands after any number of other segments.
function sizeOfJpeg(bytes) {
    let at = 2;
    while (bytes.getUint8(at) === 0xff) {
        const marker = bytes.getUint8(at + 1);
        if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
            return [bytes.getUint16(at + 7), bytes.getUint16(at + 5)];
        }
        at += 2 + bytes.getUint16(at + 2);
    }
    return null;
}

function sizeOfWebp(bytes) {
    const kind = bytes.getUint8(15);
    if (kind === 0x58) { // VP8X: 24 bits each, less one
        const of = (at) => 1 + (bytes.getUint16(at, true) | (bytes.getUint8(at + 2) << 16));
        return [of(24), of(27)];
    }
    if (kind === 0x4c) { // VP8L: 14 bits each, less one
        const bits = bytes.getUint32(21, true);
        return [1 + (bits & 0x3fff), 1 + ((bits >> 14) & 0x3fff)];
    }
    return [bytes.getUint16(26, true) & 0x3fff, bytes.getUint16(28, true) & 0x3fff];
}
