"""Parts of pages, kept by all that they show: what is made of equal values is never out of date.

In the memory of each process lie those that were shown last. Those of articles lie on disk too,
where the server gives a folder, for a day: after each publication every page is made anew, of
parts that nearly all stayed as they were, also in another process and after a restart. A file is
called by the release and the values, so none has to be found and thrown away when one changes.
"""

import contextlib
import logging
import os
import threading
import zlib
from collections import Counter, OrderedDict
from hashlib import blake2b
from json import JSONEncoder
from pathlib import Path

logger = logging.getLogger(__name__)

# Characters of HTML, two bytes each, or bytes. Some 20 articles.
MOST_KEPT = 1_000_000

_written = JSONEncoder(ensure_ascii=False, check_circular=False, default=str).encode

_kept = OrderedDict()  # values: {name: HTML}; what was shown last stands last
_sizes = Counter()  # of `_kept`, and of all together under None
_lock = threading.Lock()
_disk = None


class Values(tuple):
    """All that a page, or a part of one, shows: what is equal here is equal there.

    ``stored``  names of the parts, bytes, that are written to disk when all are made; () for none

    The hash is taken once, of a whole text.
    """

    stored = ()

    def __hash__(self):
        if not hasattr(self, "_hash"):
            self._hash = super().__hash__()
        return self._hash


def of(values):
    """Return the parts that are kept of Values, {name: HTML}; to be added to by `keep` alone.

    A page asks for each of its parts with the same values; they are compared once.
    """
    parts = vars(values).get("parts")
    if parts is not None:
        return parts
    with _lock:
        parts = _kept.get(values)
        if parts is not None:
            _kept.move_to_end(values)
    if parts is None:
        found = _disk.read(values) if _disk and values.stored else {}
        with _lock:
            parts = _kept.setdefault(values, found)
            if parts is found:
                _grown(values, sum(map(len, found.values())))
    values.parts = parts
    return parts


def keep(values, name, html):
    """Keep a part of Values by its name: a str, or bytes of what is `stored`."""
    with _lock:
        values.parts[name] = html
        if values in _kept:  # else thrown out meanwhile
            _grown(values, len(html))
    if _disk and name in values.stored and values.parts.keys() >= {*values.stored}:
        _disk.write(values)


def _grown(values, size):
    for key in (values, None):
        _sizes[key] += size
    while _sizes[None] > MOST_KEPT:
        oldest, _ = _kept.popitem(last=False)
        _sizes[None] -= _sizes.pop(oldest, 0)


def forget():
    """Forget what is kept in memory."""
    with _lock:
        _kept.clear()
        _sizes.clear()


def keep_on_disk(folder, release):
    """Keep parts in a folder (a Path) too, those of one release (a str); None: no longer."""
    global _disk  # noqa: PLW0603 - once, when a server starts
    _disk = folder and Disk(folder, release)


class Disk:
    """Files of parts by their values. Whoever keeps them sweeps the folder."""

    def __init__(self, folder, release):
        self.folder, self.release = Path(folder), release.encode()

    def path_of(self, values):
        """Return the path of the file of Values, a str."""
        # Texts, numbers, dates and tuples of them, each in its place: what differs is written
        # differently. (`repr` of the same takes seven times as long.)
        shown = _written(values).encode("utf-8", "backslashreplace")
        digest = blake2b(shown, digest_size=16, key=blake2b(self.release).digest()).hexdigest()
        return f"{self.folder}/{digest[:2]}/{digest[2:]}"

    def read(self, values):
        """Return {name: bytes} of what was written, {} where there is no file or a broken one."""
        try:
            with open(self.path_of(values), "rb") as file:
                content = file.read()
        except OSError:
            return {}
        head, _, text = content.partition(b"\n")
        *sizes, checked = head.split() or [b""]
        if checked != b"%x" % zlib.crc32(text) or len(sizes) != len(values.stored):
            return {}
        parts, start = {}, 0
        for name, size in zip(values.stored, map(int, sizes), strict=True):
            parts[name] = text[start : start + size]
            start += size
        return parts

    def write(self, values):
        """Write the parts of Values; where that can't be, the page is shown all the same."""
        texts = [values.parts[name] for name in values.stored]
        text = b"".join(texts)
        head = " ".join([*(str(len(each)) for each in texts), f"{zlib.crc32(text):x}"])
        path = self.path_of(values)
        new = f"{path}.{threading.get_native_id()}"
        try:
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(new, "wb") as file:
                file.write(head.encode() + b"\n" + text)
            os.replace(new, path)
        except OSError as error:
            logger.warning("Parts of a page could not be kept on disk: %s", error.strerror)
            with contextlib.suppress(OSError):
                os.unlink(new)
