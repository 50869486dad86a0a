"""The page cache: public pages, kept ready to be sent, in front of all of Django.

A page lives for one generation of the content (news/generation.py), which is read before the page
is made: what is in memory or on disk under the current word is what Django would answer. When the
database is away, a replica's or the last answer of an address is shown (portal/survival.py).
"""

import contextlib
import fcntl
import logging
import os
import threading
import time
from zlib import crc32

from news import generation
from portal import databases, page_files, staff, survival
from portal.areas import API
from portal.page_address import environ_of, page_of
from portal.page_entry import AGAIN, Entry, chosen

logger = logging.getLogger(__name__)

# By these, and these only, may an answer that is kept depend on a request: they are in its Page.
VARIES = {"save-data", "accept-encoding"}
FORBIDDEN = {"set-cookie", "content-encoding", "transfer-encoding"}
LARGEST = 2_000_000  # bytes of a body; no page of ours is nearly as large
# All of a request that has a say in how it is answered.
SAID = (
    *("REQUEST_METHOD", "PATH_INFO", "QUERY_STRING", "HTTP_HOST", "HTTP_ACCEPT_ENCODING"),
    *("HTTP_COOKIE", "HTTP_IF_NONE_MATCH", "HTTP_X_PAGE_FILES"),
    *("HTTP_SAVE_DATA", "SCRIPT_NAME", "HTTP_X_FORWARDED_PROTO", "wsgi.url_scheme"),
    "HTTP_IF_MODIFIED_SINCE",
)
QUICK = 200  # requests that are known by heart
PATIENCE = 20  # seconds for another thread that makes the same page


class PageCache:
    """A WSGI application in front of Django's.

    `memory` and `disk` are a Memory and a Disk, or None: then every page is made anew, and only
    sent packed. `folder` is the Path of DATA_DIR/pages, `common` is serving.common,
    `word` tells the generation; `bounded` returns for a WSGI environ the Entry that it is refused
    with, or None, and is asked where an answer has to be made.
    """

    def __init__(
        self, django, memory, disk, folder, common, word=generation.shared, bounded=lambda _: None
    ):
        self.word, self.bounded = word, bounded
        self.quick = {}  # what a request says: (word, status, headers, parts) of the answer to it
        self.django, self.memory, self.disk = django, memory, disk
        self.folder, self.common = folder, common
        self.making = {}  # Page: [Lock, how many threads want it]
        self.counting = threading.Lock()
        self.locks = None  # a file whose bytes are locks among processes

    def known(self, environ):
        """Return what is answered to a request by one look, (word of the generation, status,
        headers, parts), or None.

        To be asked in front of all else: only what nobody counts or bounds is known so.
        """
        ready = self.quick.get(tuple(map(environ.get, SAID)))
        if ready and ready[0] == self.word() and not survival.is_away():
            return ready
        return None

    def __call__(self, environ, start_response):
        page = page_of(environ)
        if page is None:
            return self.passed(environ, start_response)
        if survival.is_away():
            return self.meanwhile(page, environ, start_response)
        if "HTTP_COOKIE" in environ and is_staff(environ["HTTP_COOKIE"]):
            environ["portal.staff"] = True
            return self.passed(environ, start_response)
        word = self.word()
        entry = self.memory.get(page) if self.memory else None
        if entry is None or not word or entry.word != word:
            refusal = self.bounded(environ)
            if refusal:
                return refusal.answer(environ, start_response)
            entry = self.fresh(page, chosen(environ.get("HTTP_ACCEPT_ENCODING", "")))
            if entry is None:
                return self.meanwhile(page, environ, start_response)
        if "HTTP_X_PAGE_FILES" in environ and entry.word and not entry.filed:
            self.file(page, entry, environ["HTTP_X_PAGE_FILES"])
        environ["portal.kept"], entry.came = entry.came, "memory"
        sent = entry.answer(environ, start_response)
        if entry.grown and self.memory and entry.word:
            self.memory.put(page, entry)
        if entry.readings > AGAIN and self.memory and entry.word:
            self.hasten(environ, entry)
        return sent

    def passed(self, environ, start_response):
        """Let Django answer a request as it came, unless it is refused."""
        refusal = self.bounded(environ)
        if refusal:
            return refusal.answer(environ, start_response)
        return survival.passing(self.django, environ, start_response)

    def hasten(self, environ, entry):
        """Answer the same request by one look from now on, when it is as simple as most are."""
        said = tuple(map(environ.get, SAID))
        method, path, _, _, encoding, cookie, asked, files, *_, since = said
        is_simple = method == "GET" and not (cookie or asked or files or since)
        if is_simple and not path.startswith(API):  # whose answers say how many are left
            if len(self.quick) >= QUICK:
                self.quick.clear()
            headers, body = entry.ready[chosen(encoding or "") if entry.is_text else ""]
            self.quick[said] = entry.word, entry.status, headers, [body]

    def fresh(self, page, encoding):
        """Return the Entry of a Page as the content is now; None when the database is away.

        `encoding` is the one that it is wanted in. Of all who ask for a page at once, in all
        processes of this host, one makes it.
        """
        if not self.memory:
            entry = self.made(page, self.now())
            if entry:
                entry.word = ""
            return entry
        came = time.monotonic()
        with self.alone(page):
            word, former = self.now(), None
            entry = self.memory.get(page)
            if entry and entry.begun > came:
                return entry  # as the content was after we came, whatever generation that is
            if word:
                if entry and entry.word == word:
                    return entry
                former = self.disk.get(page)
                if former and former.word == word:
                    self.memory.put(page, former)
                    return former
            if survival.is_away() and not databases.has_replica():
                return None
            begun = time.monotonic()
            entry = self.made(page, word)
            if entry and entry.is_kept:
                entry.begun = begun
                entry.follow(former)
                entry.pack(encoding)
                self.memory.put(page, entry)
                self.disk.put(page, entry)
            return entry

    def made(self, page, word):
        """Return Django's answer to a Page, asked in the generation `word`, as an Entry; None when
        the database doesn't answer."""
        told = []
        with generation.pinned(word or None):
            body = survival.rendering(
                self.django,
                lambda: environ_of(page),
                lambda status, headers, *_: told.append((status, headers)),
                word,
            )
        if body is None:
            return None
        status, headers = told[-1]
        entry = Entry(status, completed(headers), body)
        entry.is_kept = status == "200 OK" and len(body) <= LARGEST and may_be_kept(headers)
        entry.word = word if entry.is_kept else ""
        return entry

    def now(self):
        """Return the word of the generation that pages are made of at this moment."""
        word = self.word()
        return survival.meanwhile(word) if survival.is_away() else word

    def meanwhile(self, page, environ, start_response):
        """Answer while the database is away: as a replica has a Page, or as it was."""
        if survival.is_away() and databases.has_replica():
            entry = self.memory.get(page) if self.memory else None
            word = self.now()
            if entry is None or not word or entry.word != word:
                entry = self.fresh(page, chosen(environ.get("HTTP_ACCEPT_ENCODING", "")))
            if entry:
                return entry.answer(environ, start_response, survival.STALE)
        return self.last(page, environ, start_response)

    def last(self, page, environ, start_response):
        """Answer with what was last shown of a Page, a day ago at most, or say why not."""
        entry = self.memory and self.memory.get(page)
        if entry is None and self.disk:
            entry = self.disk.get(page)
            if entry:
                self.memory.put(page, entry)
        if entry and survival.may_be_shown(entry):
            environ["portal.kept"] = "stale"
            return entry.answer(environ, start_response, survival.STALE)
        return survival.unavailable(page.path).answer(environ, start_response)

    def file(self, page, entry, digest):
        """Let the web server in front answer for this page by itself, if its headers are ours."""
        if digest != page_files.digest(self.common()):
            return
        entry.filed = True
        if page_files.has_file(page, entry, self.common(page.path)):
            try:
                page_files.put(self.folder, page, entry)
            except OSError as error:
                logger.warning("A page could not be written for nginx: %s", error.strerror)

    @contextlib.contextmanager
    def alone(self, page):
        """Let one thread of all processes of this host at a time do something for a Page."""
        with self.counting:
            making = self.making.setdefault(page, [threading.Lock(), 0])
            making[1] += 1
        held = making[0].acquire(timeout=PATIENCE)
        try:
            with self.among_processes(page):
                yield
        finally:
            if held:
                making[0].release()
            with self.counting:
                making[1] -= 1
                if not making[1]:
                    self.making.pop(page, None)

    @contextlib.contextmanager
    def among_processes(self, page):
        """Hold the byte of a file that stands for a Page; the end of a process lets go of it.

        It is asked for again and again and not waited for: the system takes two processes that wait
        crosswise for two pages of each other's for a deadlock.
        """
        byte, held = crc32(repr(page).encode()), False
        end = time.monotonic() + PATIENCE
        while not held and time.monotonic() < end:
            try:
                if self.locks is None:
                    self.folder.mkdir(parents=True, exist_ok=True)
                    self.locks = os.open(self.folder / "locks", os.O_RDWR | os.O_CREAT, 0o600)
                fcntl.lockf(self.locks, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, byte)
                held = True
            except (BlockingIOError, PermissionError):
                time.sleep(0.01)
            except OSError:
                break  # nothing can be written: each process makes its own
        try:
            yield
        finally:
            if held:
                fcntl.lockf(self.locks, fcntl.LOCK_UN, 1, byte)


def is_staff(cookies):
    """Say whether a Cookie header is of one of the newsroom; keeps no connection."""
    try:
        return staff.is_reading(cookies)
    finally:
        databases.give_back()


def may_be_kept(headers):
    """Say whether everybody may get an answer with these headers, a list of pairs."""
    said = {}
    for name, value in headers:
        said.setdefault(name.lower(), []).append(value.lower())
    if FORBIDDEN & said.keys():
        return False
    varies = {each.strip() for value in said.get("vary", ()) for each in value.split(",")}
    control = ",".join(said.get("cache-control", ()))
    kind = said.get("content-type", [""])[0]
    return (
        varies <= VARIES
        and not any(word in control for word in ("no-store", "private"))
        and kind.startswith(("text/", "application/"))
    )


def completed(headers):
    """Return the headers of an answer of Django's as it is kept: without what depends on how it is
    packed, and with what caches on the way to the reader have to know."""
    left = [(name, value) for name, value in headers if name.lower() not in PACKING]
    names = {name.lower() for name, _ in left}
    if "cache-control" not in names:
        # The browser may keep it, and asks each time whether it is still the same.
        left.append(("Cache-Control", "no-cache"))
    varies = next((value for name, value in left if name.lower() == "vary"), "")
    left = [pair for pair in left if pair[0].lower() != "vary"]
    if "accept-encoding" not in varies.lower():
        varies = f"{varies}, Accept-Encoding".removeprefix(", ")
    return [*left, ("Vary", varies)]


PACKING = {"content-length", "content-encoding", "etag", "date"}
