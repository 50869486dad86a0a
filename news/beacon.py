"""What a page sends when it has been seen, and what it is answered: no cookie, no token, no body.

A script sends a POST, and shows the number that comes back; `<noscript>` has a picture of one pixel
instead. That it was our own page and a person's browser is told by headers that no page can change
(Fetch Metadata, https://www.w3.org/TR/fetch-metadata/); who writes them by hand is held by the
limits of an address.
"""

import json
import time
from base64 import b64decode
from functools import lru_cache
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from news import counting, readers
from news.models import Refusal
from news.robots import is_robot
from news.sources import source_of
from news.tally import View

PIXEL = b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
HEADERS = [
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
]
RETRY_AFTER = 10  # seconds
LONGEST_QUERY = 300  # characters: a host has 253 at most


def answer(environ, article, reader, is_staff, is_pixel=False):
    """Count a view by a WSGI environ; return (status as a number, headers, body).

    `article` is an id, `reader` the address that it is asked from, `is_staff` a function that is
    called when there is a cookie. The body of the request is never read.
    """
    method = environ["REQUEST_METHOD"]
    if not is_known(_host(environ)):
        return _said(400, "Такого сайту тут немає.")
    if method != "HEAD" and method != ("GET" if is_pixel else "POST"):
        status, headers, body = _said(405, "Перегляд повідомляють запитом POST.")
        return status, [*headers, ("Allow", "GET" if is_pixel else "POST")], body
    at = int(time.time() * 1000)
    view = View(article, at, readers.day_of(at))
    view.refusal = refusal(environ, is_pixel, is_staff)
    if not view.refusal:
        agent = environ["HTTP_USER_AGENT"].strip()
        view.reader, view.address = readers.hashes(article, reader, agent, view.day)
        view.source = _source(environ.get("QUERY_STRING", ""))
    try:
        counting.count(view)
    except OSError:
        status, headers, body = _said(503, "Перегляд зараз ніде записати.")
        return status, [*headers, ("Retry-After", str(RETRY_AFTER))], body
    return _answer(view, method, is_pixel)


def _answer(view, method, is_pixel):
    if view.number is None and not view.is_kept:
        return _said(404, "Такої статті немає.")
    if view.refusal == Refusal.FOREIGN:
        return _said(403, "Перегляд повідомляє лише сторінка самої статті.")
    if view.refusal == Refusal.HEAD and not is_pixel:
        status, headers, _ = _said(405, "")
        return status, [*headers, ("Allow", "POST")], b""
    if is_pixel:
        return 200, [("Content-Type", "image/gif"), *HEADERS], PIXEL if method == "GET" else b""
    body = b'{"views": %s}' % (b"null" if view.number is None else b"%d" % view.number)
    return 200, [("Content-Type", "application/json"), *HEADERS], body


def _said(status, words):
    body = json.dumps({"error": words}, ensure_ascii=False).encode()
    return status, [("Content-Type", "application/json"), *HEADERS], body


def refusal(environ, is_pixel=False, is_staff=lambda: False):
    """Return why a view can't count, by its headers alone: a Refusal, or "" when it may."""
    if environ["REQUEST_METHOD"] == "HEAD":
        return Refusal.HEAD.value
    if not _is_ours(environ, is_pixel):
        return Refusal.FOREIGN.value
    if _is_ahead(environ):
        return Refusal.PREFETCH.value
    agent = environ.get("HTTP_USER_AGENT", "").strip()
    if not agent:
        return Refusal.NO_AGENT.value
    if is_robot(agent):
        return Refusal.ROBOT.value
    if "HTTP_COOKIE" in environ and is_staff():
        return Refusal.STAFF.value
    return ""


def _is_ours(environ, is_pixel):
    """Say whether a page of ours asks. Browsers from before 2023 tell it by Origin alone, and when
    they ask for a picture by Referer."""
    site = environ.get("HTTP_SEC_FETCH_SITE")
    if site is not None:
        what = environ.get("HTTP_SEC_FETCH_DEST", "image" if is_pixel else "empty")
        return site == "same-origin" and what == ("image" if is_pixel else "empty")
    origin = environ.get("HTTP_REFERER" if is_pixel else "HTTP_ORIGIN", "")
    return _host_of(origin) in (_host(environ).lower(), _host_of(settings.SITE_URL))


def _is_ahead(environ):
    """Say whether the browser fetches what nobody has asked for yet."""
    purpose = environ.get("HTTP_SEC_PURPOSE") or environ.get("HTTP_PURPOSE") or ""
    older = environ.get("HTTP_X_PURPOSE") or environ.get("HTTP_X_MOZ") or ""
    purposes = f"{purpose} {older}".lower()
    return any(word in purposes for word in ("prefetch", "prerender", "preview"))


def _host(environ):
    return environ.get("HTTP_HOST") or environ.get("SERVER_NAME", "")


def _host_of(address):
    try:
        found = urlsplit(address[:2000])
    except ValueError:
        return None
    return found.netloc.lower() or None


@lru_cache(maxsize=64)
def is_known(host):
    """Say whether a Host header names this portal."""
    return validate_host(split_domain_port(host)[0], settings.ALLOWED_HOSTS)


def _source(query):
    """Return where the reader came from: what the page says in `from`, a host."""
    if not query.startswith("from=") or len(query) > LONGEST_QUERY:
        return source_of("")
    return source_of(parse_qs(query).get("from", [""])[0])
