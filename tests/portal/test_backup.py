"""`backup` writes one whole file of a running portal, or none."""

import fcntl
import gzip
import os
import stat
import subprocess
from pathlib import Path

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection

from news.models import Image
from portal.backups import making, record
from portal.backups.archive import Archive, Writer
from tests.factories import make_article, make_image
from tests.portal.contents import with_tools

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def place(tmp_path, settings, monkeypatch):
    """A portal's folders; gives the Path of one for backups."""
    settings.DATA_DIR, settings.MEDIA_ROOT = tmp_path / "data", tmp_path / "media"
    settings.DATA_DIR.mkdir()
    monkeypatch.setenv("PATH", with_tools()["PATH"])
    backups = tmp_path / "backups"
    backups.mkdir()
    return backups


def manifest(file):
    with file.open("rb") as opened:
        archive = Archive(opened)
        archive.check()
        return archive.manifest


def test_it_holds_the_database_and_the_pictures(place, capsys):
    make_article("Копія")
    image = make_image()
    file = place / "portal.tar"
    call_command("backup", file)
    told = manifest(file)
    names = {each["name"] for each in told["files"]}
    assert {f"media/{path}" for path in image.paths()} < names
    assert told["database"]["rows"]["news_article"] == 1
    assert told["database"]["kind"] == connection.vendor
    assert "0017_search_pairs" in told["migrations"]["news"]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert os.listdir(place) == ["portal.tar"]
    noted = record.read()
    assert noted["ok"] is True
    assert (noted["file"], noted["size"]) == (str(file), file.stat().st_size)
    assert set(noted) == {"time", "file", "size", "ok", "sha256"}
    assert f"pictures: {len(names) - 1}" in capsys.readouterr().out


def test_neither_sessions_nor_readers_nor_keys_are_in_it(place, settings):
    session = SessionStore()
    session["word"] = "whoever has the key is signed in"
    session.create()
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO news_seen (reader, at, address) VALUES (1, 2, 3)")
        cursor.execute("INSERT INTO django_session VALUES ('secret-key', 'x', '2030-01-01')")
    file = place / "portal.tar"
    call_command("backup", file)
    rows = manifest(file)["database"]["rows"]
    assert rows["news_seen"] == rows["django_session"] == 0
    assert rows.get("newsroom_session", 0) == 0
    content = b"".join(member_of(file))
    for secret in ("secret-key", session.session_key, settings.SECRET_KEY, settings.DIGEST_KEY):
        assert secret.encode() not in content


def member_of(file):
    """Return the bytes of the database in a backup, unpacked, and those of the rest."""
    with file.open("rb") as opened:
        archive = Archive(opened)
        for entry, chunks in archive.members():
            content = b"".join(chunks)
            if entry["name"].endswith(".gz"):
                content = gzip.decompress(content)
            elif entry["name"].endswith(".pgdump"):
                command = ["pg_restore", "-f", "-"]
                told = subprocess.run(command, input=content, capture_output=True, check=True)
                content = told.stdout
            yield content
        yield archive.text


@pytest.mark.once
def test_without_renditions(place):
    image = make_image()
    file = place / "portal.tar"
    call_command("backup", file, "--no-renditions")
    names = [each["name"] for each in manifest(file)["files"]]
    assert names[1:] == [f"media/{image.file.name}"]


@pytest.mark.once
def test_a_dry_run_writes_nothing(place, capsys):
    call_command("backup", place / "portal.tar", "--dry-run")
    assert "MB are free" in capsys.readouterr().out
    assert not os.listdir(place)
    assert record.read() is None


@pytest.mark.once
@pytest.mark.parametrize("failure", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_what_was_cut_off_leaves_nothing(place, monkeypatch, failure):
    def fail(*arguments):
        raise failure

    monkeypatch.setattr(Writer, "seal", fail)
    with pytest.raises((CommandError, SystemExit)):
        call_command("backup", place / "portal.tar")
    assert not os.listdir(place)


@pytest.mark.once
def test_a_failure_is_noted_beside_the_last_good_one(place, monkeypatch):
    call_command("backup", place)
    good = record.read()
    monkeypatch.setattr(making, "SPARE", 1 << 60)
    with pytest.raises(CommandError, match="There is no room"):
        call_command("backup", place)
    assert record.read()["ok"] is False
    assert "no room" in record.read()["why"]
    assert record.read()["last"] == good
    assert len(os.listdir(place)) == 1


@pytest.mark.once
def test_what_a_killed_run_left_is_removed(place):
    for name in ("portal-1.tar.part", "portal-1.tar.part.database", "portal-22.tar.part"):
        (place / name).write_bytes(b"half")
    with (place / "portal-22.tar.part").open() as of_another_host:
        fcntl.flock(of_another_host, fcntl.LOCK_EX)
        call_command("backup", place / "portal-3.tar")
    assert sorted(os.listdir(place)) == ["portal-22.tar.part", "portal-3.tar"]


@pytest.mark.once
def test_pictures_that_are_not_there_are_told(place, capsys):
    lost, deleted, kept = (make_image(colour) for colour in ("Перша", "Друга", "Третя"))
    Image.objects.filter(pk=deleted.pk).update(file="originals/another.jpg")
    default_storage.delete(Image.objects.get(pk=lost.pk).file.name)
    with pytest.raises(CommandError, match="2 pictures are not in the backup"):
        call_command("backup", place / "portal.tar")
    told = capsys.readouterr().err
    assert lost.file.name in told
    assert "originals/another.jpg" in told
    assert kept.alt not in told
    assert manifest(place / "portal.tar")


@pytest.mark.once
def test_a_picture_deleted_meanwhile_is_no_fault(place, monkeypatch, capsys):
    image = make_image()
    listed = making.pictures.names

    def deleting(*arguments):
        if Image.objects.exists():
            Image.objects.get().delete()
        return listed(*arguments)

    monkeypatch.setattr(making, "needed", lambda *arguments: (0, 1 << 60))
    monkeypatch.setattr(making.pictures, "names", deleting)
    call_command("backup", place / "portal.tar")
    told = capsys.readouterr()
    assert f"Deleted meanwhile, and not in it: {image.file.name}" in told.err
    assert "deleted meanwhile: 1" in told.out


@pytest.mark.once
def test_names_that_no_backup_holds_are_told(place, capsys):
    default_storage.save("originals/x/plain.png", ContentFile(b"x"))
    hidden = Path(default_storage.path("originals/x/.hidden"))
    hidden.write_bytes(b"")
    with pytest.raises(CommandError, match="1 pictures are not in the backup"):
        call_command("backup", place / "portal.tar")
    assert "originals/x/.hidden" in capsys.readouterr().err
