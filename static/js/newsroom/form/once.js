// A form that is on its way is not sent a second time: two clicks must not make two articles.

const form = document.getElementById("article_form");

if (form) {
  // At the window, after everybody else has had a word on whether it is sent.
  window.addEventListener("submit", (event) => {
    if (event.target !== form || event.defaultPrevented) return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
    setTimeout(() => delete form.dataset.sent, 10_000); // a server that doesn't answer
  });
  window.addEventListener("pageshow", () => delete form.dataset.sent);
}
