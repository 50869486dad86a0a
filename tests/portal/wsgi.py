"""Asking the page cache as a server does: `Cached` stands before the real Django."""

import io
from typing import NamedTuple
from urllib.parse import quote, unquote

from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.utils.datastructures import CaseInsensitiveMapping

from news import generation
from portal import serving
from portal.page_cache import PageCache
from portal.page_disk import Disk
from portal.page_memory import Memory
from portal.quick_pages import QuickPages


class Answer(NamedTuple):
    status: int
    headers: CaseInsensitiveMapping
    content: bytes

    @property
    def text(self):
        return self.content.decode()


def asked(application, environ, start_response):
    """Return the answer of an application, a list of bytes; the connection stays the test's, as
    Django's own test client leaves it."""
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    try:
        parts = application(environ, start_response)
        content = [b"".join(parts)]
        if hasattr(parts, "close"):
            parts.close()
        return content
    finally:
        request_started.connect(close_old_connections)
        request_finished.connect(close_old_connections)


class Cached:
    """A page cache with a folder of its own, and how often it asked Django for something."""

    def __init__(self, folder, room=10_000_000):
        self.asked = 0
        self.django = QuickPages(WSGIHandler())
        self.disk = Disk(folder / "kept", room)
        memory = Memory(room)
        # In a test that is rolled back only its own transaction sees its changes.
        self.cache = PageCache(
            self._asking, memory, self.disk, folder, serving.common, generation.current
        )

    def _asking(self, environ, start_response):
        self.asked += 1
        return asked(self.django, environ, start_response)

    def restart(self, room=10_000_000):
        """Forget what is in memory, as a process that was started anew."""
        self.cache.memory = Memory(room)
        self.cache.quick.clear()

    def get(self, address, method="GET", **headers):
        """Answer a request; `headers` are as `accept_encoding="br"`."""
        path, _, query = address.partition("?")
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": unquote(path, "latin-1"),
            "QUERY_STRING": quote(query, safe="=&%+"),
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "HTTP_HOST": "testserver",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": io.StringIO(),
        } | {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        if ready := self.cache.known(environ):
            _, status, pairs, parts = ready
            return Answer(int(status[:3]), CaseInsensitiveMapping(pairs), b"".join(parts))
        told = []
        parts = self.cache(environ, lambda status, headers, *_: told.append((status, headers)))
        content = b"".join(parts)
        status, pairs = told[-1]
        return Answer(int(status[:3]), CaseInsensitiveMapping(pairs), content)
