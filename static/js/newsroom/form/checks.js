// The panel «Перевірка»: asks anew after each autosave, so that it speaks of what is typed now.

const panel = document.querySelector(".checks");

function start() {
  const status = panel.querySelector(".checks-status");
  const problems = panel.querySelector("[data-problems]");
  let asked = 0;

  async function ask(revision) {
    const mine = ++asked;
    let response;
    try {
      response = await fetch(`${panel.dataset.url}?revision=${revision}`, {
        headers: { "X-Requested-With": "XMLHttpRequest" },
      });
    } catch {
      return; // no connection: the next autosave asks again
    }
    if (!response.ok || response.redirected) return;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (mine !== asked) return;
    const before = problems.querySelectorAll("li").length;
    problems.replaceChildren(...page.body.childNodes);
    const after = problems.querySelectorAll("li").length;
    if (before !== after) {
      status.textContent = after ? `Зауважень: ${after}.` : "Зауважень немає.";
    }
  }

  document.addEventListener("portal:autosaved", ({ detail }) => ask(detail.revision));
  const restored = new URLSearchParams(location.search).get("revision");
  if (restored && /^\d+$/.test(restored)) ask(restored);
}

if (panel) start();
