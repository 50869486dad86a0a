// A filter that is a form of one field is sent as soon as something is chosen; the button stays
// for those without scripts.
"use strict";
{
    const $ = django.jQuery;

    $(() => {
        for (const form of document.querySelectorAll(".form-filter")) {
            form.querySelector("button").hidden = true;
            $(form).on("change", "select", () => form.requestSubmit());
        }
    });
}
