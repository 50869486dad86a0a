// The address of a link: typed, or found among our own articles.
import {ask, field} from "./dialog.js";
import {element} from "./element.js";
import {typedAddress} from "./addresses.js";

const WAIT = 250; // ms after the last key

// Gives {href, text}, or {href: ""} when the link is to be removed, or null. `asksText` when there
// is nothing yet that would become the link; `articles` is the address that finds our articles.
export function askLink({href = "", asksText, articles}) {
    const address = field("Адреса", {inputmode: "url", autocomplete: "off"}, "Сторінка, е-пошта чи телефон.");
    const text = field("Текст посилання", {maxlength: "300"});
    const words = field("Знайти нашу статтю", {autocomplete: "off"});
    const status = element("p", {role: "status", class: "help"});
    const found = element("ul", {class: "editor-found"});
    address.input.value = href;

    const choose = (article) => {
        address.input.value = article.path;
        if (!text.input.value) text.input.value = article.title;
        status.textContent = `Обрано: «${article.title}».`;
        found.replaceChildren();
        address.input.focus();
    };
    let waiting;
    let asked = 0;
    words.input.addEventListener("input", () => {
        clearTimeout(waiting);
        waiting = setTimeout(async () => {
            const number = (asked += 1);
            const list = await findArticles(articles, words.input.value);
            if (number !== asked) return;
            status.textContent = list.error ?? (list.length ? "Оберіть статтю." : words.input.value && "Нічого не знайдено.");
            found.replaceChildren(...(list.error ? [] : list).map((article) => line(article, choose)));
        }, WAIT);
    });
    // Enter in the search is for the search.
    words.input.addEventListener("keydown", (event) => {
        if (event.key !== "Enter") return;
        event.preventDefault();
        found.querySelector("button")?.focus();
    });

    return ask(
        "Посилання",
        [address.block, ...(asksText ? [text.block] : []), words.block, status, found],
        () => {
            const typed = typedAddress(address.input.value);
            if (!typed) throw new Error("Це не адреса. Напишіть її цілком: https://…");
            return {href: typed, text: text.input.value.trim()};
        },
        {more: href ? [["Прибрати посилання", {href: ""}]] : []},
    );
}

async function findArticles(address, words) {
    if (!words.trim()) return [];
    try {
        const response = await fetch(`${address}?${new URLSearchParams({q: words})}`);
        if (response.redirected || !response.ok) return {error: "Пошук недоступний: увійдіть до редакції знову."};
        return (await response.json()).articles;
    } catch {
        return {error: "Пошук не відповідає. Перевірте з’єднання."};
    }
}

function line(article, choose) {
    const button = element("button", {type: "button"}, element("strong", {}, article.title), ` ${article.note}`);
    button.addEventListener("click", () => choose(article));
    return element("li", {}, button);
}
