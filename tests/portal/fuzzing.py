"""Requests such as nobody should send, as many as wanted and always the same ones.

`requests` makes them, `Front` answers them as the server does, with all that stands in front of
Django, and says what is wrong with an answer. They aren't made by hypothesis: of its examples five
of six are those before them changed a little, and it keeps what it has seen, while memory is
measured.
"""

import io
import logging
import random
import re
import traceback
from urllib.parse import quote

from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from portal import limits, serving
from portal.api_limits import Limits
from portal.beacons import Beacons
from portal.observed import observed
from portal.page_cache import PageCache
from portal.page_disk import Disk
from portal.page_memory import Memory
from portal.quick_pages import QuickPages
from portal.read_only import ReadOnly
from tests.factories import KUPIANSK

METHODS = (*["GET"] * 9, "HEAD", "POST", "POST", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
ODD_METHODS = (*("TRACE", "CONNECT", "PROPFIND", "get", "G", "POST\x00", "É"), "A" * 300)
HOSTS = ("testserver", "testserver:8000", "TESTSERVER", "127.0.0.1", "testserver.")
ODD_HOSTS = ("", "evil.example", "[::1", "a b", "testserver:x", "testserver@evil", "é", "x" * 5000)
PIECES = (
    *("", "-1", "0", "1", "2", "99999999999999999999", "1e9", "NaN", "null", "[]", "{}", "true"),
    *("2026-02-30", "0001-01-01", "9999-12-31", "best", "kharkivska-oblast", KUPIANSK, "biudzhet"),
    *("громада", "Куп’янськ", "б" * 300, "'", '"', "\\", "%", "%00", "%zz", "%c0%80", "%ed%a0%80"),
    *(
        "\x00",
        "\n",
        "\r\n",
        "\u202e",
        "\ufeff",
        "🙂",
        "İ",
        "\u0301" * 40,
        "../..",
        "{{7*7}}",
        "${x}",
    ),
    *("<script>", "' OR 1=1 --", "NEAR(", "a*", "title:", "rhfvfnjhcmr", "*", "a,b,,c", "1,2,3"),
)
NAMES = (
    *("q", "q", "page", "before", "after", "cursor", "limit", "offset", "order", "exact", "period"),
    *(
        "oblast",
        "hromada",
        "tag",
        "from",
        "to",
        "language",
        "fields",
        "ids",
        "t",
        "regions",
        "tags",
    ),
    *("o", "p", "e", "all", "_popup", "_to_field", "state__exact", "id__in", "pk", "next", "theme"),
    *(
        "app_label",
        "model_name",
        "field_name",
        "term",
        "csrfmiddlewaretoken",
        "utm_source",
        "",
        "[]",
    ),
)
HEADERS = {
    "ACCEPT": ("*/*", "application/json", "text/html;q=x", ",,,", "image/avif"),
    "ACCEPT_ENCODING": ("br", "gzip", "br;q=0, gzip;q=0.0", "*", "identity;q=0", ";;q=", "x" * 900),
    "ACCEPT_LANGUAGE": ("en", "uk;q=2", "*", "zz-zz-zz" * 50),
    "ACCEPT_CHARSET": ("utf-16", "x"),
    "COOKIE": (
        *("theme=dark", "sessionid=", "sessionid=" + "a" * 32, "csrftoken=x", "messages=x", "=;=;"),
        *("sessionid=../../etc", "a=" + "b" * 5000, '"', "sessionid=é", "$Version=1", "\x00"),
    ),
    "IF_NONE_MATCH": ("*", '"x"', 'W/"', ",", '"' * 300),
    "IF_MATCH": ("*", '"x"', ""),
    "IF_MODIFIED_SINCE": (
        *("Mon, 23 Nov 2026 00:00:00 GMT", "x", "Mon, 99 Nov 9999 99:99:99 GMT"),
        *("Mon, 23 Nov 0000 00:00:00 GMT", "-1", "Monday, 23-Nov-26 00:00:00 GMT"),
    ),
    "IF_UNMODIFIED_SINCE": ("x", "Mon, 23 Nov 1926 00:00:00 GMT"),
    "IF_RANGE": ('"x"', "x"),
    "RANGE": ("bytes=0-0", "bytes=-1", "bytes=9-1", "bytes=0-,1-", "x=1", "bytes=" + "0-1," * 500),
    "SAVE_DATA": ("on", "ON", "x"),
    "X_FORWARDED_FOR": ("203.0.113.5", "x", "::1, ::2", "," * 200, "203.0.113.5:99999", "[::"),
    "X_FORWARDED_PROTO": ("https", "http, https", "x"),
    "X_FORWARDED_HOST": ("evil.example",),
    "X_FORWARDED_PORT": ("x", "443"),
    "FORWARDED": ("for=1;host=evil",),
    "X_REQUEST_ID": ("a", "x" * 500, "é\n"),
    "X_HTTP_METHOD_OVERRIDE": ("DELETE",),
    "X_PAGE_FILES": ("x", ""),
    "X_REQUESTED_WITH": ("XMLHttpRequest",),
    "USER_AGENT": ("", "Googlebot", "Mozilla/5.0 (X11) Chrome/143", "é" * 900, "<script>"),
    "REFERER": ("http://testserver/admin/", "http://[", "x", "http://testserver:x/"),
    "ORIGIN": ("http://testserver", "null", "http://[", "x", "http://testserver:99999"),
    "SEC_FETCH_SITE": ("same-origin", "cross-site", "x"),
    "SEC_FETCH_DEST": ("empty", "image", "x"),
    "SEC_PURPOSE": ("prefetch",),
    "AUTHORIZATION": ("Basic x", "Bearer x", "Bearer é", ""),
    "EXPECT": ("100-continue", "x"),
    "TRANSFER_ENCODING": ("chunked", "x"),
    "UPGRADE": ("websocket",),
}
TYPES = (
    *("application/x-www-form-urlencoded", "multipart/form-data; boundary=b", "application/json"),
    *("multipart/form-data", "multipart/form-data; boundary=" + "b" * 500, "text/plain", "x", ""),
    *("application/x-www-form-urlencoded; charset=utf-16", "application/json; charset=nothing"),
    *("multipart/form-data; boundary=é", "multipart/mixed; boundary=b", "text/html; charset="),
    *("text/plain; charset*=nothing''x", "text/plain; charset=undefined", "x; charset=utf-8"),
    *("application/x-www-form-urlencoded; charset=idna", "multipart/form-data; boundary=b;;=;"),
)
JSON = (b"{}", b"[", b"null", b'{"a": ' * 200, b'"\xff"', b"1e999999")
PART = (
    b'--b\r\nContent-Disposition: form-data; name="%s"%s\r\n%s\r\n%s\r\n',
    b'--b\r\nContent-Disposition: form-data; name="%s"; filename="%s"\r\n%s\r\n\r\n%s\r\n--b--\r\n',
)

SIGNS = (
    "aZ09 -_.~/\\'\"<>&=+%;:,@[]{}()*!|\x00\t\x7f\x85\xa0\xff"
    "іїґ’ʼ\u0301\u200d\u2028\ufffe\U0001f1fa🙂"
)


class Chance(random.Random):
    """Chance that is the same for the same seed."""

    def one_in(self, number):
        return self.randrange(number) == 0

    def text(self, most):
        return "".join(self.choices(SIGNS, k=self.randrange(most)))

    def latin(self, most=20):
        """Return bytes as WSGI hands them on: each is a character."""
        return self.randbytes(self.randrange(most)).decode("latin-1")

    def value(self):
        kind = self.randrange(4)
        if kind == 0:
            return self.text(12)
        if kind == 1:
            return str(self.choice((1, -1)) * self.getrandbits(self.randrange(1, 80)))
        return "".join(self.choices(PIECES, k=self.choice((1, 1, 1, 2, 3))))

    def pairs(self):
        """Return a query, encoded."""
        names = [self.text(6) if self.one_in(5) else self.choice(NAMES) for _ in range(4)]
        pairs = [(name, self.value()) for name in names[: self.randrange(5)]]
        return "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in pairs)


def _quoted(text):
    """Return a text as it stands in an address; what is quoted already in PIECES stays so."""
    kept = "%" if text.startswith("%") else ""
    return quote(text.encode("utf-8", "surrogatepass"), safe=kept + "*,:")


def _headers(chance):
    """Return some of the headers that a server hands on, as WSGI names them."""
    names = chance.sample(sorted(HEADERS), chance.randrange(5))
    return {
        f"HTTP_{name}": chance.latin() if chance.one_in(10) else chance.choice(HEADERS[name])
        for name in names
    }


def _body(chance):
    """Return the bytes of a body."""
    kind = chance.randrange(5)
    if kind == 0:
        return b""
    if kind == 1:
        return chance.pairs().encode()
    if kind == 2:
        return chance.randbytes(chance.randrange(60))
    if kind == 3:
        return chance.choice(JSON)
    return b"".join(
        chance.choice(PART) % tuple(chance.randbytes(chance.randrange(12)) for _ in range(4))
        for _ in range(chance.randrange(1, 4))
    )


def requests(number, seed, paths, cookies=()):
    """Yield so many requests: a WSGI environ, without what is the same in all, and a body (bytes).

    `paths` are addresses with their queries, `cookies` those of who is signed in.
    """
    chance = Chance(seed)
    for _ in range(number):
        path, _, query = chance.choice(paths).partition("?")
        environ = {
            "REQUEST_METHOD": chance.choice(ODD_METHODS if chance.one_in(20) else METHODS),
            "PATH_INFO": _path(chance, path),
            "QUERY_STRING": _query(chance, query),
            "HTTP_HOST": chance.choice(ODD_HOSTS if chance.one_in(20) else HOSTS),
            "REMOTE_ADDR": chance.choice(["203.0.113.7", "2001:db8::7", "", "x", "127.0.0.1"]),
            **_headers(chance),
        }
        if cookies and chance.one_in(3):
            environ["HTTP_COOKIE"] = chance.choice(cookies)
        body = b"" if environ["REQUEST_METHOD"] == "GET" and chance.one_in(2) else _body(chance)
        if body:
            length = len(body) + chance.choice((0, 0, 0, 0, 7, -1))
            kind = chance.choice(TYPES if chance.one_in(4) else TYPES[:3])
            kind = chance.latin(60) if chance.one_in(20) else kind
            environ["CONTENT_LENGTH"] = chance.value() if chance.one_in(20) else str(length)
            environ["CONTENT_TYPE"] = kind
        yield environ, body


def _path(chance, path):
    change = chance.randrange(12)
    if change == 0:
        path += chance.choice(["/", "//", "/..", "%", "\x00", "?", ";", "index.html", ".json"])
    elif change == 1:
        path = f"/en{path}"
    elif change == 2:
        at = chance.randrange(len(path) + 1)
        path = path[:at] + chance.value() + path[at + chance.randrange(4) :]
    elif change == 3:
        path = re.sub(r"\d+", str(chance.getrandbits(chance.randrange(1, 80))), path)
    raw = path.encode("utf-8", "surrogatepass").decode("latin-1")
    return raw + chance.latin() if change == 4 else raw


def _query(chance, query):
    if query and chance.one_in(3):
        return query.encode().decode("latin-1")
    return chance.latin() if chance.one_in(6) else chance.pairs()


class Front:
    """The whole application of portal/wsgi.py around Django, in a folder of its own.

    Its pages are kept in `room` bytes. What is logged as an error while it answers is a fault.
    """

    def __init__(self, django, folder, room=2_000_000):
        cache = PageCache(
            ReadOnly(QuickPages(django)),
            Memory(room),
            Disk(folder / "kept", room),
            folder,
            serving.common,
            bounded=limits.refused,
        )
        beacons = Beacons(Limits(cache))
        beacons.is_tended = True  # the thread would go on after the test
        self.application = observed(beacons, "a token of thirty-two characters!", known=cache.known)
        self.logged = []

    def __enter__(self):
        self.handler = logging.Handler(logging.ERROR)
        self.handler.emit = self.logged.append
        logging.getLogger().addHandler(self.handler)
        # As Django's own test client does it: the connection is the test's.
        request_started.disconnect(close_old_connections)
        request_finished.disconnect(close_old_connections)
        return self

    def __exit__(self, *error):
        request_started.connect(close_old_connections)
        request_finished.connect(close_old_connections)
        logging.getLogger().removeHandler(self.handler)

    def ask(self, environ, body):
        """Answer a request of `requests()`; return its status, a number.

        Raises AssertionError for what no request may bring about.
        """
        told, self.logged[:] = [], []
        whole = {
            "SCRIPT_NAME": "",
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": io.StringIO(),
            "wsgi.version": (1, 0),
            "wsgi.multithread": True,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        } | environ
        parts = self.application(whole, lambda status, headers, *_: told.append((status, headers)))
        try:
            b"".join(parts)
        finally:
            if hasattr(parts, "close"):
                parts.close()
        status, pairs = told[-1]
        number = int(status[:3])
        assert number < 500, (status, environ, body, *map(_told, self.logged))
        assert not self.logged, (status, environ, body, *map(_told, self.logged))
        for name, value in pairs:
            assert not set("\r\n\0") & set(name + value), (name, value)
            value.encode("latin-1")  # or the server couldn't send it
        return number


def _told(record):
    trace = traceback.format_exception(record.exc_info[1]) if record.exc_info else []
    return record.getMessage() + "".join(trace[-4:])
