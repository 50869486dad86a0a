"""Pages on disk for a web server in front, which then serves them without asking the portal.

`DATA_DIR/pages/current` is a link to a folder named by the generation (news/generation.py). In it,
below `full/` or below `light/` (for `Save-Data: on`), a page stands under its own path, one that
ends with a slash as its `index.html`, each with its twins packed as `.gz` and `.br`. There is a
file only for what a web server can answer as we would: no query, and the headers that all such
pages have (`manage.py nginx_conf`).
"""

import contextlib
import gzip
import hashlib
import os
import re
import shutil
import threading
import time
import zlib
from pathlib import Path

import brotli

from news import generation

PATH = re.compile(r"(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)*/?", re.ASCII)
# The types by which deploy/nginx.conf sends files, by the end of their paths.
TYPES = {
    "/": "text/html; charset=utf-8",
    ".rss": "application/rss+xml; charset=utf-8",
    ".atom": "application/atom+xml; charset=utf-8",
    ".json": "application/json",
    ".xml": "application/xml",
    ".txt": "text/plain; charset=utf-8",
}
FEED = "application/feed+json; charset=utf-8"
# What the portal says of each page anew and a web server knows by itself, from the file or by its
# own configuration.
ITS_OWN = {"content-type", "content-length", "content-language", "etag", "vary", "last-modified"}
GRACE = 60  # seconds in which a file that was just found may still be read
QUALITY, GZIP = 4, 5


def has_file(page, entry, common):
    """Say whether a web server may answer for a Page with an Entry.

    `common` is the set of (name in lower case, value) that the page at this path is sent with.
    """
    said = {(name.lower(), value) for name, value in entry.headers if name.lower() not in ITS_OWN}
    return (
        not page.query
        and entry.header("content-type") == type_of(page.path)
        and len(page.path) < 250
        and PATH.fullmatch(page.path) is not None
        and entry.status == "200 OK"
        and said == common
    )


def type_of(path):
    """Return the type by which a web server sends the file of a path, or None for no file."""
    if path.endswith(".json") and "/feeds/" in path:
        return FEED
    return next((TYPES[ending] for ending in TYPES if path.endswith(ending)), None)


def digest(common):
    """Return a word for the headers of all pages, by which a web server shows that it has them.

    One that still has those of an earlier release is given no files, and so asks for each page.
    """
    return hashlib.blake2b(repr(sorted(common)).encode(), digest_size=8).hexdigest()


def put(folder, page, entry):
    """Write the files of a Page below the folder of its generation. Raises OSError."""
    path = Path(folder, entry.word, "light" if page.light else "full", page.path.lstrip("/"))
    path = path / "index.html" if page.path.endswith("/") else path
    path.parent.mkdir(parents=True, exist_ok=True)
    whole = entry.whole()
    # nginx makes its ETag of a file's time and size. A time made of the content tells two pages of
    # one second apart, and lets a reader keep a page that came out the same once more.
    stamp = zlib.crc32(whole) & 0x7FFFFFFF
    # The plain file last: a web server asks for it before it looks for twins.
    for ending, content in (
        (".br", brotli.compress(whole, quality=QUALITY)),
        (".gz", gzip.compress(whole, GZIP, mtime=0)),
        ("", whole),
    ):
        new = f"{path}{ending}.{threading.get_native_id()}"
        Path(new).write_bytes(content)
        os.utime(new, (stamp, stamp))
        os.replace(new, f"{path}{ending}")


def sweep(folder, now=None):
    """Remove the folders of generations that have ended."""
    now = time.time() if now is None else now
    current = generation.current()
    with contextlib.suppress(FileNotFoundError):
        for each in os.scandir(folder):
            if not re.fullmatch(r"[0-9a-f]+-[0-9a-f]{8}", each.name) or each.name == current:
                continue
            if generation.began_at(each.name) < now - GRACE:
                shutil.rmtree(each.path, ignore_errors=True)
