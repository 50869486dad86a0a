// The focal point of an image: by click, by arrow keys, or by the numbers of the form, which are
// what is sent. The card beside shows at once what will be cropped.
import {element} from "./element.js";

const STEP = 0.01;
const ARROWS = {ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP]};
const within = (value) => Math.min(1, Math.max(0, value));

function start(page) {
    const [x, y] = ["x", "y"].map((axis) => document.getElementById(`id_focal_${axis}`));
    if (!x || !y) return; // who may only look has no form
    const picture = page.querySelector("[data-picture]");
    const crop = page.querySelector("[data-crop]");
    const mark = element("button", {type: "button", className: "focal-mark"});
    picture.after(mark);
    page.querySelector("[data-hint]").hidden = false;
    picture.parentElement.classList.add("focal-live");

    const show = () => {
        const [left, top] = [Number(x.value), Number(y.value)];
        mark.style.left = `${left * 100}%`;
        mark.style.top = `${top * 100}%`;
        const percent = (part) => `${Math.round(part * 100)} %`;
        mark.setAttribute("aria-label", `Головна точка: ${percent(left)} зліва, ${percent(top)} згори. Зсувайте стрілками.`);
        crop.src = crop.dataset.whole;
        // As the server crops: the point in the middle, as far as the edges let it.
        const ratio = picture.naturalWidth / picture.naturalHeight / (16 / 9);
        const shift = (point, room) => (room <= 1 ? 0.5 : within((point * room - 0.5) / (room - 1)));
        crop.style.objectPosition = `${shift(left, ratio) * 100}% ${shift(top, 1 / ratio) * 100}%`;
    };
    const set = (left, top) => {
        x.value = within(left).toFixed(2);
        y.value = within(top).toFixed(2);
        x.dispatchEvent(new Event("input", {bubbles: true}));
    };

    picture.addEventListener("click", (event) => {
        const box = picture.getBoundingClientRect();
        set((event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
        mark.focus();
    });
    mark.addEventListener("keydown", (event) => {
        const step = ARROWS[event.key];
        if (!step) return;
        event.preventDefault();
        const times = event.shiftKey ? 10 : 1;
        set(Number(x.value) + step[0] * times, Number(y.value) + step[1] * times);
    });
    for (const field of [x, y]) field.addEventListener("input", show);
    if (picture.complete) show();
    picture.addEventListener("load", show);
}

document.querySelectorAll("[data-focal-point]").forEach(start);
