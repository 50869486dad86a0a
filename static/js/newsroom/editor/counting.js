// How long a text is: words, characters with spaces, minutes of reading.

const WORDS_A_MINUTE = 180;
const plural = new Intl.PluralRules("uk");
const number = new Intl.NumberFormat("uk");
const counted = (count, one, few, many) => `${number.format(count)} ${{one, few}[plural.select(count)] ?? many}`;

export function length(text) {
    const words = text.match(/[\p{L}\p{N}][\p{L}\p{N}’'ʼ-]*/gu)?.length ?? 0;
    const characters = [...text.replace(/\s+/g, " ").trim()].length;
    const minutes = Math.max(1, Math.round(words / WORDS_A_MINUTE));
    return [
        counted(words, "слово", "слова", "слів"),
        counted(characters, "знак", "знаки", "знаків"),
        ...(words ? [`${counted(minutes, "хвилина", "хвилини", "хвилин")} читання`] : []),
    ].join(" · ");
}
