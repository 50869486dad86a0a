"""The database of a portal that runs on SQLite: copied, made beside, put in the place.

A file that others have open is never moved from under them: its log (`-wal`) would be taken for
that of the file that comes. The new content is written through SQLite itself, in one transaction,
as its backup API does; who reads sees the old until it is committed, and the new from then on.
"""

import os
import sqlite3
import time
import zlib
from contextlib import closing, contextmanager
from pathlib import Path

from portal.backups.archive import CHUNK, Refused
from portal.backups.left_out import is_empty

PATIENCE = 60  # seconds to wait for who writes


class Sqlite:
    """The file that Django's `connection` names."""

    kind, member = "sqlite", "database.sqlite3.gz"

    def __init__(self, connection):
        self.live = Path(connection.settings_dict["NAME"])
        self.title = str(self.live)
        self.beside = f"{self.live}.restoring"
        self.kept = f"{self.live}.before"

    def server(self):
        return sqlite3.sqlite_version

    def is_there(self):
        """Say whether there is a database that could be kept: a file with anything in it."""
        return self.live.is_file() and self.live.stat().st_size > 0

    def has(self, name):
        """Say whether the database `name` (`beside`, `kept`) is there."""
        return Path(name).is_file()

    def room(self):
        """Return how many bytes a backup may take meanwhile: the copy, and what is packed of it."""
        return 2 * self.live.stat().st_size

    @contextmanager
    def snapshot(self, scratch):
        """Yield the Snapshot of this moment; `scratch` is a Path for a copy, which is removed."""
        if not self.is_there():
            raise Refused(f"There is no database in {self.live}.")
        try:
            scratch.unlink(missing_ok=True)
            scratch.touch(mode=0o600)
            with closing(_connect(self.live)) as live:
                live.execute("VACUUM INTO ?", [str(scratch)])
            with closing(_connect(scratch)) as copy:
                copy.execute("PRAGMA synchronous = OFF")
                copy.execute("PRAGMA secure_delete = ON")  # else the rows stay in the file
                for table in filter(is_empty, _tables(copy)):
                    copy.execute(f'DELETE FROM "{table}"')  # noqa: S608 - a table's name
                _check(copy, self.live)
                yield Snapshot(copy, scratch)
        except sqlite3.DatabaseError as error:
            raise Refused(f"The database {self.live} can't be copied: {error}.") from error
        finally:
            _remove(scratch)

    def build(self, chunks, facts):
        """Make the database `beside` from the bytes of a member; `facts` are the manifest's.

        Raises Refused when it isn't what was copied, OSError when there is no room.
        """
        self.drop(self.beside)
        try:
            _unpack(chunks, Path(self.beside), facts["size"])
            with closing(_connect(self.beside)) as built:
                _check(built, "in the backup")
                size = self._page_size()
                if size and size != built.execute("PRAGMA page_size").fetchone()[0]:
                    built.execute(f"PRAGMA page_size = {size:d}")
                    built.execute("VACUUM")
        except sqlite3.DatabaseError as error:
            raise Refused(f"The database in the backup can't be read: {error}.") from error

    def rows(self, name):
        """Return {table: number of rows} of the database `name`."""
        with closing(_connect(name)) as opened:
            return _rows(opened)

    def swap(self, source):
        """Put the database `source` in the place of the live one, which becomes `kept`."""
        if not self._is_readable():
            self._put_aside(source)
            return
        before = f"{self.kept}.new"
        self.drop(before)
        Path(before).touch(mode=0o600)
        with (
            closing(_connect(self.live)) as live,
            closing(_connect(before)) as kept,
            closing(_connect(source)) as new,
        ):
            # Who wants to write in between waits, so that all that was written is kept.
            live.execute("BEGIN IMMEDIATE")
            with closing(_connect(self.live)) as reading:
                _copy(reading, kept)
            live.execute("ROLLBACK")
            _copy(new, live)
            live.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self.drop(source)
        _sync(Path(before))
        os.replace(before, self.kept)

    def drop(self, name):
        _remove(Path(name))

    def _page_size(self):
        if not self._is_readable():
            return 0
        with closing(_connect(self.live)) as live:
            return live.execute("PRAGMA page_size").fetchone()[0]

    def _is_readable(self):
        if not self.is_there():
            return False
        try:
            with closing(_connect(self.live)) as live:
                live.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlite3.OperationalError:  # busy, no right to read
            raise
        except sqlite3.DatabaseError:  # no database at all, or its first page is broken
            return False
        return True

    def _put_aside(self, source):
        """Where there is nothing that SQLite could write to, the file comes in one step; what is
        left of the old one, with its log, goes first."""
        self.drop(self.kept)
        for ending in ("-wal", "-shm", ""):
            old = Path(f"{self.live}{ending}")
            if old.exists():
                old.rename(f"{self.kept}{ending}")
        _sync(Path(source))
        self.live.parent.mkdir(parents=True, exist_ok=True)
        os.replace(source, self.live)


class Snapshot:
    """A copy of the database, which nobody else has."""

    def __init__(self, copy, path):
        self.copy, self.path = copy, path
        self.size = path.stat().st_size

    def rows(self):
        return _rows(self.copy)

    def all(self, query):
        """Return the rows of a query (SQL, without parameters) as a list of tuples."""
        return self.copy.execute(query).fetchall()

    def chunks(self):
        """Yield the bytes of the member, packed by gzip: quickly, for the processor is others'."""
        packer = zlib.compressobj(1, zlib.DEFLATED, 31)
        with self.path.open("rb") as file:
            while chunk := file.read(CHUNK):
                if packed := packer.compress(chunk):
                    yield packed
        yield packer.flush()


def _connect(path):
    return sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)


def _tables(opened):
    rows = opened.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' "
        "AND name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY name"
    )
    return [name for (name,) in rows]


def _rows(opened):
    count = 'SELECT count(*) FROM "{}"'
    return {table: opened.execute(count.format(table)).fetchone()[0] for table in _tables(opened)}


def _check(opened, name):
    found = opened.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if found != "ok":
        raise Refused(f"The database {name} is damaged: {found}")


def _copy(source, target):
    """Write all of one database over another, in one transaction of the other."""
    ends = time.monotonic() + PATIENCE

    def waiting(status, remaining, total):
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) and time.monotonic() > ends:
            raise Refused(f"Somebody has been writing to the database for {PATIENCE} s.")

    source.backup(target, pages=-1, progress=waiting, sleep=0.05)


def _unpack(chunks, path, size):
    path.parent.mkdir(parents=True, exist_ok=True)
    unpacker, left = zlib.decompressobj(31), size
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            for packed in chunks:
                while packed:
                    chunk = unpacker.decompress(packed, CHUNK)
                    packed = unpacker.unconsumed_tail  # noqa: PLW2901
                    left -= len(chunk)
                    if left < 0:
                        raise Refused(f"The database in the backup is larger than {size:,} bytes.")
                    file.write(chunk)
            file.write(unpacker.flush())
            file.flush()
            os.fsync(file.fileno())
    except zlib.error as error:
        raise Refused("The database in the backup can't be unpacked.") from error
    if path.stat().st_size != size or not unpacker.eof:
        raise Refused(f"The database in the backup has not its {size:,} bytes.")


def _sync(path):
    file = os.open(path, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)


def _remove(path):
    for ending in ("-wal", "-shm", "-journal", ""):
        Path(f"{path}{ending}").unlink(missing_ok=True)
