"""A folder that is published whole: written beside, and changed for the old one in one step.

What stays the same is the old file itself, under a second name (a hard link): it keeps its time, so
that web servers and mirrors see what has changed, and costs no room while both folders stand.
"""

import contextlib
import ctypes
import errno
import fcntl
import gzip
import json
import os
import shutil
from pathlib import Path

import brotli

from portal.page_entry import GZIP
from portal.page_files import QUALITY

MARK = "snapshot.json"  # by which a folder is known as ours
AT_CWD, EXCHANGE = -100, 2  # of renameat2(2) on Linux
CHUNK = 1 << 20
PACKED = (".html", ".xml", ".rss", ".atom", ".json", ".txt", ".css", ".js", ".svg")
# What a file system says to what it can't do: a hard link (or one more), an exchange of names.
UNABLE = {
    *(errno.EINVAL, errno.ENOSYS, errno.EXDEV, errno.EPERM, errno.EBUSY, errno.EOPNOTSUPP),
    errno.EMLINK,
}


class Unusable(Exception):
    """Nothing may be published there; says why in a sentence."""


class Unfit(Exception):
    """A file can't stand where another stands already."""


class Tree:
    """The next state of a folder.

    `with Tree(folder) as tree:` holds a lock; `put` and `keep` fill it; `publish` shows it. Without
    `publish` the folder stays as it is. `packed` adds twins for web servers that send them
    (`.gz`, `.br`); with `dry_run` nothing is written but the lock.

    Raises Unusable or OSError.
    """

    def __init__(self, folder, packed=False, dry_run=False):
        self.folder = Path(folder).resolve()
        self.beside = self.folder.with_name(f".{self.folder.name}.snapshot")
        self.new, self.old = self.beside / "new", self.beside / "old"
        self.packed, self.is_dry = packed, dry_run
        self.written, self.unchanged, self.bytes, self.twins = [], 0, 0, 0
        self.names = set()

    def __enter__(self):
        self.beside.mkdir(parents=True, exist_ok=True)
        self.lock = open(self.beside / "lock", "a")  # noqa: SIM115 - closed by __exit__
        try:
            try:
                fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                told = f"Another publish_snapshot is writing {self.folder} just now."
                raise Unusable(told) from error
            # A process that ended between the two steps of `_change`.
            if self.old.exists() and not self.folder.exists():
                self.old.rename(self.folder)
            self._clear()
            self._check()
            if not self.is_dry:
                self.new.mkdir()
        except BaseException:
            self.lock.close()
            raise
        return self

    def __exit__(self, *error):
        self._clear()
        self.lock.close()

    def _clear(self):
        for rest in (self.new, self.old):
            if rest.exists():
                shutil.rmtree(rest)

    def _check(self):
        if not self.folder.exists():
            return
        if self.folder.is_mount():
            raise Unusable(
                f"{self.folder} is where a disk is mounted, and can’t be changed in one step. "
                "Name a folder in it."
            )
        is_folder = self.folder.is_dir()
        if not is_folder or (any(self.folder.iterdir()) and not (self.folder / MARK).is_file()):
            raise Unusable(
                f"{self.folder} holds something that publish_snapshot did not write, and all of it "
                "would be lost. Name an empty folder, or one that isn’t there yet."
            )

    def put(self, name, content):
        """Let the new folder have a file of these bytes."""
        self._enter(name)
        old = self.folder / name
        try:
            is_same = old.stat().st_size == len(content) and old.read_bytes() == content
        except OSError:
            is_same = False
        if is_same:
            self._link(name)
        else:
            self._write(name, content)
        self._count(name, is_same, len(content))
        if self.packed and name.endswith(PACKED) and not self.is_dry:
            self._pack(name, content, is_same)

    def put_stream(self, name, chunks):
        """The same for a content in pieces, which may be larger than the memory."""
        self._enter(name)
        old, size, is_same = None, 0, True
        with contextlib.ExitStack() as files:
            try:
                old = files.enter_context(open(self.folder / name, "rb"))
            except OSError:
                is_same = False
            new = None if self.is_dry else files.enter_context(self._opened(name))
            for chunk in chunks:
                size += len(chunk)
                is_same = is_same and old.read(len(chunk)) == chunk
                if new:
                    new.write(chunk)
            is_same = is_same and not old.read(1)
        if is_same and not self.is_dry:
            (self.new / name).unlink()
            self._link(name)
        self._count(name, is_same, size)

    def keep(self, name):
        """Let the new folder have the file that the old one has; return whether it has one."""
        try:
            size = (self.folder / name).stat().st_size
        except OSError:
            return False
        self._enter(name)
        self._link(name)
        self._count(name, True, size)
        return True

    def _enter(self, name):
        if name in self.names:
            raise Unfit(name)
        self.names.add(name)

    def _count(self, name, is_same, size):
        if is_same:
            self.unchanged += 1
        else:
            self.written.append(name)
            self.bytes += size

    def _write(self, name, content):
        if not self.is_dry:
            with self._opened(name) as file:
                file.write(content)

    def _opened(self, name):
        path = f"{self.new}/{name}"
        try:
            return open(path, "xb")
        except FileNotFoundError:
            self._make_folder(name)
            return open(path, "xb")
        except OSError as error:
            raise _unfit(error, name) from error

    def _link(self, name):
        if self.is_dry:
            return
        old, new = f"{self.folder}/{name}", f"{self.new}/{name}"
        try:
            _give(old, new)
        except FileNotFoundError:
            self._make_folder(name)
            _give(old, new)
        except OSError as error:
            raise _unfit(error, name) from error

    def _make_folder(self, name):
        try:
            os.makedirs(os.path.dirname(f"{self.new}/{name}"), exist_ok=True)
        except OSError as error:
            raise _unfit(error, name) from error

    def _pack(self, name, content, is_same):
        for ending, pack in ((".gz", _gzipped), (".br", _in_brotli)):
            twin = name + ending
            if is_same and (self.folder / twin).exists():
                self._link(twin)
            else:
                self._write(twin, pack(content))
                self.twins += is_same

    def removed(self):
        """Return the names of the files that the folder has now and won't have, sorted."""
        found = []
        for folder, _, names in os.walk(self.folder):
            within = os.path.relpath(folder, self.folder)
            for name in names:
                whole = name if within == "." else f"{within}/{name}"
                if whole != MARK and whole not in self.names and not self._is_twin(whole):
                    found.append(whole)
        return sorted(found)

    def _is_twin(self, name):
        stem, _, ending = name.rpartition(".")
        return ending in ("gz", "br") and stem.endswith(PACKED) and self.packed

    def publish(self, told):
        """Change the folder for the new one; `told` is a dictionary for the file MARK.

        A crash at any moment, also of the machine, leaves the one or the other.
        """
        (self.new / MARK).write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n")
        if self.folder.exists():
            shutil.copymode(self.folder, self.new)
        os.sync()
        self._change()
        os.sync()

    def _change(self):
        if not self.folder.exists():
            self.new.rename(self.folder)
        elif not _exchange(self.new, self.folder):
            # Between these two there is no folder; what ends here is mended by the next `with`.
            self.folder.rename(self.old)
            self.new.rename(self.folder)


def _give(old, new):
    """Give a file a second name, or a copy of it where the file system has no hard links."""
    try:
        os.link(old, new)
    except OSError as error:
        if error.errno not in UNABLE:
            raise
        shutil.copy2(old, new)


def _exchange(one, other):
    """Let two folders change their names at once; return False where the system can't."""
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    if rename(AT_CWD, os.fsencode(one), AT_CWD, os.fsencode(other), EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in UNABLE:
        return False
    raise OSError(number, os.strerror(number), str(other))


def _gzipped(content):
    return gzip.compress(content, GZIP, mtime=0)


def _in_brotli(content):
    return brotli.compress(content, quality=QUALITY)


def _unfit(error, name):
    """Return the exception for an OSError: Unfit where a folder stands in place of a file."""
    kinds = (FileExistsError, NotADirectoryError, IsADirectoryError)
    return Unfit(name) if isinstance(error, kinds) else error
