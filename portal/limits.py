"""How much outsiders may send and ask for, as one table; who asks more is told so in words.

A page that is kept costs nothing and is never counted: only what has to be made is, and what isn't
a page. Who has asked is known for two minutes, by a hash under a key of ours: no address is written
anywhere. With Redis all processes of all hosts count together, without it each for itself; while it
is away nobody is refused. The limits are for whole towns, which share an address behind a carrier;
this machine itself isn't bounded: a proxy on it that nobody told us of would be all readers in one.
"""

import itertools
import re
import time
from functools import lru_cache
from hashlib import blake2b, sha256
from ipaddress import ip_address
from typing import NamedTuple

from django.conf import settings
from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils import translation

from news.api.refusals import problem
from portal import policy
from portal.areas import API
from portal.language import language_of
from portal.page_entry import Entry
from portal.proxies import reader_of

WINDOW = 60  # seconds
KB = 1024
LONGEST = 8 * KB  # characters of an address with its query
HEADERS = 32 * KB  # characters of all headers together
MOST = 20_000  # readers that one process counts by itself; then it begins anew
SAFE = {"GET", "HEAD", "OPTIONS"}
# Browsers send forms as the page is, in UTF-8 (HTML, section 4.10.21). Other encodings are for
# machines that try Python's, some of which fail on whatever they are given.
CHARSET = re.compile(r';\s*charset="?(?:utf-?8|us-ascii)"?\s*(?:;(?!.*charset)|$)')


class Limit(NamedTuple):
    """What may come to the addresses of a pattern, of which the first that fits holds.

    `often` is the number of requests from one address in a minute, times LIMITS of the settings; 0
    is without a limit. `body` is in bytes. `is_common` says whether all hosts count together.
    """

    name: str
    path: re.Pattern
    often: int
    body: int = 16 * KB
    is_common: bool = True


def _of(pattern):
    return re.compile(rf"(?:/en)?/(?:{pattern})")


TABLE = (
    # The API's own limit is told with each answer: portal/api_limits.py.
    Limit("api", _of(r"api/"), 0),
    # How many views of one article count is bounded where they are counted (news/counting.py).
    Limit("views", _of(r"news/\d+/view"), 1800, 4 * KB, is_common=False),
    Limit("signing in", _of(r"admin/login/"), 60, 64 * KB),
    Limit("newsroom", _of(r"admin/"), 3000, 32 * KB * KB),
    Limit("files", _of(r"static/|media/renditions/"), 0),
    Limit("pictures", _of(r"ornaments/|media/|favicon"), 6000, is_common=False),
    Limit("suggestions", _of(r"(?:search|regions/find)/suggest"), 900),
    Limit("searches", _of(r"(?:search|regions/find)/"), 240),
    Limit("letters", _of(r"digest/"), 120),
    Limit("previews", _of(r"preview/"), 240),
    Limit("cards", _of(r".*card\.jpg"), 240),
    Limit("open data", _of(r"data/files/"), 120),
    Limit("feeds", _of(r"feeds/|embed/"), 1200),
    Limit("pages", _of(r""), 1200),
)
JSON = re.compile(r".*(?:/suggest|/view|\.json)")

# What is said with a status: in the template refused.html, and to programs in English.
SENTENCES = {
    411: "Say with Content-Length how long the body is.",
    413: "The body is too large.",
    414: "The address is too long.",
    415: "Send text in UTF-8.",
    429: "Too many requests from this address. Ask again in {wait} seconds.",
    431: "The headers are too long.",
}
REASONS = {
    411: "Length Required",
    413: "Content Too Large",
    414: "URI Too Long",
    415: "Unsupported Media Type",
    429: "Too Many Requests",
    431: "Request Header Fields Too Large",
}


def refused(environ, clock=time.time):
    """Return the Entry that a request is refused with, or None: then it is counted.

    To be called for what is about to cost something, with the WSGI environ as the server gave it.
    """
    path = environ["PATH_INFO"]
    if len(path) + len(environ.get("QUERY_STRING", "")) > LONGEST:
        return answer(414, path)
    limit = next(each for each in TABLE if each.path.match(path)) if path[:1] == "/" else TABLE[-1]
    status = _wrong(environ, limit)
    if status:
        return answer(status, path)
    often = limit.often * settings.LIMITS
    reader = often and reader_of(environ)
    if not reader or is_here(reader):
        return None
    window, passed = divmod(int(clock()), WINDOW)
    if counted(limit.name, reader, window, limit.is_common) > often:
        return answer(429, path, WINDOW - passed)
    return None


def _wrong(environ, limit):
    """Return the status for a request that is larger than it may be or can't be read, else 0."""
    told = environ.get("CONTENT_LENGTH") or "0"
    if not (told.isascii() and told.isdigit()) or len(told) > 15 or int(told) > limit.body:
        return 413
    if "HTTP_TRANSFER_ENCODING" in environ and environ["REQUEST_METHOD"] not in SAFE:
        return 411  # nobody could say when it ends
    kind = environ.get("CONTENT_TYPE", "").lower()
    if "*" in kind or len(kind) > KB or ("charset" in kind and not CHARSET.search(kind)):
        return 415
    long = sum(len(value) for name, value in environ.items() if name.startswith("HTTP_"))
    return 431 if long > HEADERS else 0


@lru_cache(maxsize=1024)
def is_here(reader):
    """Say whether an address (a str) is one of this machine."""
    return ip_address(reader).is_loopback


def counted(name, reader, window, is_common=True):
    """Return how many requests called `name` there were from an address in a window, with this one.

    A cache that doesn't answer knows of none.
    """
    who = blake2b(f"{name} {window} {reader}".encode(), digest_size=9, key=_key()).hexdigest()
    if not (is_common and has_hosts()):
        return _own.count(who, window)
    key = f"limit:{window}:{who}"
    if cache.add(key, 1, 2 * WINDOW):
        return 1
    try:
        return cache.incr(key)
    except ValueError:
        return 1


def has_hosts():
    """Say whether several hosts may count together: by a cache that they share."""
    return settings.CACHES["default"]["BACKEND"].endswith("RedisCache")


@lru_cache(maxsize=1)
def _key():
    return sha256(settings.SECRET_KEY.encode()).digest()


class Own:
    """What one process counts by itself, of the window that is now. (Django's cache in the memory
    of a process throws out entries at random when it has 300.)"""

    def __init__(self):
        self.window, self.numbers = 0, {}

    def count(self, who, window):
        numbers = self.numbers
        if window != self.window or len(numbers) > MOST:
            numbers = self.numbers = {}
            self.window = window
        return next(numbers.setdefault(who, itertools.count(1)))  # whole, whatever threads do


_own = Own()


def answer(status, path, wait=0):
    """Return the Entry of a refusal: a page in the language of a path, JSON where programs ask.

    `wait` is the number of seconds after which it is worth asking again, 0 for never.
    """
    if path.startswith(API):
        return _program(status, wait, True)
    if JSON.fullmatch(path):
        return _program(status, wait, False)
    return _page(status, wait, language_of(path))


@lru_cache(maxsize=256)
def _program(status, wait, is_open):
    response = problem(status, SENTENCES[status].format(wait=wait))
    headers = policy.bare_headers() | {"Content-Type": response["Content-Type"]}
    if is_open:
        headers["Access-Control-Allow-Origin"] = "*"
    return _entry(status, wait, headers, response.content)


@lru_cache(maxsize=256)
def _page(status, wait, language):
    with translation.override(language):
        body = render_to_string("refused.html", {"status": status, "wait": wait}).encode()
    headers = policy.common_headers(policy.style_of(body)) | {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Language": language,
    }
    return _entry(status, wait, headers, body)


def _entry(status, wait, headers, body):
    headers |= {"Cache-Control": "no-store"} | ({"Retry-After": str(wait)} if wait else {})
    return Entry(f"{status} {REASONS[status]}", list(headers.items()), body)
