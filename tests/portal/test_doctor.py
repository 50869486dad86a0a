"""`doctor` says what is well and what isn't, what to do, and waits for nothing long."""

import io
import json
import os
import time
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from portal import doctor, errors, pulse, read_only, release
from portal.backups import record
from portal.doctor import database, machine, running
from portal.management.commands.doctor import EXAMINATIONS
from tests.factories import make_article
from tests.portal import beats

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(tmp_path, settings):
    settings.DATA_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path


def of(examination):
    """Return {(name, state): Finding} of what an examination finds."""
    return {(each.name, each.state): each for each in examination()}


def states(examination):
    return [each.state for each in examination()]


def test_every_finding_that_is_not_well_says_what_to_do(monkeypatch):
    # In this process: a thread would have a connection of its own, to a test that isn't committed.
    found = [each for _, function in EXAMINATIONS for each in function()]
    assert len(found) > 10
    for each in found:
        assert each.said.endswith((".", "…", ")")), each
        assert each.state == doctor.WELL or each.todo, each
    said = {(each.name, each.state) for each in found}
    assert {("Database", "well"), ("Migrations", "well"), ("Clock", "well")} <= said
    assert {("Cache", "well"), ("Pictures", "well"), ("Backups", "wrong")} <= said


def told(monkeypatch, *words, examinations=()):
    monkeypatch.setattr("portal.management.commands.doctor.EXAMINATIONS", examinations)
    written = io.StringIO()
    try:
        call_command("doctor", *words, stdout=written)
    except CommandError:
        return written.getvalue(), 1
    return written.getvalue(), 0


def test_the_content_is_counted_and_what_nobody_could_work_without():
    make_article("Перша")
    make_article("Друга", state="draft")
    found = of(database.content)
    assert "2 articles, 1 of them public, and 0 pictures" in found["Content", "well"].said
    assert "createsuperuser" in found["Accounts", "note"].todo
    assert ("Places", "wrong") not in found  # the register is loaded


def test_it_exits_with_1_only_when_something_is_wrong(monkeypatch):
    good = ("One", lambda: [doctor.well("One", "It is well."), doctor.note("Two", "So.", "Look.")])
    bad = ("Three", lambda: [doctor.wrong("Three", "It broke.", "Mend it.")])
    text, code = told(monkeypatch, examinations=[good])
    assert code == 0
    assert "ok    One: It is well.\nnote  Two: So.\n        → Look.\n" in text
    assert "1 well, 1 to note, 0 wrong." in text
    text, code = told(monkeypatch, examinations=[good, bad])
    assert code == 1
    assert "WRONG Three: It broke.\n        → Mend it.\n" in text


def test_programs_get_one_object(monkeypatch):
    bad = ("Three", lambda: [doctor.wrong("Three", "It broke.", "Mend it.")])
    text, code = told(monkeypatch, "--json", examinations=[bad])
    answer = json.loads(text)
    assert code == 1
    assert answer["ok"] is False
    wanted = {"name": "Three", "state": "wrong", "said": "It broke.", "todo": "Mend it."}
    assert answer["found"] == [wanted]


def test_what_does_not_answer_or_breaks_is_wrong_and_the_next_is_examined():
    def broken():
        yield doctor.well("Before", "It was well.")
        raise ZeroDivisionError("no such thing\nand more")

    examinations = [
        ("Slow", lambda: time.sleep(60)),
        ("Broken", broken),
        ("Next", lambda: [doctor.well("Next", "It is well.")]),
    ]
    begun = time.monotonic()
    slow, before, broke, following = doctor.examine(examinations, patience=0.2)
    assert time.monotonic() - begun < 40
    assert (slow.state, slow.said) == ("wrong", "It didn't answer within 0.2 seconds.")
    assert broke.said == "It can't be examined: no such thing"
    assert (before.state, following.state) == ("well", "well")


def test_a_database_that_is_away_is_wrong():
    def away():
        raise database.connection.Database.OperationalError("connection refused")
        yield

    (found,) = doctor.examine([("Database", away)])
    assert found.state == "wrong"
    assert "connection refused" in found.said


def test_migrations_that_wait_or_are_of_a_newer_code_are_wrong():
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('news', '9999_new', %s)",
            [timezone.now()],
        )
        (found,) = database.migrations()
        assert "newer code" in found.said
        _, newest = max(
            key for key in MigrationLoader(connection).disk_migrations if key[0] == "news"
        )
        cursor.execute(
            "DELETE FROM django_migrations WHERE app = 'news' AND name IN ('9999_new', %s)",
            [newest],
        )
    (found,) = database.migrations()
    assert found.said == f"1 wait: news {newest}"
    assert found.todo == "Run `python manage.py migrate`."


def test_a_database_that_loses_commits_is_wrong():
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL synchronous_commit = off")
        said = [each.said for each in database.database() if each.state == "wrong"]
    # On SQLite the tests themselves run without it (tests/settings.py).
    lost = {"sqlite": "synchronous isn't FULL", "postgresql": "synchronous_commit is off"}
    assert any(lost[connection.vendor] in each for each in said)


def beat(**told):
    well = {"workers": 1, "threads": ["due", "pulse"], "release": release.digest()}
    return beats.beat(pulse.folder(), **well | told)


def test_a_server_that_never_ran_is_noted_and_one_that_ended_is_wrong(folder):
    assert states(running.workers) == ["note"]
    beat(beat=time.time() - 300)
    (found,) = running.workers()
    assert found.state == "wrong"
    assert "It doesn't run; it did until" in found.said


def test_workers_are_counted_and_so_are_their_threads(folder):
    beat()
    assert states(running.workers) == ["well", "well"]
    beat(workers=2)
    file = beat(pid=2**22 + 1, beat=time.time() - 300)
    file.rename(file.with_name("dead-1.json"))
    for file in pulse.folder().glob(f"{os.getpid()}-*.json"):
        file.write_text(json.dumps(json.loads(file.read_text()) | {"workers": 3}))
    found = of(running.workers)
    assert "of 3 workers live" in found["Server", "wrong"].said
    assert "died" in found["Server", "note"].said


def test_a_thread_that_ended_and_an_old_code_are_wrong(folder):
    beat(threads=["due"], release="another")
    found = of(running.workers)
    assert "the thread pulse has ended" in found["Server", "wrong"].said
    assert found["Version", "wrong"].todo.startswith("Restart the server")


def test_backups_are_asked_for_their_age(folder):
    assert states(running.backups) == ["wrong"]
    file = folder / "portal-2026.tar"
    file.write_bytes(b"x")
    record.note(file, ok=True, size=1)
    assert states(running.backups) == ["well"]
    told = record.read()
    told["time"] = (timezone.now() - timedelta(days=4)).isoformat()
    record.path().write_text(json.dumps(told))
    (found,) = running.backups()
    assert (found.state, "4 days old" in found.said) == ("wrong", True)
    record.note(file, ok=True, size=1)
    record.note(file, ok=False, why="No room.")
    failed, last = running.backups()
    assert (failed.state, "No room." in failed.said) == ("wrong", True)
    assert last.state == "well"


def test_a_full_disk_and_secrets_that_others_read_are_wrong(folder, monkeypatch):
    assert states(machine.folders) == ["well"]
    (folder / "portal.env").write_text("SECRET_KEY=x\n")
    (folder / "portal.env").chmod(0o644)
    assert "wrong" in states(machine.folders)
    (folder / "portal.env").chmod(0o600)
    assert states(machine.folders) == ["well"]
    usage = type(machine.shutil.disk_usage(folder))
    monkeypatch.setattr(machine.shutil, "disk_usage", lambda path: usage(100 * 2**30, 0, 2**20))
    assert set(states(machine.room)) == {"wrong"}


def test_static_files_of_another_code_are_wrong(folder, settings):
    settings.STATIC_ROOT = folder / "static"
    settings.BASE_DIR = folder / "code"
    (source := settings.BASE_DIR / "static" / "css").mkdir(parents=True)
    (source / "base.css").write_text("a {}")
    assert states(machine.static_files) == ["wrong"]
    (settings.STATIC_ROOT / "css").mkdir(parents=True)
    (settings.STATIC_ROOT / "staticfiles.json").write_text("{}")
    (settings.STATIC_ROOT / "css" / "base.css").write_text("a {}")
    assert states(machine.static_files) == ["well"]
    (source / "base.css").write_text("b {}")
    assert states(machine.static_files) == ["wrong"]


def test_a_mail_server_that_does_not_answer_is_wrong_and_letters_go_only_when_asked(
    settings, mailoutbox
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert states(running.letters) == ["wrong"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert states(running.letters) == ["note"]
    assert not mailoutbox
    assert states(lambda: running.send("desk@example.org")) == ["well"]
    assert mailoutbox[0].to == ["desk@example.org"]


def test_a_cache_that_keeps_nothing_is_wrong(settings):
    assert states(running.caching) == ["well"]
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    assert states(running.caching) == ["wrong"]


def test_errors_read_only_mode_and_views_that_wait_are_told(folder):
    assert states(running.broken) == ["well"]
    errors._count(errors.Kind("ValueError", "news/views.py:1 x"), time.time())
    assert states(running.broken) == ["note"]
    assert states(running.mode) == []
    read_only.turn_on("")
    assert states(running.mode) == ["note"]
    read_only.path().unlink()
    waiting = folder / "views" / "1abc.views"
    waiting.parent.mkdir()
    waiting.write_text("")
    assert states(running.waiting) == ["well"]
    os.utime(waiting, (1, 1))
    assert states(running.waiting) == ["wrong"]


def test_a_certificate_is_asked_for_only_with_https(settings):
    settings.SITE_URL = "http://127.0.0.1:1"
    assert states(machine.certificate) == []
    settings.SITE_URL = "https://127.0.0.1:1"
    assert states(machine.certificate) == ["note"]
