// Ctrl+Enter (Cmd+Enter) saves from anywhere in the form, the editor too; Enter in the title leads on
// to the lead.

const form = document.getElementById("article_form");
const save = form?.querySelector("button[name=_save]");

function start() {
  // Before the editor sees it, to which the same keys mean a new line.
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Enter" || event.isComposing) return;
      if ((event.ctrlKey || event.metaKey) && !document.querySelector("dialog:modal")) {
        event.preventDefault();
        event.stopPropagation();
        form.requestSubmit(save);
      } else if (event.target.id === "id_title") {
        event.preventDefault();
        document.getElementById("id_lead")?.focus();
      }
    },
    { capture: true },
  );
}

if (save) start();
