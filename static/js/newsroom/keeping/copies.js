// The browser's own copies of what is being written: one for each account and article. They outlive
// the server, the session and the tab, and are dropped once the server has accepted the text.

const PREFIX = "portal:text:";
const DAYS = 30;
const LONGEST = 2_000_000; // characters: a browser gives all of a site about five million

export const nameOf = (user, key) => `${PREFIX}${user}:${key}`;

export function read(name) {
  try {
    return JSON.parse(localStorage.getItem(name));
  } catch {
    return null;
  }
}

// Keep a copy {time, title, version, entries, synced}; answers whether it stands there whole.
export function keep(name, copy) {
  const text = JSON.stringify(copy);
  if (text.length > LONGEST) return false;
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      localStorage.setItem(name, text);
      return true;
    } catch {
      makeRoom(name); // no room, or no storage at all
    }
  }
  return false;
}

export function drop(name) {
  try {
    localStorage.removeItem(name);
  } catch {
    // Without a storage there is no copy.
  }
}

function names(prefix = PREFIX) {
  try {
    return Object.keys(localStorage).filter((name) => name.startsWith(prefix));
  } catch {
    return [];
  }
}

// The names of an account's copies of articles that were never saved.
export const draftsOf = (user) => names(nameOf(user, "draft:"));

// What the server has anyway may go first.
function makeRoom(but) {
  for (const name of names()) {
    if (name !== but && read(name)?.synced) drop(name);
  }
}

// Drop what the server says was saved (a cookie: newsroom/admin/keeping.py), and what is too old.
export function forget(now = Date.now()) {
  const cookie = document.cookie.split("; ").find((each) => each.startsWith("portal_kept="));
  const kept = cookie ? decodeURIComponent(cookie.slice(12)).replaceAll('"', "").split("|") : [];
  for (const name of names()) {
    const key = name.slice(PREFIX.length).replace(/^\d+:/, "");
    const copy = read(name);
    if (kept.includes(key) || !copy || now - copy.time > DAYS * 24 * 3600 * 1000) drop(name);
  }
  if (cookie) document.cookie = "portal_kept=; path=/admin/; max-age=0; samesite=lax";
}
