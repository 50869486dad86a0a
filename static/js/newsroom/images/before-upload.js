// On the form of one image: a file that the server would refuse is refused as soon as it is chosen.
import {element} from "./element.js";
import {check} from "./measuring.js";

const input = document.getElementById("id_file");

if (input) {
    const status = element("p", {className: "image-status", role: "alert"});
    input.after(status);
    input.addEventListener("change", async () => {
        status.textContent = "";
        if (!input.files[0]) return;
        try {
            await check(input.files[0]);
        } catch (error) {
            status.textContent = error.message;
            input.value = "";
        }
    });
}
