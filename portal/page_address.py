"""Which requests ask for a public page, and the name under which the page is kept.

The name holds all that a page may depend on: the path, the query and `Save-Data`. Nothing else of
a request reaches the rendering (`environ_of`), so nobody can put into the page that others get
what came in a header: neither Host nor X-Forwarded-… nor a cookie.
"""

import io
import re
import sys
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from portal.areas import NEWSROOM

# Not pages: for one person, asked by machines that watch, or files that have caches of their own.
PASSED = (NEWSROOM, "/static/", "/media/", "/preview/", "/data/files/", "/healthz", "/readyz")
PASSED_ENDINGS = (".jpg", ".ico", ".svg", ".gif")
LONGEST = 1000  # characters of a path or a query; no link of ours is nearly as long
# What mailings and social networks add to an address. No page reads it.
TRACKING = re.compile(r"(?:utm_\w+|fbclid|gclid|dclid|yclid|msclkid|twclid|igshid|mc_[ce]id|_ga)=")


class Page(NamedTuple):
    """A page by what it may depend on. `path` is as WSGI gives it: each character is a byte."""

    path: str
    query: str  # without what TRACKING names, in the order of the parameters' names
    light: bool  # asked for with `Save-Data: on`


def page_of(environ):
    """Return the Page that a request asks for, or None for one that is answered by Django alone."""
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
        return None
    path, query = environ["PATH_INFO"], environ.get("QUERY_STRING", "")
    if path.startswith(PASSED) or path.endswith(PASSED_ENDINGS) or environ.get("SCRIPT_NAME"):
        return None
    if len(path) > LONGEST or len(query) > LONGEST:
        return None
    if not is_allowed(environ.get("HTTP_HOST", ""), settings.DEBUG):
        return None
    if settings.SECURE_SSL_REDIRECT and not is_encrypted(environ):
        return None
    light = environ.get("HTTP_SAVE_DATA", "").lower() == "on"
    return Page(path, normalised(query) if query else "", light)


def normalised(query):
    """Return a query (a str, still encoded) in which order and tracking make no difference."""
    parts = [part for part in query.split("&") if part and not TRACKING.match(part)]
    return "&".join(sorted(parts, key=lambda part: part.partition("=")[0]))


@lru_cache(maxsize=256)
def is_allowed(host, debug=False):
    """Say whether the portal answers under the Host of a request; Django says why not."""
    allowed = settings.ALLOWED_HOSTS or ([".localhost", "127.0.0.1", "[::1]"] if debug else [])
    return len(host) < 300 and validate_host(split_domain_port(host)[0], allowed)


def is_encrypted(environ):
    """Say whether the reader's connection is encrypted, as Django's `is_secure` does."""
    if settings.SECURE_PROXY_SSL_HEADER:
        name, value = settings.SECURE_PROXY_SSL_HEADER
        if name in environ:
            return environ[name].partition(",")[0].strip() == value
    return environ.get("wsgi.url_scheme") == "https"


def environ_of(page):
    """Return the WSGI environ by which Django is asked for a Page, whoever asks."""
    site = urlsplit(settings.SITE_URL)
    return {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": page.path,
        "QUERY_STRING": page.query,
        "SERVER_NAME": site.hostname,
        "SERVER_PORT": str(site.port or (443 if site.scheme == "https" else 80)),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": site.netloc,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": site.scheme,
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "portal.page": True,
    } | ({"HTTP_SAVE_DATA": "on"} if page.light else {})
