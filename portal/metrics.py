"""What the workers of this host have done, counted by each of them for itself.

A list of numbers for each kind of request: a page that is kept ready takes some tens of
microseconds, and counting it one or two. Once a second every process writes down its numbers beside
its heartbeat (portal/pulse.py); whoever is asked for `/metrics` adds up the files, so that it makes
no difference which worker that is. Numbers of a process that ended stay in the sum: a counter that
goes back would look like a restart of the whole.
"""

import re
import threading
from bisect import bisect_left

from news.feeds.subjects import FORMATS

# Seconds up to which a request belongs to a step of the histogram; the last step has no end.
STEPS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
OTHER = "other"

# Kinds of pages by the first part of their addresses (without /en), and where a second part makes
# it another kind, by what that matches. Whatever is none of them is OTHER: so the number of series
# doesn't depend on what strangers ask for.
KINDS = {
    "": "front",
    "accessibility": "statement",
    "admin": "newsroom",
    "api": "api",
    "card.jpg": "card",
    "data": "data",
    "digest": "digest",
    "embed": "embed",
    "favicon.ico": "picture",
    "feeds": "feeds",
    "healthz": "health",
    "manifest.webmanifest": "offline",
    "media": "picture",
    "metrics": "metrics",
    "my": "my",
    "news": "news",
    "offline": "offline",
    "ornaments": "picture",
    "popular": "popular",
    "preview": "preview",
    "readyz": "health",
    "regions": "regions",
    "robots.txt": "robots",
    "search": "search",
    "static": "static",
    "sw.js": "offline",
    "tags": "tags",
}
FINER = (
    ("view", re.compile(r"news/\d+/view(\.gif)?")),
    ("card", re.compile(r"(news|regions)/[\w-]+/card\.jpg")),
    ("archive", re.compile(r"news/archive/")),
    ("article", re.compile(r"news/\d[^/]*/")),
    ("tag", re.compile(r"tags/[^/]+/")),
    ("find", re.compile(r"regions/find/")),
    ("suggest", re.compile(r"(regions/find|search)/suggest")),
    ("oblast", re.compile(r"regions/[^/]+/")),
    ("hromada", re.compile(r"regions/[^/]+/[^/]+/")),
    ("feed", re.compile(rf"feeds/.+\.({'|'.join(FORMATS)})")),
)

MOST = 4096  # addresses of which it is known by heart where they are counted

_lock = threading.Lock()
_counts = {}  # (kind, status, kept): [seconds, a number of requests for each step]
_known = {}  # (path, status, kept): one of these lists


def kind_of(path):
    """Return the kind of page that stands under a path, one of a bounded number of words."""
    path = path.removeprefix("/en/") if path.startswith("/en/") else path[1:]
    for kind, pattern in FINER:
        if pattern.fullmatch(path):
            return kind
    first = path.partition("/")[0]
    if first == "en" and "/" not in path:
        return "front"
    if first.startswith("sitemap"):
        return "sitemap"
    return KINDS.get(first, OTHER)


def count(path, status, kept, seconds):
    """Count a request.

    ``path``     its PATH_INFO
    ``status``   the line of its answer, "200 OK"
    ``kept``     where the page came from: "memory", "disk", "made", "stale" (shown as it was while
                 the database is away), "" for what is never kept
    ``seconds``  until the answer was there
    """
    numbers = _known.get((path, status, kept)) or _learned(path, status, kept)
    step = bisect_left(STEPS, seconds) + 1
    # No lock: Python changes threads at calls and at the end of a loop, and here is neither.
    numbers[step] += 1
    numbers[0] += seconds


def _learned(path, status, kept):
    with _lock:
        if len(_known) >= MOST:
            _known.clear()
        key = kind_of(path), status[:3], kept
        numbers = _counts.setdefault(key, [0.0, *[0] * (len(STEPS) + 1)])
        _known[path, status, kept] = numbers
        return numbers


def counted():
    """Return what this process has counted, {"kind status kept": numbers}, for JSON."""
    with _lock:
        return {" ".join(key): list(numbers) for key, numbers in _counts.items()}


def add(total, counts):
    """Add the counts of a process to those of all, a dict as `counted` returns it."""
    for key, numbers in counts.items():
        before = total.get(key)
        total[key] = [a + b for a, b in zip(before, numbers, strict=True)] if before else numbers
    return total


def forget():
    """Begin anew, as a process that was just started."""
    with _lock:
        _counts.clear()
        _known.clear()
