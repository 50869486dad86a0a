"""Copies of renditions on this host's disk, where the storage of pictures is elsewhere.

What a reader asks for is brought once and kept at its name below MEDIA_ROOT, where the web server
in front finds it the next time: nobody waits for the storage any more, and what was shown lately is
shown while it is away. The address of a rendition changes with its content, so that a copy is never
old; but one of a picture that is gone is removed within minutes (`sweep`).
"""

import logging
import os
import threading
import time
from collections import defaultdict
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection

from news.models import Image

logger = logging.getLogger(__name__)

FOLDER = "renditions"
# Threads of a process that ask the storage at once; when it is slow, the others are for pages.
AT_ONCE = 4
PATIENCE = 2  # seconds that others wait for one of these
YOUNG = 60  # seconds in which a file may belong to a row that isn't committed yet
SOME = 500  # rows that are asked for at once

_places = threading.BoundedSemaphore(AT_ONCE)


class Crowded(OSError):
    """Too many wait for the storage already."""


def brought(name):
    """Return the bytes of a file of the storage, and keep a copy.

    Raises FileNotFoundError, and another OSError while the storage can't be asked.
    """
    if not _places.acquire(timeout=PATIENCE):
        raise Crowded("The storage of pictures is slow, and many wait for it.")
    try:
        with default_storage.open(name) as file:
            content = file.read()
    finally:
        _places.release()
    _keep(Path(settings.MEDIA_ROOT, name), content)
    return content


def _keep(path, content):
    new = path.with_name(f".{path.name}.{threading.get_native_id()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        new.write_bytes(content)
        new.replace(path)
    except OSError as error:
        logger.warning("A picture could not be kept on disk: %s", error.strerror)
        with suppress(OSError):
            new.unlink(missing_ok=True)


def sweep(room=None, now=None):
    """Remove copies of what no row means any more; of the rest the oldest, when they take more than
    `room` bytes (MEDIA_ON_DISK, when none is given).

    Returns how many files were removed. `now` is in seconds since 1970. May raise what databases
    raise.
    """
    if not default_storage.is_elsewhere:
        return 0  # these are no copies
    room = settings.MEDIA_ON_DISK * 1024 * 1024 if room is None else room
    now = time.time() if now is None else now
    removed, left = 0, []
    files = _files()
    numbers = list(files)
    for start in range(0, len(numbers), SOME):
        some = numbers[start : start + SOME]
        known = {each.pk: set(each.paths()) for each in Image.objects.filter(pk__in=some)}
        for pk in some:
            for path, found in files[pk]:
                if f"{FOLDER}/{pk}/{path.name}" in known.get(pk, ()):
                    left.append((found.st_mtime, found.st_size, path))
                elif found.st_mtime < now - YOUNG:
                    removed += _removed(path)
    used = sum(size for _, size, _ in left)
    for _, size, path in sorted(left):
        if used <= room:
            break
        used -= size
        removed += _removed(path)
    return removed


def look():
    """`sweep`, in a thread that has other things to do."""
    try:
        sweep()
    finally:
        connection.close()


def _files():
    """Return {id of an image: [(Path, os.stat_result)]} of what lies on this disk."""
    files = defaultdict(list)
    with suppress(FileNotFoundError):
        for folder in os.scandir(Path(settings.MEDIA_ROOT, FOLDER)):
            if folder.name.isdecimal():
                for each in os.scandir(folder.path):
                    with suppress(OSError):
                        files[int(folder.name)].append((Path(each.path), each.stat()))
    return files


def _removed(path):
    with suppress(OSError):
        path.unlink()
        with suppress(OSError):
            path.parent.rmdir()  # when it was the last
        return 1
    return 0
