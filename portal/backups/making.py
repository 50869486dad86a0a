"""Making a backup while the portal runs.

First the database, of one moment, then the pictures: one that is uploaded meanwhile is in neither
or only in the file, one that is deleted meanwhile is told. The file has its name when it is whole
and on the disk; until then it is called FILE.part, and a run that was cut off leaves no other.
"""

import fcntl
import hashlib
import os
import shutil
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import NamedTuple

from django.conf import settings
from django.db import connections
from django.db.migrations.loader import MigrationLoader

from portal import release
from portal.backups import pictures, record
from portal.backups.archive import Refused, Writer
from portal.backups.postgres import Postgres
from portal.backups.sqlite import Sqlite

SPARE = 64 << 20  # bytes that stay free on the disk
PART, DATABASE = ".part", ".database"  # endings of what isn't whole, and of the copy for it
MASTERS = "SELECT file FROM news_image WHERE file <> ''"


class Made(NamedTuple):
    """What a backup holds: sizes in bytes, the SHA-256 in hexadecimal."""

    size: int
    database: int
    tables: int
    rows: int
    pictures: int
    digest: str
    gone: list  # masters that were deleted meanwhile
    missing: list  # masters that the newsroom means, and the storage hasn't got
    left_out: list  # files whose names no backup holds


def database():
    """Return the Sqlite or Postgres of the portal's own database."""
    connection = connections["default"]
    return (Sqlite if connection.vendor == "sqlite" else Postgres)(connection)


def key_of_letters():
    """Return by what the key of subscribers' addresses is known again: a keyless hash of a random
    string. Without that key the addresses of a backup can't be read."""
    key = settings.DIGEST_KEY.encode()
    return hashlib.blake2b(key, digest_size=8, person=b"portal backup").hexdigest() if key else ""


def needed(file, with_renditions=True):
    """Return (bytes that a backup may take, bytes that are free for it) in the folder of a Path."""
    found = [name for name, is_plain in pictures.names(with_renditions) if is_plain]
    room = database().room() + pictures.size_of(found)
    return room, shutil.disk_usage(file.parent).free


def make(file, with_renditions=True, progress=lambda line: None):
    """Write a backup into `file`, a Path; return what was Made. `progress` is told lines.

    Raises Refused, with nothing left behind, when the database can't be copied or there is no room;
    OSError when the disk refuses.
    """
    room, free = needed(file, with_renditions)
    if free < room + SPARE:
        raise Refused(
            f"There is no room in {file.parent}: up to {room / 1e6:,.0f} MB may be needed, and "
            f"{free / 1e6:,.0f} MB are free."
        )
    source = database()
    with _part(file) as (part, new):
        writer = Writer(new, datetime.now(UTC))
        progress(f"Copying the database {source.title} …")
        with source.snapshot(part.with_name(f"{part.name}{DATABASE}")) as snapshot:
            facts = {
                "kind": source.kind,
                "member": source.member,
                "server": source.server(),
                "size": snapshot.size,
                "rows": snapshot.rows(),
            }
            migrations = _migrations(snapshot)
            masters = {name for (name,) in snapshot.all(MASTERS)}
            size = writer.add(source.member, snapshot.chunks())
        left_out = _add_pictures(writer, with_renditions, _told_now_and_then(progress))
        held = {entry["name"].removeprefix(pictures.PREFIX) for entry in writer.files}
        gone, missing = _absent(masters - held)
        progress("Reading it again …")
        digest = writer.seal(
            {
                "site": settings.SITE_URL,
                "code": release.digest(),
                "renditions": with_renditions,
                "database": facts,
                "migrations": migrations,
                "letters": key_of_letters(),
            }
        )
        whole = new.seek(0, os.SEEK_END)
    count = len(writer.files) - 1
    rows = facts["rows"]
    return Made(
        *(whole, size, len(rows), sum(rows.values()), count, digest, gone, missing, left_out)
    )


def _add_pictures(writer, with_renditions, tell):
    """Add the files of the storage; return the names of those that no backup holds."""
    left_out = []
    for name, is_plain in pictures.names(with_renditions):
        if not is_plain:
            left_out.append(name)
            continue
        try:
            chunks = pictures.chunks(name)
        except FileNotFoundError:  # deleted since it was listed
            continue
        writer.add(pictures.PREFIX + name, chunks)
        tell(lambda: f"  {len(writer.files) - 1:,} pictures")
    return left_out


def _migrations(snapshot):
    """Return {app: [names of its migrations]} that the database has, without apps that are gone."""
    found, apps = {}, MigrationLoader(None, ignore_no_migrations=True).migrated_apps
    for app, name in snapshot.all("SELECT app, name FROM django_migrations ORDER BY app, name"):
        if app in apps:
            found.setdefault(app, []).append(name)
    return found


def _absent(masters):
    """Return (those that the newsroom doesn't mean any more, those that it does), of masters that
    the database of the backup means and the storage didn't have."""
    from news.models import Image

    absent = sorted(name for name in masters if not pictures.is_there(name))
    meant = set(Image.objects.filter(file__in=absent).values_list("file", flat=True))
    return [name for name in absent if name not in meant], sorted(meant)


@contextmanager
def _part(file):
    """Yield (Path, open file) of FILE.part, which becomes FILE when the `with` ends well."""
    part = file.with_name(f"{file.name}{PART}")
    for left in record.like(part):
        _remove_what_is_left(left)
    try:
        with open(os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as new:
            fcntl.flock(new, fcntl.LOCK_EX)
            yield part, new
            os.replace(part, file)
        folder = os.open(file.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    finally:
        part.unlink(missing_ok=True)


def _remove_what_is_left(part):
    """Remove what a run that was killed has left; a run of another host holds a lock."""
    with part.open("rb") as opened:
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        for ending in ("", DATABASE, f"{DATABASE}-journal"):
            part.with_name(f"{part.name}{ending}").unlink(missing_ok=True)


def _told_now_and_then(progress, every=5):
    """Return a function that tells what the function it is given returns, at most each 5 s."""
    told = time.monotonic()

    def tell(line):
        nonlocal told
        if time.monotonic() - told >= every:
            told = time.monotonic()
            progress(line())

    return tell


def may_be_written(file):
    """Raise Refused unless `file` (a Path) is a new name, or that of a backup that may go."""
    if not file.parent.is_dir():
        raise Refused(f"There is no folder {file.parent}.")
    for public in (settings.MEDIA_ROOT, settings.STATIC_ROOT):
        if file.resolve().is_relative_to(public):
            raise Refused(f"{file} would lie among files that readers may fetch. Choose another.")
    if file.exists() and (not file.is_file() or record.made(file) is None):
        raise Refused(
            f"{file} is there, and is no whole backup. Remove it, or choose another name."
        )
