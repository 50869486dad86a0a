"""`restore` puts a backup back as it was, in one step, and leaves what was there for `--undo`."""

import os
import sqlite3
import threading

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from news import generation
from news.models import Article, Image
from news.models.search import SearchEntry
from portal import read_only
from portal.backups import restoring
from portal.backups.making import database
from tests.factories import make_article, make_image, make_user
from tests.portal.contents import another_place, pictures, tables, torn, with_tools

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def place(tmp_path, settings, monkeypatch):
    """A portal's folders; gives the Path of one for backups. What restores keep goes in the end."""
    settings.DATA_DIR, settings.MEDIA_ROOT = tmp_path / "data", tmp_path / "media"
    settings.DATA_DIR.mkdir()
    monkeypatch.setenv("PATH", with_tools()["PATH"])
    yield tmp_path
    connection.close()
    here = database()
    here.drop(here.kept)
    here.drop(here.beside)


@pytest.fixture
def backup(place):
    """The file of a backup of one article with a picture."""
    make_article("Як було", cover=make_image())
    file = place / "portal.tar"
    call_command("backup", file, verbosity=0)
    return file


def titles():
    return set(Article.objects.values_list("title", flat=True))


def test_an_empty_place_gets_all_of_it(place, backup, settings, capsys):
    make_user("editor")
    call_command("backup", backup, verbosity=0)
    rows, files = tables(), pictures(settings.MEDIA_ROOT)
    assert rows
    assert files
    with another_place(settings, place / "elsewhere"):
        call_command("restore", backup, "--yes")
        assert "`restore --undo`" not in capsys.readouterr().out  # to what?
        assert tables() == rows
        assert pictures(settings.MEDIA_ROOT) == files
        assert not torn()
        call_command("migrate", check_unapplied=True, verbosity=0)
        assert Article.objects.get().title in Client().get("/news/").content.decode()
        editor = Client()
        assert editor.login(username="editor", password="demo-editor")
        make_article("Далі")  # the numbers of rows go on where they were
        assert SearchEntry.objects.count() == 2  # by triggers and tables that came along


def test_what_came_since_goes_and_comes_back_by_undo(place, backup, settings):
    before = tables()
    make_article("Як стало", cover=make_image("Інша", "other.png"))
    Article.objects.filter(title="Як було").update(title="Як виправлено")
    since = tables()
    call_command("restore", backup, "--yes")
    assert titles() == {"Як було"}
    assert tables() == before
    call_command("restore", "--undo", "--yes")
    assert titles() == {"Як стало", "Як виправлено"}
    assert tables() == since
    assert not torn()
    call_command("restore", "--undo", "--yes")
    assert titles() == {"Як було"}


@pytest.mark.once
def test_undo_brings_pictures_back_that_were_removed_as_strays(place, backup):
    image = make_image("Інша")
    call_command("restore", backup, "--yes")
    for path in image.paths():
        Image.file.field.storage.delete(path)
    call_command("restore", "--undo", "--yes")
    assert Image.objects.filter(pk=image.pk).exists()
    assert not torn()


@pytest.mark.once
def test_pictures_that_were_lost_or_broken_are_mended(place, backup, settings):
    files = pictures(settings.MEDIA_ROOT)
    lost, broken, *_ = sorted(files)
    (settings.MEDIA_ROOT / lost).unlink()
    (settings.MEDIA_ROOT / broken).write_bytes(b"broken")
    call_command("restore", backup, "--yes")
    assert pictures(settings.MEDIA_ROOT) == files
    call_command("restore", "--undo", "--yes")
    assert (settings.MEDIA_ROOT / broken).read_bytes() == b"broken"
    assert pictures(settings.MEDIA_ROOT)[lost] == files[lost]


def test_a_connection_that_is_open_sees_the_next_state(place, backup):
    """As those of a server: each thread has one, in the middle of whatever it does."""
    make_article("Як стало")
    seen, may_go_on, has_read = [], threading.Event(), threading.Event()

    def read():
        seen.append(titles())
        has_read.set()
        may_go_on.wait(60)
        for _ in range(3):  # on PostgreSQL the connection was cut off
            try:
                seen.append(titles())
                make_article("Пише далі")
                seen.append(titles())
                break
            except Exception:  # noqa: BLE001 - what a server does (portal/survival.py)
                connection.close()
        connection.close()

    reader = threading.Thread(target=read)
    reader.start()
    has_read.wait(60)
    call_command("restore", backup, "--yes")
    may_go_on.set()
    reader.join()
    assert seen == [{"Як було", "Як стало"}, {"Як було"}, {"Як було", "Пише далі"}]
    assert titles() == {"Як було", "Пише далі"}
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            assert cursor.fetchall() == [("ok",)]


@pytest.mark.once
def test_readers_see_it_at_once(place, backup, cached):
    make_article("Як стало")
    assert "Як стало" in cached.get("/news/").text
    before = generation.current()
    call_command("restore", backup, "--yes")
    assert generation.current() != before
    assert "Як стало" not in cached.get("/news/").text


@pytest.mark.once
def test_nobody_saves_meanwhile(place, backup, monkeypatch):
    notes, swap = [], type(database()).swap

    def noting(*arguments):
        notes.append(read_only.note())
        swap(*arguments)

    monkeypatch.setattr(type(database()), "swap", noting)
    call_command("restore", backup, "--yes")
    assert notes == [restoring.NOTE]
    assert read_only.note() is None
    read_only.turn_on("Атака")
    call_command("restore", backup, "--yes")
    assert notes[1] == read_only.note() == "Атака"


def test_a_backup_of_an_older_portal_is_brought_up(place):
    call_command("migrate", "otp_totp", "0002", verbosity=0)
    make_article("Зі старого порталу")
    file = place / "old.tar"
    call_command("backup", file, verbosity=0)
    call_command("migrate", verbosity=0)
    call_command("restore", file, "--yes")
    assert titles() == {"Зі старого порталу"}
    call_command("migrate", check_unapplied=True, verbosity=0)


def test_what_fails_leaves_all_as_it_was(place, backup, monkeypatch):
    def fail(*arguments):
        raise OSError(28, "No space left on device")

    make_article("Як стало")
    before, folder = tables(), set(os.listdir(place))
    monkeypatch.setattr(restoring, "_migrate", fail)
    with pytest.raises(CommandError, match="The database is as it was: .*No space left"):
        call_command("restore", backup, "--yes")
    assert tables() == before
    assert set(os.listdir(place)) == folder
    assert not database().has(database().beside)
    assert read_only.note() is None


@pytest.mark.once
def test_rows_that_are_missing_are_found(place, backup, monkeypatch):
    here, rows = type(database()), type(database()).rows
    monkeypatch.setattr(here, "rows", lambda *args: rows(*args) | {"news_article": 7})
    with pytest.raises(CommandError, match="news_article has 7 rows, and 1 were in the backup"):
        call_command("restore", backup, "--yes")
    monkeypatch.undo()
    assert titles() == {"Як було"}


@pytest.mark.once
def test_what_is_no_database_any_more_is_put_aside(place, backup, settings):
    """A file that a disk broke, with a log that must not be applied to the one that comes."""
    rows = tables()
    with another_place(settings, place / "elsewhere"):
        live = database().live
        live.write_bytes(os.urandom(8192))
        live.with_name(f"{live.name}-wal").write_bytes(os.urandom(8192))
        live.with_name(f"{live.name}-shm").write_bytes(os.urandom(32768))
        call_command("restore", backup, "--yes")
        assert tables() == rows
        with sqlite3.connect(live) as opened:
            assert opened.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        opened.close()
