"""The last errors of this host, for those who look after it: what, where, how often, when.

Whatever is logged as an error counts here, by its kind and the place in the code: an exception that
nobody caught, on a page or in a thread, and what a part of the portal says went wrong. Each kind is
one small file in `DATA_DIR/errors`, so that it can be written while the database is away, and by
any process. There is nothing personal in it, not even what the exception said: that stands in the
log, under the id of the request.
"""

import fcntl
import json
import logging
import os
import re
import traceback
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path

from django.conf import settings

from portal import asked, personal

MOST = 200  # kinds; the one that is longest ago gives way
LATEST = 5  # ids of requests that are kept of a kind
PLACE = re.compile(r"%[sdr]")  # in the words of a log, of what they are about
OWN = ("ukrainian", "regions", "news", "newsroom", "digest", "portal")
counted = 0  # errors of this process since it began, for /metrics


@dataclass
class Kind:
    """Errors of one kind at one place in the code.

    ``what``      the name of the exception, or the words of the log without what they are about
    ``where``     "news/views.py:41 article", or the name of the logger
    ``count``     how many there were; ``first`` and ``last`` are seconds since 1970
    ``path``      of the request in which the last one arose, "" for none
    ``requests``  ids of the last requests, the newest first
    """

    what: str
    where: str
    count: int = 0
    first: float = 0
    last: float = 0
    path: str = ""
    requests: list[str] = field(default_factory=list)


class Keeper(logging.Handler):
    """Counts what is logged as an error. Never fails, and never says anything itself."""

    def emit(self, record):
        global counted  # noqa: PLW0603 - one number of the process
        counted += 1
        with suppress(Exception):  # a full disk, an error in the error: the log has it all the same
            _count(kind_of(record), record.created)


def kind_of(record):
    """Return the Kind of a record of the log, that of one error."""
    request = getattr(record, "request", None)
    environ = getattr(request, "META", None) or asked.environ()
    path = environ.get("PATH_INFO", "").encode("latin-1", "replace").decode("utf-8", "replace")
    error = record.exc_info[1] if record.exc_info else None
    if error is None:
        # Without what it is about, which may be somebody's.
        what, where = PLACE.sub(personal.GONE, personal.without(str(record.msg))), record.name
    else:
        what, where = type(error).__qualname__, place_of(error) or record.name
    identity = asked.current()
    return Kind(what[:200], where, path=personal.path_of(path), requests=[identity][: bool(path)])


def place_of(error):
    """Return the place in our own code where an exception arose, "news/views.py:41 article"."""
    root = f"{settings.BASE_DIR}/"
    found = ""
    for frame in traceback.extract_tb(error.__traceback__):
        path = frame.filename.removeprefix(root)
        if path != frame.filename and path.startswith(OWN):
            found = f"{path}:{frame.lineno} {frame.name}"
    return found


def last():
    """Return the Kinds of this host's errors, a list, the newest first."""
    found = []
    with suppress(FileNotFoundError):
        for file in os.scandir(folder()):
            if file.name.endswith(".json"):
                with suppress(OSError, ValueError, TypeError):
                    found.append(Kind(**json.loads(Path(file.path).read_text(encoding="utf-8"))))
    return sorted(found, key=lambda kind: -kind.last)


def since(moment):
    """Return how many kinds of errors arose after a moment, in seconds since 1970."""
    return sum(kind.last > moment for kind in last())


def forget():
    """Forget all errors of this host, as after they were mended."""
    with suppress(FileNotFoundError):
        for file in os.scandir(folder()):
            if file.name.endswith(".json"):
                Path(file.path).unlink(missing_ok=True)


def folder():
    return Path(settings.DATA_DIR) / "errors"


def _count(kind, now):
    folder().mkdir(parents=True, exist_ok=True)
    name = blake2b(f"{kind.what}\n{kind.where}".encode(), digest_size=12).hexdigest()
    with open(folder() / "lock", "ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        file = folder() / f"{name}.json"
        try:
            before = Kind(**json.loads(file.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            _make_room()
            before = Kind(kind.what, kind.where, first=now)
        kind.count, kind.first, kind.last = before.count + 1, before.first, max(now, before.last)
        kind.requests = list(dict.fromkeys([*filter(None, kind.requests), *before.requests]))
        del kind.requests[LATEST:]
        new = file.with_suffix(".new")
        new.write_text(json.dumps(vars(kind), ensure_ascii=False), encoding="utf-8")
        new.replace(file)


def _make_room():
    files = [file for file in os.scandir(folder()) if file.name.endswith(".json")]
    if len(files) >= MOST:
        files.sort(key=lambda file: file.stat().st_mtime)
        for file in files[: len(files) - MOST + 1]:
            Path(file.path).unlink(missing_ok=True)
