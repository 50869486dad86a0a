// The buttons say what will happen: with the date that is being typed, in the time of Kyiv, as
// newsroom/states.py (label) says it for the page that the server writes.

const bar = document.querySelector("[data-schedule]");
const day = document.getElementById("id_published_at_0");
const time = document.getElementById("id_published_at_1");

function kyivNow() {
  const parts = new Intl.DateTimeFormat("sv-SE", {
    timeZone: "Europe/Kyiv",
    dateStyle: "short",
    timeStyle: "short",
  });
  return parts.format(new Date()); // 2026-11-24 09:00
}

// What is typed as {sortable, words, weekday}, or null while it is no moment.
function typed() {
  const date = day.value.trim().match(/^(\d{1,2})\.(\d{1,2})\.(\d{4})$/);
  const clock = time.value.trim().match(/^(\d{1,2}):(\d{2})(?::\d{2})?$/);
  if (!date || !clock) return null;
  const [d, m, y] = date.slice(1).map(Number);
  const [hours, minutes] = clock.slice(1).map(Number);
  const moment = new Date(Date.UTC(y, m - 1, d, hours, minutes));
  if (moment.getUTCDate() !== d || moment.getUTCMonth() !== m - 1 || hours > 23 || minutes > 59) {
    return null;
  }
  const say = (options) =>
    new Intl.DateTimeFormat("uk-UA", { timeZone: "UTC", ...options }).formatToParts(moment);
  const month = say({ day: "numeric", month: "long" }).find(({ type }) => type === "month").value;
  const clockWords = `${clock[1].padStart(2, "0")}:${clock[2]}`;
  return {
    sortable: moment.toISOString().slice(0, 16).replace("T", " "),
    words: `${d} ${month} ${y}, ${clockWords}`,
    weekday: say({ weekday: "long" })[0].value,
  };
}

function start() {
  const find = (value) => bar.querySelector(`button[value="${value}"]`);
  const [now, schedule] = [find("now"), find("scheduled")];
  const isScheduled = bar.dataset.stage === "scheduled";
  const first = typed()?.sortable;
  const verb = isScheduled ? "Перенести" : "Запланувати";
  const note = document.createElement("p");
  note.className = "schedule-note";
  note.setAttribute("role", "status");
  day.closest(".form-row").append(note);
  let shown;

  function show() {
    const moment = typed();
    const isFuture = moment !== null && moment.sortable > kyivNow();
    const state = `${moment?.sortable} ${isFuture}`;
    if (state === shown) return;
    shown = state;
    note.textContent = moment ? `${moment.weekday}, ${moment.words} за Києвом` : "";
    if (schedule) {
      schedule.textContent = isFuture ? `${verb} на ${moment.words} (Київ)` : `${verb}…`;
      schedule.hidden = isScheduled && (!isFuture || moment.sortable === first);
      schedule.classList.toggle("default", isFuture);
    }
    if (now) {
      now.textContent =
        moment && !isFuture ? `Опублікувати з датою ${moment.words}` : "Опублікувати зараз";
      now.classList.toggle("default", !isFuture && !isScheduled);
    }
  }

  // Django's calendar and clock write into the fields without an event of their own.
  for (const event of ["input", "change", "focusin", "click", "keyup"]) {
    document.addEventListener(event, () => setTimeout(show));
  }
  setInterval(show, 20_000); // a moment that was future becomes past
  show();

  // Without a date there is nothing to schedule yet: the way leads to its field.
  schedule?.addEventListener("click", (event) => {
    if (typed() === null && !day.value.trim()) {
      event.preventDefault();
      day.focus();
      note.textContent = "Поставте день і час, коли стаття має з’явитися.";
      shown = undefined;
    }
  });
}

if (bar && day && time) start();
