// What the reader follows, kept in this browser and nowhere else: {"regions": [codes], "tags":
// [slugs]}. Whatever stands in the storage, what is read here has this form and at most MOST keys.
export const MOST = 30;

const NAME = "followed";
const FORMS = { regions: /^UA\d{17}$/, tags: /^[\w-]{1,100}$/ };

export const followed = () => {
  const list = { regions: [], tags: [] };
  try {
    const kept = JSON.parse(localStorage.getItem(NAME)) ?? {};
    for (const kind in FORMS) {
      const keys = Array.isArray(kept[kind]) ? kept[kind] : [];
      const isKey = (key) => typeof key === "string" && FORMS[kind].test(key);
      list[kind] = [...new Set(keys)].filter(isKey).slice(0, MOST);
    }
  } catch {
    // Broken by something else, or no storage at all: nothing is followed.
  }
  list.tags.splice(MOST - list.regions.length);
  return list;
};

// A browser may refuse to keep anything. Then the buttons stay hidden: they could promise nothing.
export const canFollow = () => {
  try {
    localStorage.setItem(`${NAME}?`, "");
    localStorage.removeItem(`${NAME}?`);
    return true;
  } catch {
    return false;
  }
};

// Returns "on" or "off", what it is now, or "full" when the list takes no more.
export const toggle = (kind, ...keys) => {
  const list = followed();
  const without = list[kind].filter((key) => !keys.includes(key));
  const on = without.length === list[kind].length;
  if (on && list.regions.length + list.tags.length + keys.length > MOST) return "full";
  localStorage.setItem(NAME, JSON.stringify({ ...list, [kind]: on ? [...without, ...keys] : without }));
  document.dispatchEvent(new Event(NAME));
  return on ? "on" : "off";
};

// Calls back after each change, here or in another tab.
export const whenFollowed = (callback) => {
  document.addEventListener(NAME, callback);
  addEventListener("storage", (event) => [NAME, null].includes(event.key) && callback());
};

// The address of the feed, "/my/?regions=…&tags=…", the same for everyone who follows the same;
// "" for an empty list.
export const feedAddress = (page, { regions, tags } = followed()) => {
  const query = new URLSearchParams();
  if (regions.length) query.set("regions", [...regions].sort());
  if (tags.length) query.set("tags", [...tags].sort());
  return `${query}` && `${page}?${query}`.replaceAll("%2C", ",");
};
