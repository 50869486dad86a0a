// The line on a kept page that says from when it is. Its words come from the server (news/offline.py).

// Kyiv's time by its older name: a phone that gets no new tables of zones knows no other.
const FORMAT = {
  timeZone: "Europe/Kiev",
  day: "numeric",
  month: "long",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
};

const languageOf = (address) =>
  `${new URL(address, location.origin).pathname}/`.startsWith("/en/") ? "en" : "uk";

// «23 листопада 2026, 10:15», "23 November 2026, 10:15"; a moment is in milliseconds.
const dated = (moment, language) => {
  const format = new Intl.DateTimeFormat(language === "en" ? "en-GB" : "uk-UA", FORMAT);
  const parts = format.formatToParts(moment).map(({ type, value }) => [type, value]);
  const { day, month, year, hour, minute } = Object.fromEntries(parts);
  return `${day} ${month} ${year}, ${hour}:${minute}`;
};

// Returns a copy with a line at the beginning of its <main>; `why` names one of the texts.
const withLine = async (address, copy, why) => {
  const language = languageOf(address);
  const line = PORTAL.texts[language][why].replace("{date}", dated(momentOf(copy), language));
  const html = (await copy.text()).replace(
    /<main\b[^>]*>/,
    (tag) => `${tag}<p class="notice kept" role="status">${line}</p>`,
  );
  const headers = new Headers(copy.headers);
  headers.delete("Content-Length");
  return new Response(html, { status: copy.status, headers });
};
