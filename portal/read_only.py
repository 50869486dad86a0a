"""Read-only mode, by one switch and without a restart: under attack, or while the data is mended.

Readers read on, and views are counted. Nothing that people send is taken: nobody saves, signs in
or subscribes, and each is told so in words; what an editor typed stays in the browser. What isn't
kept ready and costs more (searches, lists narrowed by filters, the API) is made one at a time in
each process, so that strangers can't take all threads with it.

The switch is the file DATA_DIR/read-only, for all processes of a host at once. It may hold a
sentence for the newsroom. Where CACHE_URL names Redis the word stands there as well, and the other
hosts see it within a second; what a process has seen last holds while Redis is away or was emptied.
"""

import json
import os
import threading
import time
from functools import lru_cache

from django.conf import settings
from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils import translation

from portal import api_limits, policy
from portal.areas import API, NEWSROOM
from portal.language import language_of
from portal.limits import has_hosts
from portal.page_entry import Entry

SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")
COSTLY = ("/search/", "/regions/find/", "/en/search/", "/en/regions/find/", API)
WRITING, BUSY = 600, 10  # seconds of Retry-After: for who wants to save, for who wants to read
KEY = "portal:read-only"
LOOKS = 1.0  # seconds between two looks into Redis
LONGEST = 300  # characters of the sentence
SENTENCE = "Портал зараз лише для читання: зберегти не можна."

_costly = threading.Semaphore(1)
_seen = {"at": 0.0, "note": None}  # of Redis, by this process: time.monotonic(), the note


def path():
    """Return the Path of the switch of this host."""
    return settings.DATA_DIR / "read-only"


def note():
    """Return the sentence for the newsroom, "" where none was given, or None when all is usual."""
    try:
        os.stat(f"{settings.DATA_DIR}/read-only")  # a tenth of what opening it costs
        return path().read_text(encoding="utf-8", errors="replace").strip()[:LONGEST]
    except FileNotFoundError:
        return _of_hosts() if has_hosts() else None
    except OSError:
        return ""  # it is there and can't be read: what somebody wanted is known


def turn_on(sentence=""):
    """Switch it on, for this host and for those that share its Redis. Raises OSError."""
    path().write_text(sentence.strip()[:LONGEST], encoding="utf-8")
    path().chmod(0o644)
    return _tell(sentence.strip()[:LONGEST])


def turn_off():
    """Switch it off again; returns, as `turn_on` does, whether other hosts know. Raises OSError."""
    path().unlink(missing_ok=True)
    return _tell(None)


def _tell(sentence):
    """Let the other hosts know; say whether they do, True where there are none."""
    if not has_hosts():
        return True
    word = json.dumps(sentence)
    cache.set(KEY, word, None)
    _seen.update(at=0.0)
    return cache.get(KEY) == word


def _of_hosts():
    now = time.monotonic()
    if now - _seen["at"] >= LOOKS:
        _seen["at"] = now
        word = cache.get(KEY)
        if word is not None:
            _seen["note"] = json.loads(word)
    return _seen["note"]


class ReadOnly:
    """A WSGI application around Django's, inside the page cache: what is kept ready never asks."""

    def __init__(self, django):
        self.django = django

    def __call__(self, environ, start_response):
        sentence = note()
        if sentence is None:
            return self.django(environ, start_response)
        asked = environ["PATH_INFO"]
        if environ["REQUEST_METHOD"] not in SAFE and not asked.startswith(API):
            return refused(environ, sentence).answer(environ, start_response)
        if asked.startswith(NEWSROOM):
            environ["PORTAL_READ_ONLY"] = sentence or SENTENCE  # for templates/admin/base_site.html
        elif is_costly(environ):
            return self.one_by_one(environ, start_response)
        return self.django(environ, start_response)

    def one_by_one(self, environ, start_response):
        """Answer what costs something, unless another thread of this process does so just now."""
        if not _costly.acquire(blocking=False):
            return busy(environ["PATH_INFO"]).answer(environ, start_response)
        try:
            parts = self.django(environ, start_response)
            try:
                return [b"".join(parts)]
            finally:
                if hasattr(parts, "close"):
                    parts.close()
        finally:
            _costly.release()


def is_costly(environ):
    """Say whether a page may be one of endlessly many; who is signed in asks for few of them."""
    if environ.get("portal.staff"):
        return False
    has_query = environ.get("QUERY_STRING") and not environ["PATH_INFO"].startswith("/static/")
    return bool(has_query) or environ["PATH_INFO"].startswith(COSTLY)


def refused(environ, sentence):
    """Return the Entry for who wanted to save; `sentence` is for the newsroom, or ""."""
    asked = environ["PATH_INFO"]
    if not asked.startswith(NEWSROOM):
        return _page("read_only.html", language_of(asked), WRITING)
    if environ.get("HTTP_SEC_FETCH_DEST") == "empty":  # a script of the form, which shows it there
        told = json.dumps({"error": sentence or SENTENCE}, ensure_ascii=False).encode()
        return _entry(told, "application/json", "uk", WRITING)
    return _page("newsroom/read_only.html", "uk", WRITING, sentence)


def busy(asked):
    """Return the Entry for who asked for something costly while another did, by a path."""
    if asked.startswith(API):
        return api_limits.unavailable()
    return _page("busy.html", language_of(asked), BUSY)


@lru_cache(maxsize=16)
def _page(template, language, wait, sentence=""):
    with translation.override(language):
        body = render_to_string(template, {"sentence": sentence}).encode()
    return _entry(body, "text/html; charset=utf-8", language, wait)


def _entry(body, kind, language, wait):
    headers = {
        **policy.common_headers(policy.style_of(body)),
        "Content-Type": kind,
        "Content-Language": language,
        "Retry-After": str(wait),
        "Cache-Control": "no-store",
    }
    return Entry("503 Service Unavailable", list(headers.items()), body)
