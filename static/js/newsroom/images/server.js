// What the library of images on the server is asked (newsroom/admin/image_library.py). Each function
// throws an Error whose message is a sentence for the editor.
const LIBRARY = "/admin/news/image/";
const SIGNED_OUT = "Ви вийшли із системи. Увійдіть в іншій вкладці й спробуйте ще раз.";
const NO_ANSWER = "Сервер не відповідає. Перевірте з’єднання й спробуйте ще раз.";

export const pageOf = (image) => `${LIBRARY}${image.id}/change/`;

function token() {
    return document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";
}

async function ask(address, options) {
    let response;
    try {
        response = await fetch(LIBRARY + address, options);
    } catch {
        throw new Error(NO_ANSWER);
    }
    if (response.redirected) throw new Error(SIGNED_OUT);
    return answerOf(response.status, await response.text());
}

function answerOf(status, text) {
    let answer;
    try {
        answer = JSON.parse(text);
    } catch {
        if (status === 403) throw new Error("Бракує прав, або сторінка застаріла: оновіть її.");
        throw new Error(`Сервер відповів помилкою ${status}. Спробуйте ще раз.`);
    }
    if (status >= 400) throw new Error(answer.error);
    return answer;
}

// One page of the library: {results, count, page, pages}.
export function search({words = "", page = 1, mine = false} = {}) {
    const query = new URLSearchParams({q: words, page});
    if (mine) query.set("mine", "1");
    return ask(`library/?${query}`);
}

// One image by its id.
export const find = (id) => ask(`${id}/words/`);

// `words` is {alt, caption, credit} or some of them; gives the image as it is then.
export function describe(id, words) {
    return ask(`${id}/words/`, {
        method: "POST",
        headers: {"X-CSRFToken": token()},
        body: new URLSearchParams(words),
        keepalive: true, // also while the page is being left
    });
}

// `progress` is told how much was sent, from 0 to 1: what fetch can't tell.
export function send(file, progress = () => {}) {
    return new Promise((resolve, reject) => {
        const request = new XMLHttpRequest();
        const form = new FormData();
        form.append("file", file);
        request.open("POST", `${LIBRARY}upload/`);
        request.setRequestHeader("X-CSRFToken", token());
        request.upload.addEventListener("progress", ({loaded, total}) => progress(loaded / total));
        request.addEventListener("error", () => reject(new Error(NO_ANSWER)));
        request.addEventListener("load", () => {
            const {pathname} = new URL(request.responseURL);
            if (!pathname.startsWith(LIBRARY)) return reject(new Error(SIGNED_OUT));
            try {
                resolve(answerOf(request.status, request.responseText));
            } catch (error) {
                reject(error);
            }
        });
        request.send(form);
    });
}
