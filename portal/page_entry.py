"""A page that was made: its status, headers and body, and how it is sent to who accepts what."""

import gzip
import hashlib
import json
import re
import time
import zlib
from functools import lru_cache

import brotli

# Quick: half a millisecond for an article, which has to fit in the first flight of a connection for
# its first reader too. What is asked for again is worth more time: a seventh smaller, for a
# millisecond, once.
QUICK, THOROUGH, GZIP = 3, 5, 4
AGAIN = 3  # the reading with which a page is packed thoroughly
TEXTS = ("text/", "application/", "image/svg+xml")
SMALLEST = 200  # bytes; less isn't worth packing
# What a 304 tells anew (RFC 9110, section 15.4.5).
TOLD_AGAIN = {"cache-control", "vary", "etag", "content-location"}


class Entry:
    """An answer to GET that can be given again and again.

    `status` is a line, "200 OK"; `headers` are pairs without what depends on the packing; `word` is
    the generation that it belongs to, "" for none; `made` is a time in seconds since 1970.
    """

    def __init__(self, status, headers, body, word="", made=None, etag=None):
        self.status, self.headers, self.word = status, headers, word
        self.made = time.time() if made is None else made
        self.is_text = self.header("content-type").startswith(TEXTS) and len(body) >= SMALLEST
        self.etag = etag
        if etag is None and status.startswith("200"):
            self.etag = f'W/"{hashlib.sha256(body).hexdigest()[:18]}"'
        self.bodies = {"": body}  # by encoding
        self.ready = {}  # by encoding: (headers, body)
        self.readings = 0
        self.grown = False  # since it was last measured
        self.is_kept = False  # whether everybody may get it
        self.filed = False  # whether it stands where a web server finds it
        self.begun = 0  # of time.monotonic(), when it was begun to be made here
        self.came = "made"  # for the next who asks for it: "made", from "disk", from "memory"

    def header(self, name):
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    @property
    def size(self):
        """The bytes that it takes, nearly."""
        return 2000 + sum(len(body) for body in self.bodies.values())

    def answer(self, environ, start_response, extra=()):
        """Answer a request for it by WSGI; `extra` are pairs of further headers."""
        encoding = chosen(environ.get("HTTP_ACCEPT_ENCODING", "")) if self.is_text else ""
        ready = self.ready.get(encoding)
        if ready is None:
            ready = self.ready[encoding] = self._prepared(encoding)
        self.readings += 1
        if self.readings == AGAIN and encoding == "br":
            self.bodies["br"] = brotli.compress(self.whole(), quality=THOROUGH)
            ready = self.ready["br"] = self._prepared("br")
        headers, body = ready
        if self.is_known(environ):
            kept = [pair for pair in headers if pair[0].lower() in TOLD_AGAIN]
            start_response("304 Not Modified", [*kept, *extra])
            return []
        start_response(self.status, [*headers, *extra] if extra else headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    def is_known(self, environ):
        """Say whether who asks has it already, by its tag or else by its date, which is no other
        page's: an earlier one may be that of another page (RFC 9110, section 13.2.2)."""
        asked = environ.get("HTTP_IF_NONE_MATCH")
        if asked:
            return bool(self.etag) and matches(asked, self.etag)
        since = environ.get("HTTP_IF_MODIFIED_SINCE")
        return bool(since) and since == self.header("last-modified")

    def follow(self, former):
        """Take over the date and the packed body of a former Entry of the page, where that says
        the same; `former` may be None."""
        if former and self.etag and former.etag == self.etag:
            if self.is_text and "br" in former.bodies:
                self.bodies["br"] = former.bodies["br"]
            if date := former.header("last-modified"):
                others = [pair for pair in self.headers if pair[0].lower() != "last-modified"]
                self.headers = [*others, ("Last-Modified", date)]

    def _prepared(self, encoding):
        self.grown = True
        if encoding not in self.bodies:
            whole = self.whole()
            if encoding == "br":
                self.bodies["br"] = brotli.compress(whole, quality=QUICK)
            elif encoding == "gzip":
                self.bodies["gzip"] = gzip.compress(whole, GZIP, mtime=0)
            else:
                self.bodies[""] = whole
        headers = list(self.headers)
        if encoding:
            headers.append(("Content-Encoding", encoding))
        if self.etag:
            headers.append(("ETag", self.etag))
        headers.append(("Content-Length", str(len(self.bodies[encoding]))))
        return headers, self.bodies[encoding]

    def whole(self):
        """Return the body as it is without any packing."""
        if "" in self.bodies:
            return self.bodies[""]
        return brotli.decompress(self.bodies["br"])

    def pack(self, encoding):
        """Keep it packed and in the `encoding` that is wanted of it; let go of the rest."""
        if self.is_text:
            if "br" not in self.bodies:
                self.bodies["br"] = brotli.compress(self.bodies[""], quality=QUICK)
            self.ready[encoding] = self._prepared(encoding)
            if encoding:
                del self.bodies[""]

    def dumps(self, name):
        """Return the bytes of a file that holds the packed entry of a page called `name`."""
        body = self.bodies["br" if self.is_text else ""]
        told = {
            "name": name,
            "status": self.status,
            "headers": self.headers,
            "word": self.word,
            "made": self.made,
            "etag": self.etag,
            "text": self.is_text,
            "sum": zlib.crc32(body),
        }
        return json.dumps(told).encode() + b"\n" + body

    @classmethod
    def loads(cls, content, name):
        """Return the Entry of a file's content, or None when it isn't whole or of another page."""
        head, _, body = content.partition(b"\n")
        try:
            told = json.loads(head)
            if told["name"] != name or told["sum"] != zlib.crc32(body):
                return None
            headers = [tuple(pair) for pair in told["headers"]]
            entry = cls(told["status"], headers, b"", told["word"], told["made"], told["etag"])
        except (ValueError, KeyError, TypeError):
            return None
        entry.is_text, entry.is_kept, entry.came = told["text"], True, "disk"
        entry.bodies = {"br" if entry.is_text else "": body}
        return entry


@lru_cache(maxsize=512)
def chosen(accepted):
    """Return the encoding ("br", "gzip" or "") for an Accept-Encoding (RFC 9110, 12.5.3)."""
    weights = {}
    for part in accepted[:500].lower().split(","):
        name, _, weight = part.partition(";")
        weights[name.strip()] = not re.fullmatch(r"\s*q=0(\.0*)?\s*", weight)
    return next((name for name in ("br", "gzip") if weights.get(name, weights.get("*"))), "")


def matches(asked, etag):
    """Say whether an If-None-Match names an entity tag, compared weakly (RFC 9110, 13.1.2)."""
    tag = etag.removeprefix("W/")
    return asked == "*" or tag in [part.strip().removeprefix("W/") for part in asked.split(",")]
