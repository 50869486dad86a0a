// The address and the name of a video or a post.
import {ask, field} from "./dialog.js";
import {findEmbed, linkAddress} from "./addresses.js";

// Gives {address, title}, or null.
export function askEmbed(attrs, providers) {
    const names = providers.map(({name}) => name).join(", ");
    const address = field("Адреса", {inputmode: "url"}, `${names}: адреса зі сторінки відео чи допису.`);
    const title = field("Назва", {maxlength: "200"}, "Її читач бачить до того, як увімкне відео.");
    address.input.value = attrs.address ?? "";
    title.input.value = attrs.title ?? "";
    return ask(
        "Відео чи допис",
        [address.block, title.block],
        () => {
            const found = findEmbed(linkAddress(address.input.value), providers);
            if (!found) throw new Error(`Це не адреса відео чи допису. Знаємо такі: ${names}.`);
            return {address: found.address, title: title.input.value.trim() || found.address};
        },
        {submit: attrs.address ? "Зберегти" : "Вставити"},
    );
}
