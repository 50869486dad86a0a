// A page of ours in a frame as wide as a phone or a desk, scaled down to the room that there is.

const GONE = "Перегляд не оновився: сервер не відповів або ви вийшли. Текст у формі на місці.";

// Returns {load(url), setWidth(px)}; `say(text)` tells what went wrong, "" when all is well.
export function frameIn(stage, title, say) {
  let shown = null;
  let coming = null;
  let width = 390;

  function fit() {
    const scale = Math.min(1, stage.clientWidth / width);
    for (const frame of stage.children) {
      frame.style.width = `${width}px`;
      frame.style.height = `${stage.clientHeight / scale}px`;
      frame.style.transform = `scale(${scale})`;
    }
  }

  // The next page is put in the place of the one before when it stands: nothing flashes, and the
  // reader of it stays where they were.
  function arrived(frame) {
    if (frame !== coming) return;
    coming = null;
    const page = frame.contentDocument;
    if (!page?.querySelector("main#main")) {
      frame.remove();
      say(GONE);
      return;
    }
    say("");
    // At once: the page's own way of scrolling is smooth.
    frame.contentWindow.scrollTo({ top: shown?.contentWindow?.scrollY ?? 0, behavior: "instant" });
    page.addEventListener("click", (event) => stay(event, page));
    shown?.remove();
    shown = frame;
    shown.classList.remove("preview-coming");
  }

  function load(url) {
    coming?.remove();
    const frame = document.createElement("iframe");
    frame.title = title;
    frame.className = "preview-coming";
    frame.sandbox.add("allow-scripts", "allow-same-origin");
    frame.addEventListener("load", () => arrived(frame));
    frame.src = url;
    coming = frame;
    stage.append(frame);
    fit();
  }

  new ResizeObserver(fit).observe(stage);
  return {
    load,
    setWidth(px) {
      width = px;
      fit();
    },
  };
}

// A link within the page moves it; any other is opened beside, for no other page may be framed.
function stay(event, page) {
  const link = event.target.closest?.("a[href]");
  if (!link || link.getAttribute("href").startsWith("#")) return;
  event.preventDefault();
  page.defaultView.parent.open(link.href, "_blank", "noopener");
}
