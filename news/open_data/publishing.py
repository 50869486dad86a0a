"""A publication: all files in a new folder, put into the old one's place by one rename of a link.

Whoever reads finds one publication whole, the old or the new; a crash leaves the old one.
"""

import csv
import fcntl
import os
import secrets
import shutil
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from news import generation
from news.open_data import package, sharing
from news.open_data.datasets import DATASETS
from news.open_data.files import changes, write

LINK = "current"
NIGHT = 3  # the hour of Kyiv from which on a day's publication is due
LINES = 4000  # of the list of changes: some years


class Busy(Exception):
    """Another process publishes."""


def folder():
    return Path(settings.DATA_DIR) / "data"


def current():
    """Return the Path of what is published, which may not be there."""
    return folder() / LINK


def is_due(now=None):
    """Say whether to publish at an aware datetime: once a day, from NIGHT on; at once where nothing
    was published yet."""
    try:
        made = (current() / package.NAME).stat().st_mtime
    except OSError:
        return True
    now = timezone.localtime(now)
    return timezone.localdate(datetime.fromtimestamp(made, UTC)) < now.date() and now.hour >= NIGHT


@contextmanager
def alone():
    """Let one process of this host publish at a time; raises Busy for the others."""
    folder().mkdir(parents=True, exist_ok=True)
    with open(folder() / "lock", "ab") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise Busy from error
        yield


def publish(told=lambda name, number: None, is_trial=False):
    """Publish all DATASETS. Return {name: (rows, added, changed, removed)}.

    `told` is called with the name of a dataset and the number of a row. A trial writes everything,
    and throws it away. Raises Busy, and OSError where the disk is full; what was published before
    stands then.
    """
    with alone():
        old, at = current(), timezone.now()
        kept = old.resolve() if old.exists() else None
        _sweep(kept)
        new = folder() / f"{timezone.localtime(at):%Y-%m-%d}-{secrets.token_hex(4)}"
        new.mkdir()
        try:
            rows = {
                each.name: write(each, new, at, lambda number, each=each: told(each.name, number))
                for each in DATASETS
            }
            found = {
                each.name: changes(each, old / f"{each.name}.jsonl", new / f"{each.name}.jsonl")
                for each in DATASETS
            }
            _write_changes(old, new, rows, found, timezone.localdate(at))
            text = package.written(new, DATASETS, rows, at)
            (new / package.NAME).write_text(text, encoding="utf-8")
            if not is_trial:
                sharing.give(new)
                _put(new)
                _sweep(new, kept)
        finally:
            if not _is_current(new):
                shutil.rmtree(new, ignore_errors=True)
    if not is_trial:
        generation.move()  # the page of the data names their dates and sizes
    return {name: (rows[name], *found[name]) for name in rows}


def follow():
    """Bring what another host has published, if it is newer; return whether it is shown now.

    Raises Busy, and OSError where the disk is full or the storage away.
    """
    with alone():
        kept = current().resolve() if current().exists() else None
        new = sharing.take(folder(), kept)
        if new is None:
            return False
        _put(new)
        _sweep(new, kept)
    generation.move()
    return True


def _write_changes(old, new, rows, found, day):
    """Write the list of changes: the old one's lines, and one for each dataset that has any."""
    lines = []
    if (old / package.CHANGES).is_file():
        with (old / package.CHANGES).open(newline="", encoding="utf-8") as file:
            lines = list(csv.reader(file))[1:]
    lines += [
        [day.isoformat(), name, rows[name], *counts]
        for name, counts in found.items()
        if any(counts)
    ]
    with (new / package.CHANGES).open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(package.CHANGES_COLUMNS)
        writer.writerows(lines[-LINES:])


def _put(new):
    link = folder() / f".{new.name}"
    link.symlink_to(new.name)
    link.replace(current())
    descriptor = os.open(folder(), os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _is_current(path):
    return current().exists() and current().resolve() == path.resolve()


def _sweep(*kept):
    """Remove what isn't shown any more, but for `kept`: somebody may be reading the last one."""
    for path in folder().iterdir():
        if path.is_symlink():
            if path.name != LINK:
                path.unlink(missing_ok=True)
        elif path.is_dir() and path.resolve() not in [each and each.resolve() for each in kept]:
            shutil.rmtree(path, ignore_errors=True)


def changed_on():
    """Return the changes, the newest first: [(date, name, rows, added, changed, removed)]."""
    try:
        with (current() / package.CHANGES).open(newline="", encoding="utf-8") as file:
            lines = list(csv.reader(file))[1:]
    except OSError:
        return []
    found = [(date.fromisoformat(day), name, *map(int, rest)) for day, name, *rest in lines]
    return found[::-1]
