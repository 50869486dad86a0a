"""The pictures of a backup: masters and renditions, wherever the storage has them.

A name tells the content, or is drawn by lot (news/images.py), so putting pictures back is adding
what is missing, before the database comes that means it; nothing that pages show is away for a
moment. On a disk, what only the database before means is kept by hard links, for `--undo`.
"""

import os
import secrets
import shutil
import tempfile
from hashlib import sha256
from pathlib import Path

from django.core.files.base import File
from django.core.files.storage import default_storage

from portal.backups.archive import CHUNK, PICTURE, Refused

ORIGINALS, RENDITIONS = "originals", "renditions"
PREFIX = "media/"
KEPT = ".before-restore"  # in the storage's folder: a hard link leads nowhere else


def names(with_renditions=True):
    """Yield (name in the storage, whether a backup can hold it) of all files, sorted by folders."""
    for folder in (ORIGINALS, RENDITIONS) if with_renditions else (ORIGINALS,):
        for name in _under(folder):
            yield name, _is_plain(name)


def _under(folder):
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in sorted(files):
        yield f"{folder}/{name}"
    for name in sorted(folders):
        yield from _under(f"{folder}/{name}")


def _is_plain(name):
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return bool(PICTURE.fullmatch(PREFIX + name)) and (
        default_storage.is_elsewhere or Path(default_storage.path(name)).is_file()
    )


def size_of(found):
    """Return the bytes that files of the storage take; 0 where each would have to be asked for."""
    if default_storage.is_elsewhere:
        return 0
    size = 0
    for name in found:
        try:
            size += default_storage.size(name)
        except FileNotFoundError:
            continue
    return size


def chunks(name):
    """Open a file of the storage; return an iterator of its bytes. Raises OSError at once."""
    file = default_storage.open(name)

    def reading():
        with file:
            while chunk := file.read(CHUNK):
                yield chunk

    return reading()


def is_there(name):
    return default_storage.exists(name)


class Returning:
    """Puts pictures back; counts what was `added`, `replaced` and already `there`."""

    def __init__(self):
        self.added = self.replaced = self.there = 0
        self.folder = _folder()
        if self.folder and self.folder.exists():
            shutil.rmtree(self.folder)

    def put(self, entry, content):
        """Put one member of a backup back; `entry` is the manifest's, `content` yields its bytes.

        Raises OSError when it can't be written, Refused when the storage chose another name.
        """
        name = entry["name"].removeprefix(PREFIX)
        if not self.folder:
            self._put_away(name, entry, content)
            return
        path = Path(default_storage.path(name))
        if _is_the_same(path, entry):
            self.there += 1
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_name(f".{secrets.token_hex(8)}")
        try:
            with new.open("xb") as file:
                file.writelines(content)
            # As Django's own storage would leave it.
            new.chmod(default_storage.file_permissions_mode or 0o644)
            if path.exists():
                self.keep(name)
                self.replaced += 1
            else:
                self.added += 1
            os.replace(new, path)
        finally:
            new.unlink(missing_ok=True)

    def _put_away(self, name, entry, content):
        """The same for a storage elsewhere, which is asked for no more than a size."""
        try:
            if default_storage.size(name) == entry["size"]:
                self.there += 1
                return
            default_storage.delete(name)
            self.replaced += 1
        except FileNotFoundError:
            self.added += 1
        with tempfile.TemporaryFile() as whole:  # a storage reads it more than once
            whole.writelines(content)
            whole.seek(0)
            stored = default_storage.save(name, File(whole, name))
        if stored != name:
            default_storage.delete(stored)
            raise Refused(f"The storage of pictures keeps an old {name}.")

    def keep(self, name):
        """Keep what lies under a name, whatever becomes of it, for `undo`."""
        if self.folder:
            kept = self.folder / name
            kept.parent.mkdir(parents=True, exist_ok=True)
            os.link(default_storage.path(name), kept)


def undo():
    """Put back the files that were kept; return their number. Done twice it takes them away again
    only where another file lay under the name."""
    folder, back = _folder(), 0
    for kept in sorted(folder.rglob("*")) if folder else ():
        if not kept.is_file():
            continue
        path = Path(default_storage.path(str(kept.relative_to(folder))))
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            os.link(kept, path)
        elif not path.samefile(kept):
            new = path.with_name(f".{secrets.token_hex(8)}")
            os.link(path, new)
            os.replace(kept, path)
            os.replace(new, kept)
        else:
            continue
        back += 1
    return back


def _folder():
    """Return the Path of the folder of what is kept, or None where there are no hard links."""
    return None if default_storage.is_elsewhere else Path(default_storage.path(KEPT))


def _is_the_same(path, entry):
    try:
        if path.stat().st_size != entry["size"]:
            return False
        digest = sha256()
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                digest.update(chunk)
    except FileNotFoundError:
        return False
    return digest.hexdigest() == entry["sha256"]
