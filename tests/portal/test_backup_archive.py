"""The file of a backup: whatever byte is another one, or missing, it is refused."""

import io
import json
import subprocess
import tarfile
from datetime import UTC, datetime
from hashlib import sha256

import pytest

from portal.backups import archive as subject
from portal.backups.archive import Archive, Refused, Writer

MADE = datetime(2026, 11, 23, 3, tzinfo=UTC)
DATABASE = b"rows " * 300
PICTURES = {
    "media/originals/2026/11/ab.png": b"\x89PNG" + bytes(700),
    "media/renditions/1/c.jpg": b"",
}
FACTS = {"database": {"member": "database.pgdump"}, "migrations": {}}


def written(path, pictures=PICTURES, facts=FACTS):
    """Write an archive; return its bytes."""
    with path.open("w+b") as file:
        writer = Writer(file, MADE)
        writer.add("database.pgdump", [DATABASE[:100], DATABASE[100:]])
        for name, content in pictures.items():
            writer.add(name, [content])
        writer.seal(facts)
    return path.read_bytes()


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return written(tmp_path_factory.mktemp("backup") / "portal.tar")


def read(content):
    """Read all of an archive; return {name: bytes}."""
    archive = Archive(io.BytesIO(content))
    return {entry["name"]: b"".join(chunks) for entry, chunks in archive.members()}


def resealed(content, change):
    """Return an archive with a manifest that was changed by a function, and a seal that fits."""
    archive = Archive(io.BytesIO(content))
    at, manifest = archive.place[0], archive.manifest
    change(manifest)
    text = json.dumps(manifest).encode()
    body = content[:at] + subject._header("manifest.json", len(text), MADE)
    body += text + subject._padding(len(text))
    return body + subject._seal(sha256(body).hexdigest(), at, len(text))


def test_what_was_written_is_read(whole):
    assert read(whole) == {"database.pgdump": DATABASE, **PICTURES}
    Archive(io.BytesIO(whole)).check()


def test_any_tar_unpacks_it(whole, tmp_path):
    with tarfile.open(fileobj=io.BytesIO(whole)) as tar:
        names = tar.getnames()
        assert tar.extractfile(names[0]).read() == DATABASE
        assert {member.mode for member in tar} == {0o600}
    assert names == ["database.pgdump", *PICTURES, "manifest.json", "SEAL"]
    (tmp_path / "portal.tar").write_bytes(whole)
    subprocess.run(["tar", "xf", "portal.tar"], cwd=tmp_path, check=True)
    for each in json.loads((tmp_path / "manifest.json").read_text())["files"]:
        content = (tmp_path / each["name"]).read_bytes()
        assert each["sha256"] == sha256(content).hexdigest()
        assert each["size"] == len(content)


def test_every_byte_counts(whole):
    for place in range(0, len(whole), 5):
        damaged = bytearray(whole)
        damaged[place] ^= 1 << place % 8
        with pytest.raises(Refused):
            read(bytes(damaged))


def test_so_does_its_length(whole):
    for length in range(0, len(whole), 3):
        with pytest.raises(Refused):
            Archive(io.BytesIO(whole[:length]))
    for more in (b"\0", bytes(512), bytes(10240), whole):
        with pytest.raises(Refused):
            read(whole + more)


def test_parts_of_two_are_none(whole, tmp_path):
    other = written(tmp_path / "other.tar", {**PICTURES, "media/renditions/1/c.jpg": b"x"})
    for place in range(0, len(whole), 512):
        if whole[:place] != other[:place] and whole[place:] != other[place:]:
            with pytest.raises(Refused):
                read(whole[:place] + other[place:])


@pytest.mark.parametrize(
    "name",
    [
        *("media/originals/../../etc/passwd", "media/originals/..", "media/originals//a.png"),
        *("/etc/passwd", "etc/passwd", "media/share/1.png", "media/originals/.hidden"),
        *("media/originals/a\nb.png", "media/originals/a\\b.png", "portal.env", "media/originals/"),
    ],
)
def test_a_name_that_no_backup_has_is_refused(tmp_path, name):
    content = written(tmp_path / "portal.tar", {name: b"root"})
    with pytest.raises(Refused, match="which no backup of the portal does"):
        Archive(io.BytesIO(content))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda m: m.update(format=2), "another version of the portal"),
        (lambda m: m.pop("files"), "manifest can't be read"),
        (lambda m: m.update(files=[]), "manifest can't be read"),
        (lambda m: m.update(made="yesterday"), "manifest can't be read"),
        (lambda m: m["files"].append(m["files"][1]), "manifest can't be read"),
        (lambda m: m["files"][0].update(size=-1), "manifest can't be read"),
        (lambda m: m["files"][0].update(size=1 << 60), "manifest can't be read"),
        (lambda m: m["files"][0].update(size=True), "manifest can't be read"),
        (lambda m: m["files"][0].update(sha256="0"), "manifest can't be read"),
        (lambda m: m["files"][1].update(sha256="0" * 64), "isn't what was put in"),
        (lambda m: m["files"][0].update(size=3), "something else than should"),
        (lambda m: m["files"].pop(), "more than its manifest names"),
        (lambda m: m["files"].append(m["files"][1] | {"name": "media/originals/x"}), "damaged"),
        (lambda m: m["files"].reverse(), "manifest can't be read"),
    ],
)
def test_a_manifest_that_lies_is_refused(whole, change, words):
    with pytest.raises(Refused, match=words):
        read(resealed(whole, change))


def test_what_is_no_backup_is_refused_in_words():
    for content in (b"", b"x", bytes(100_000), b"PK\x03\x04" * 1000):
        with pytest.raises(Refused, match="It is no backup, or its end is missing"):
            Archive(io.BytesIO(content))


def test_a_disk_that_gives_back_something_else_is_found(tmp_path):
    with (tmp_path / "portal.tar").open("w+b") as file:
        writer = Writer(file, MADE)
        writer.add("database.pgdump", [DATABASE])
        file.seek(700)
        file.write(b"?")
        file.seek(0, io.SEEK_END)
        with pytest.raises(Refused, match="isn't what was put in"):
            writer.seal(FACTS)
