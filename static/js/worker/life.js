// A version of the worker has its own shell: the scripts and the offline pages, all or nothing. It
// takes over at once, because no page of an older version asks for anything of it: their CSS is
// inside them, and their scripts are under names that change with their content.
const SHELL = `shell-${PORTAL.version}`;

addEventListener("install", (event) => {
  const requests = [...PORTAL.shell, ...Object.values(PORTAL.offline)].map(
    (address) => new Request(address, { cache: "no-cache", credentials: "omit" }),
  );
  event.waitUntil(
    caches
      .open(SHELL)
      .then((shell) => shell.addAll(requests))
      .then(() => skipWaiting()),
  );
});

addEventListener("activate", (event) => {
  const dropOlder = caches.keys().then((names) => {
    const older = names.filter((name) => name.startsWith("shell-") && name !== SHELL);
    return Promise.all(older.map((name) => caches.delete(name)));
  });
  event.waitUntil(dropOlder.catch(() => {}).then(() => clients.claim()));
});
