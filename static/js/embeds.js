// The cards of videos and posts: nothing is asked of their provider before the reader presses.
for (const card of document.querySelectorAll("figure.embed[data-frame]")) {
  const { frame, offer, warning } = card.dataset;
  const link = card.querySelector("a");
  const button = document.createElement("button");
  const note = document.createElement("p");
  button.type = "button";
  button.textContent = offer;
  note.textContent = warning;
  button.addEventListener("click", () => {
    const player = document.createElement("iframe");
    player.src = frame;
    player.title = link.textContent.trim();
    player.allow = "autoplay; encrypted-media; fullscreen; picture-in-picture";
    player.referrerPolicy = "strict-origin-when-cross-origin";
    button.replaceWith(player);
    note.remove();
    player.focus();
  });
  card.append(button, note);
}
