"""The file of a backup: a plain tar that says what it must hold, byte by byte.

    database.sqlite3.gz, or database.pgdump
    media/originals/…, media/renditions/…
    manifest.json       names, sizes and SHA-256 of all these; versions; rows
    SEAL                the SHA-256 of every byte before it, and where the manifest is

Any tar unpacks it. It is read without one: the manifest tells which bytes the file must consist of,
and whatever else it holds, in any place, refuses it. The seal comes last, so that what was cut off
has none. It finds damage, and no forger: who can write the file can also seal it anew.
"""

import json
import os
import re
import tarfile
from datetime import UTC, datetime
from hashlib import sha256

FORMAT = 1
BLOCK = 512
CHUNK = 1 << 20
MANIFEST, SEAL = "manifest.json", "SEAL"
LARGEST_MANIFEST = 256 << 20  # bytes; of 100,000 pictures with their renditions
PICTURE = re.compile(
    r"media/(?:originals|renditions)(?:/[^./\\\x00-\x1f\x7f][^/\\\x00-\x1f\x7f]*)+"
)
HEX = re.compile(r"[0-9a-f]{64}")
SEALED = re.compile(rb"([0-9a-f]{64}) (\d{20}) (\d{20})\n")


class Refused(Exception):
    """What can't be done, as a sentence for who runs the command."""


class Writer:
    """Writes a backup into an open, empty, seekable binary file.

    `made` is an aware datetime. `files` lists what was added: {"name", "size", "sha256"}.
    """

    def __init__(self, file, made):
        self.file, self.made, self.files = file, made, []

    def add(self, name, chunks):
        """Add a member from an iterable of bytes, of whatever length; return its size in bytes."""
        begins = self.file.tell()
        self.file.write(_header(name, 0, self.made))
        size, digest = 0, sha256()
        for chunk in chunks:
            size += len(chunk)
            digest.update(chunk)
            self.file.write(chunk)
        self.file.write(_padding(size))
        ends = self.file.tell()
        self.file.seek(begins)
        self.file.write(_header(name, size, self.made))
        self.file.seek(ends)
        self.files.append({"name": name, "size": size, "sha256": digest.hexdigest()})
        return size

    def seal(self, facts, progress=None):
        """Write the manifest with `facts` (a dict), read all of it again, and seal it.

        Returns the SHA-256 of the whole, in hexadecimal. What is read again is held against what
        was written; raises Refused when the disk gives back something else.
        """
        begins = self.file.tell()
        manifest = {"format": FORMAT, "made": self.made.isoformat(), **facts, "files": self.files}
        text = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
        self.file.write(_header(MANIFEST, len(text), self.made) + text + _padding(len(text)))
        self.file.flush()
        os.fsync(self.file.fileno())
        place = begins, len(text)
        digest = _last(_reading(self.file, manifest, text, place, progress))
        self.file.seek(0, os.SEEK_END)
        self.file.write(_seal(digest, *place))
        self.file.flush()
        os.fsync(self.file.fileno())
        return digest


class Archive:
    """A backup that is read; `file` is open, binary and seekable.

    Raises Refused, at once, for what is no whole backup or isn't understood. That the bytes are
    those that were written only `check` tells. `made` is an aware datetime.
    """

    def __init__(self, file):
        self.file = file
        self.size = file.seek(0, os.SEEK_END)
        self.digest, at, length = self._sealed()
        # The manifest ends where the seal begins; only one length fits.
        file.seek(at)
        begins = _header(MANIFEST, length, datetime.fromtimestamp(0, UTC))
        self.text = file.read(len(begins) + length)[len(begins) :]
        self.place = at, length
        try:
            self.manifest = json.loads(self.text)
            self._understand()
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise Refused("It is damaged: its manifest can't be read.") from error

    def _sealed(self):
        tail = len(_seal("0" * 64, 0, 0))
        self.file.seek(max(0, self.size - tail))
        seal = self.file.read()
        found = SEALED.match(seal, BLOCK)
        if not found:
            raise Refused("It is no backup, or its end is missing.")
        digest, at, length = found[1].decode(), int(found[2]), int(found[3])
        ends = at + BLOCK + length + len(_padding(length)) + tail
        if seal != _seal(digest, at, length) or length > LARGEST_MANIFEST or ends != self.size:
            raise Refused("It is damaged: its seal doesn't fit it.")
        return digest, at, length

    def _understand(self):
        if self.manifest["format"] != FORMAT:
            raise Refused(
                f"It has the form {self.manifest['format']!r}, and this portal knows {FORMAT}: "
                "it was made by another version of the portal."
            )
        self.made = datetime.fromisoformat(self.manifest["made"])
        names = [each["name"] for each in self.manifest["files"]]
        if self.made.tzinfo is None or len(set(names)) != len(names):
            raise ValueError
        for each in self.manifest["files"]:
            size, digest = each["size"], each["sha256"]
            if type(size) is not int or not 0 <= size <= self.size or not HEX.fullmatch(digest):
                raise ValueError
        if names[:1] != [self.manifest["database"]["member"]]:
            raise ValueError
        strange = [name for name in names[1:] if not PICTURE.fullmatch(name)]
        if strange:
            raise Refused(f"It holds {strange[0]!r}, which no backup of the portal does.")

    def check(self, progress=None):
        """Read all of it. Raises Refused unless every byte is the one that was written."""
        for _, chunks in self.members(progress):
            for _ in chunks:
                pass

    def members(self, progress=None):
        """Yield (entry of the manifest, iterator of bytes) of each member, in their order.

        Raises Refused behind the member that isn't the one that was written; what isn't read of a
        member is read here.
        """
        digest = yield from _reading(self.file, self.manifest, self.text, self.place, progress)
        if digest != self.digest:
            raise Refused("It is damaged: its bytes aren't those that were sealed.")


def _reading(file, manifest, text, place, progress):
    """Yield (entry, chunks) of every member; return the SHA-256 of all bytes before the seal."""
    made = datetime.fromisoformat(manifest["made"])
    total, whole = place[0], sha256()
    file.seek(0)

    def expect(wanted):
        found = file.read(len(wanted))
        whole.update(found)
        if found != wanted:
            raise Refused(
                f"It is damaged: before byte {file.tell():,} stands something else than should."
            )

    def content(entry):
        left, digest = entry["size"], sha256()
        while left:
            chunk = file.read(min(CHUNK, left))
            if not chunk:
                raise Refused("It is damaged: its end is missing.")
            left -= len(chunk)
            digest.update(chunk)
            whole.update(chunk)
            yield chunk
        expect(_padding(entry["size"]))
        if digest.hexdigest() != entry["sha256"]:
            raise Refused(f"It is damaged: {entry['name']} isn't what was put in.")
        if progress:
            progress(file.tell(), total)

    for entry in manifest["files"]:
        expect(_header(entry["name"], entry["size"], made))
        chunks = content(entry)
        yield entry, chunks
        for _ in chunks:
            pass
    if file.tell() != place[0]:
        raise Refused("It is damaged: it holds more than its manifest names.")
    expect(_header(MANIFEST, place[1], made) + text + _padding(place[1]))
    return whole.hexdigest()


def _last(generator):
    """Run a generator to its end; return what it returns."""
    while True:
        try:
            next(generator)
        except StopIteration as end:
            return end.value


def _header(name, size, made):
    """Return the header of a member, as GNU tar writes it: its length depends on the name only."""
    info = tarfile.TarInfo(name)
    info.size, info.mode, info.mtime = size, 0o600, int(made.timestamp())
    return info.tobuf(tarfile.GNU_FORMAT, "utf-8", "surrogateescape")


def _padding(size):
    return bytes(-size % BLOCK)


def _seal(digest, at, length):
    text = f"{digest} {at:020d} {length:020d}\n".encode()
    header = _header(SEAL, len(text), datetime.fromtimestamp(0, UTC))
    return header + text + _padding(len(text)) + bytes(2 * BLOCK)
