"""The outermost WSGI application: gives every request its id, and counts and logs it if asked to.

What is kept ready is answered in some tens of microseconds, so nothing here does more than the
settings want: without METRICS_TOKEN and ACCESS_LOG a request only gets its id.
"""

import logging
import sys
from random import getrandbits
from time import perf_counter

from django.conf import settings

from portal import asked, logs, metrics_page, policy, server_error
from portal.asked import HEADER
from portal.metrics import count

logger = logging.getLogger(__name__)
access = logging.getLogger("portal.access")


def observed(application, token="", is_told=False, known=lambda environ: None):
    """Return an application in front of another.

    ``token``    that opens `/metrics`; "" for who wants no numbers
    ``is_told``  whether each request gets a line in the log
    ``known``    PageCache.known: what it returns is answered at once

    It is a function that does all by itself: to call another one takes as long as what it does.
    """
    thread, trusted = asked.thread, settings.TRUSTED_PROXIES

    def passed(environ, start_response):
        identity = f"{getrandbits(64):016x}"
        if trusted and asked.KEY in environ:
            identity = asked.id_of(environ)
        thread.now = identity, environ

        def start(status, headers, error=None):
            return start_response(status, [*headers, (HEADER, identity)], error)

        try:
            if ready := known(environ):
                _, status, headers, parts = ready
                start_response(status, [*headers, (HEADER, identity)])
                return parts
            return application(environ, start)
        except Exception:  # noqa: BLE001 - `broken` logs it
            return broken(environ, start)
        finally:
            thread.now = None

    def measured(environ, start_response):
        begun = perf_counter()
        identity = f"{getrandbits(64):016x}"
        if trusted and asked.KEY in environ:
            identity = asked.id_of(environ)
        thread.now = identity, environ
        path, said = environ["PATH_INFO"], ""

        def start(status, headers, error=None):
            nonlocal said
            said = status
            return start_response(status, [*headers, (HEADER, identity)], error)

        try:
            if ready := known(environ):
                environ["portal.kept"] = "memory"
                _, status, headers, parts = ready
                start(status, headers)
                return parts
            if path == metrics_page.PATH and token:
                return metrics_page.answer(environ, start, token)
            return application(environ, start)
        except Exception:  # noqa: BLE001 - `broken` logs it
            return broken(environ, start)
        finally:
            seconds, kept = perf_counter() - begun, environ.get("portal.kept", "")
            if token:
                count(path, said, kept, seconds)
            if is_told:
                tell(environ, said, kept, seconds)
            thread.now = None

    return measured if token or is_told else passed


def broken(environ, start_response):
    """Answer in words for what broke in front of Django, and log it; inside it Django does both."""
    logger.exception("A request could not be answered.")
    path = environ.get("PATH_INFO", "")
    response = server_error.page(path)
    style = policy.style_of(response.content)
    headers = policy.common_headers(style) | dict(response.items())
    headers["Content-Length"] = str(len(response.content))
    start_response("500 Internal Server Error", list(headers.items()), sys.exc_info())
    return [] if environ.get("REQUEST_METHOD") == "HEAD" else [response.content]


def tell(environ, status, kept, seconds):
    """Write the line of a request: nothing of who asked, and nothing of what was searched for."""
    method, path = environ.get("REQUEST_METHOD", "")[:20], logs.path_of(environ)
    milliseconds = round(seconds * 1000, 2)
    measured = {"status": int(status[:3] or 0), "milliseconds": milliseconds, "kept": kept}
    access.info(
        "%s %s %s %s ms%s",
        *(method, path, status[:3], milliseconds, f" {kept}" if kept else ""),
        extra={"measured": measured},
    )
