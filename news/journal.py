"""Views on disk, for the time in which the database is away; afterwards they enter it exactly once.

A worker appends lines to a file of its own in DATA_DIR/views and has them on disk (`fsync`) before
a reader is answered. A line holds the article, the time, the two hashes, why it was refused and the
host that led there; never an address. While it is written the file is locked, so that others see
whose worker still lives. When the database answers, one process of the host enters all files that
nobody writes to; how many lines of which file have entered stands in the same transaction.
"""

import fcntl
import logging
import os
import secrets
import threading
import time
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from news.models import DrainedJournal
from news.readers import day_of
from news.tally import View, check_file, enter

logger = logging.getLogger(__name__)

AT_ONCE = 2000  # lines in one transaction
PENDING, UNREADABLE = ".views", ".unreadable"

_lock = threading.Lock()
_open = None  # the file that this process writes to


def keep(views, xid=None):
    """Have a list of View on disk before this returns. Raises OSError where the disk can't.

    `xid` is the number of a transaction that holds them already, if it was committed: what became
    of it is asked when the database answers.
    """
    global _open  # noqa: PLW0603 - one file of the process
    lines = "".join(map(_line, views)).encode()
    with _lock:
        if xid:
            file = _new(f"xid-{xid}-")
            try:
                _write(file, lines)
            finally:
                os.close(file)
            return
        if _open is None:
            _open = _new()
        try:
            _write(_open, lines)
        except OSError:
            os.close(_open)  # half a line may be its end: nothing is written behind it
            _open = None
            raise


def waiting():
    """Return the files that have not entered the database, the oldest first."""
    return sorted(folder().glob(f"*{PENDING}"), key=lambda file: file.name.rpartition("-")[2])


def drain():
    """Enter the lines of all files that nobody writes to; return how many there were.

    Raises DatabaseError while the database is away; another call goes on where this one ended.
    """
    global _open  # noqa: PLW0603
    _check_database()
    with _lock:
        if _open is not None:
            os.close(_open)
            _open = None
    entered = 0
    folder().mkdir(parents=True, exist_ok=True)
    with _locked(folder() / "draining.lock") as is_ours:
        for path in waiting() if is_ours else ():
            with _locked(path) as is_left:
                if is_left and not _is_under_way(path):
                    entered += _enter(path)
    return entered


def forget():
    """Forget which journals have entered, a month after their files are gone."""
    long_ago = timezone.now() - timedelta(days=30)
    DrainedJournal.objects.filter(at__lt=long_ago).delete()


def _check_database():
    """Raise DatabaseError where the database doesn't answer: our own file stays open then."""
    check_file()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _line(view):
    return (
        f"{view.article} {view.at} {view.reader} {view.address} "
        f"{view.refusal or '-'} {view.source or '-'}\n"
    )


def _read(line):
    """Return the View of a line. Raises ValueError for what is none."""
    article, at, reader, address, refusal, source = line.split(" ")
    refusal, source = ("" if each == "-" else each for each in (refusal, source))
    at = int(at)
    return View(int(article), at, day_of(at), int(reader), int(address), refusal, source)


def _enter(path):
    """Enter the lines of one file that haven't entered yet, then remove it."""
    name = path.name.removesuffix(PENDING)
    done = _entered_before(name)
    *lines, _ = path.read_text(encoding="ascii", errors="replace").split("\n")  # `_` isn't whole
    views, unreadable = [], 0
    for line in lines:
        try:
            views.append(_read(line))
        except ValueError:
            unreadable += 1
    before = done
    while done < len(views):
        batch = views[done : done + AT_ONCE]
        done += len(batch)
        enter(batch, lambda done=done: _note(name, done))
    if unreadable:
        logger.error("%d lines of %s are no views; it is kept as %s", unreadable, path, UNREADABLE)
        path.rename(path.with_suffix(UNREADABLE))
    else:
        path.unlink()
    _sync(path.parent)
    return done - before


def _note(name, lines):
    row = {"lines": lines, "at": timezone.now()}
    DrainedJournal.objects.update_or_create(name=name, defaults=row)


def _entered_before(name):
    """Return how many lines of a journal are in the database."""
    if name.startswith("xid-") and _status(name.split("-")[1]) == "committed":
        return 1 << 62
    found = DrainedJournal.objects.filter(name=name).values_list("lines", flat=True).first()
    return found or 0


def _is_under_way(path):
    """Say whether the database is still busy with the transaction that has these views."""
    return path.name.startswith("xid-") and _status(path.name.split("-")[1]) == "in progress"


def _status(xid):
    """Return what PostgreSQL knows of a transaction; one that it doesn't know was never made."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmax(pg_current_snapshot()) > %s::xid8", [xid])
        if not cursor.fetchone()[0]:
            return "unknown"  # a number that is still to come: the database was set back
        cursor.execute("SELECT pg_xact_status(%s::xid8)", [xid])
        return cursor.fetchone()[0]


def folder():
    """Return the Path of the folder in which views wait; the first that is kept makes it."""
    return Path(settings.DATA_DIR) / "views"


def _new(prefix=""):
    """Make a file that only this process writes to; return its descriptor, locked while open."""
    folder().mkdir(parents=True, exist_ok=True)
    path = folder() / f"{prefix}{time.time_ns():x}{secrets.token_hex(3)}{PENDING}"
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o600)
    fcntl.flock(file, fcntl.LOCK_EX)
    _sync(path.parent)
    return file


def _write(file, lines):
    while lines:
        lines = lines[os.write(file, lines) :]
    os.fsync(file)


@contextmanager
def _locked(path):
    """Try to lock a file; give whether it is ours."""
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(file)


def _sync(folder):
    """Have the names in a folder on disk too."""
    file = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)
