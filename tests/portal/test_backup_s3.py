"""Pictures in S3 are in the backup, and come back there; what others mean is not removed."""

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection

from news.models import Image
from portal.backups.archive import Archive
from portal.backups.making import database
from tests.factories import make_image
from tests.portal import contents
from tests.s3 import s3, s3_server  # noqa: F401

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]


@pytest.fixture
def place(tmp_path, settings, monkeypatch, s3):  # noqa: F811
    settings.DATA_DIR, settings.MEDIA_ROOT = tmp_path / "data", tmp_path / "copies"
    settings.DATA_DIR.mkdir()
    monkeypatch.setenv("PATH", contents.with_tools()["PATH"])
    yield tmp_path
    connection.close()
    database().drop(database().kept)


def test_there_and_back(place, s3):  # noqa: F811
    image = make_image()
    names, file = s3.names(), place / "data" / "portal.tar"
    call_command("backup", file, verbosity=0)
    with file.open("rb") as opened:
        files = Archive(opened).manifest["files"]
    assert {f"media/{name}" for name in names} == {each["name"] for each in files[1:]}
    with default_storage.open(image.file.name) as master:
        other = make_image("Інша", content=master.read())
    lost = sorted(names)[0]
    default_storage.delete(lost)
    default_storage.delete(image.quick_path)
    with default_storage.open(sorted(names)[1]) as whole:
        default_storage.save(image.quick_path, whole)  # another file under its name
    call_command("restore", file, "--yes", verbosity=0)
    assert names | set(other.paths()) == s3.names()
    assert Image.objects.get() == image
    assert contents.torn() == []
    assert not (place / "data" / ".before-restore").exists()
    call_command("restore", "--undo", "--yes", verbosity=0)
    assert Image.objects.count() == 2
    assert contents.torn() == []


def test_a_storage_that_is_away_makes_no_backup(place, s3):  # noqa: F811
    make_image()
    s3.stop(default_storage)
    with pytest.raises(CommandError, match=r"was not written: The storage of pictures doesn't"):
        call_command("backup", place / "data" / "portal.tar", verbosity=0)
    assert not list(place.glob("data/portal.tar*"))
    s3.start(default_storage)
