// Tags are chosen by typing; a name that isn't there yet can be made on the way
// (newsroom/admin/choosing_tags.py).
"use strict";
{
    const $ = django.jQuery;
    const folded = (name) => name.trim().replace(/['’ʼ`]/g, "").toLowerCase();

    const start = (select) => {
        const mayCreate = select.dataset.mayCreate === "true";
        $(select).select2({
            ajax: {
                data: ({term, page}) => ({
                    term,
                    page,
                    app_label: select.dataset.appLabel,
                    model_name: select.dataset.modelName,
                    field_name: select.dataset.fieldName,
                }),
            },
            tags: mayCreate,
            tokenSeparators: mayCreate ? [","] : [],
            createTag({term}) {
                const name = term.trim();
                return name ? {id: `new:${name}`, text: name, isNew: true} : null;
            },
            // Last, so that Enter takes a tag that is there; and not beside one of the same name.
            insertTag(found, made) {
                if (!found.some(({text}) => folded(text) === folded(made.text))) found.push(made);
            },
            templateResult: ({isNew, text}) => (isNew ? `Створити тег «${text}»` : text),
        });
    };

    $(() => document.querySelectorAll("select.admin-tags").forEach(start));
}
