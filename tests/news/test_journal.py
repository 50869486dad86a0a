"""Views that come while the database is away are on disk before the answer, and enter it once."""

import os
from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from news import counting, journal, tally
from news.models import DrainedJournal, RefusedViews, ViewsByDay, ViewsTotal
from news.tally import View
from tests.factories import make_article
from tests.news.beacons import OURS, report

DAY = timezone.localdate(datetime(2026, 9, 21, 12, tzinfo=UTC))
NOON = 1_789_981_200_000


@pytest.fixture(autouse=True)
def folder(settings, tmp_path, monkeypatch):
    """A folder of the test's own, in which nothing waits, and nothing is known of the database."""
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(journal, "_open", None)
    monkeypatch.setattr(counting, "_away_until", 0.0)
    monkeypatch.setattr(counting, "_numbers", {})
    yield tmp_path / "views"
    if journal._open is not None:
        os.close(journal._open)


@pytest.fixture
def article(transactional_db):
    return make_article(published_at=datetime(2026, 1, 1, tzinfo=UTC), views_imported=10)


@pytest.fixture
def away(monkeypatch):
    """The database is away until `away.undo()` is called."""

    def fail(*args, **kwargs):
        raise OperationalError("the database is away")

    with monkeypatch.context() as patch:
        patch.setattr(tally, "_count", fail)
        yield patch


def view(article, reader, at=NOON, **fields):
    return View(article.pk, at + reader, DAY, reader, reader, **fields)


def back(away, monkeypatch):
    away.undo()
    monkeypatch.setattr(counting, "_away_until", 0.0)


def counted(article):
    return sum(ViewsTotal.objects.filter(article=article).values_list("count", flat=True))


def test_readers_are_answered_and_counted_later(client, article, away, monkeypatch, folder):
    answers = [report(client, article, address=f"192.0.2.{n}") for n in range(3)]
    assert [answer.json() for answer in answers] == [{"views": None}] * 3
    report(client, article, address="192.0.2.1")  # a repeat, which only the database can tell
    report(client, article, user_agent="curl/8.0")
    assert counted(article) == 0
    back(away, monkeypatch)
    assert report(client, article, address="192.0.2.9").json() == {"views": 11}
    assert journal.drain() == 5
    assert counted(article) == 4
    assert dict(RefusedViews.objects.values_list("reason", "count")) == {"repeat": 1, "robot": 1}
    assert list(folder.glob("*.views")) == []
    assert journal.drain() == 0


def test_the_last_known_number_is_shown(client, article, monkeypatch, away):
    monkeypatch.setattr(counting, "_numbers", {article.pk: 3089})
    assert report(client, article).json() == {"views": 3089}


def test_no_address_and_no_browser_is_on_disk(client, article, away, folder):
    report(client, article, address="198.51.100.77", user_agent=f"{OURS['user-agent']} Zebra")
    kept = b"".join(path.read_bytes() for path in folder.iterdir())
    assert str(article.pk).encode() in kept
    assert b"198.51.100" not in kept
    assert b"Zebra" not in kept
    assert {path.stat().st_mode & 0o077 for path in folder.iterdir()} == {0}


def test_a_database_that_was_away_is_not_asked_for_each_view(article, away, monkeypatch):
    asked = []
    monkeypatch.setattr(counting.tally, "enter", lambda views: asked.append(views) or 1 / 0)
    monkeypatch.setattr(counting, "_away_until", float("inf"))
    counting.count(view(article, 1))
    assert asked == []


def test_a_drain_that_is_cut_off_goes_on_where_it_ended(article, monkeypatch):
    monkeypatch.setattr(journal, "AT_ONCE", 2)
    journal.keep([view(article, reader) for reader in range(7)])
    entered = []

    def killed(views, also):
        if len(entered) == 2:
            raise OperationalError("killed")
        entered.append(len(views))
        tally.enter(views, also)

    with monkeypatch.context() as patch:
        patch.setattr(journal, "enter", killed)
        with pytest.raises(OperationalError):
            journal.drain()
    assert counted(article) == 4
    assert journal.drain() == 3
    assert counted(article) == 7


def test_a_drain_killed_before_the_file_is_removed_counts_nothing_twice(article, folder):
    journal.keep([view(article, reader) for reader in range(3)])
    (file,) = journal.waiting()
    text = file.read_bytes()
    assert journal.drain() == 3
    file.write_bytes(text)
    # Also when nothing is known of the readers any more.
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM news_seen")
    assert journal.drain() == 0
    assert (counted(article), journal.waiting()) == (3, [])


def test_half_a_line_was_never_acknowledged(article, folder):
    journal.keep([view(article, 1), view(article, 2)])
    (file,) = journal.waiting()
    with file.open("a") as lines:
        lines.write(f"{article.pk} {NOON} 99")
    assert journal.drain() == 2
    assert (counted(article), journal.waiting()) == (2, [])


def test_what_is_no_view_is_kept_for_people_to_see(article, folder, caplog):
    folder.mkdir()
    (folder / "1.views").write_text(f"{article.pk} {NOON} 5 5 - -\nwhat is this\n")
    assert journal.drain() == 1
    assert [path.suffix for path in folder.glob("1.*")] == [".unreadable"]
    assert "1 lines" in caplog.text


def test_a_file_that_another_worker_writes_to_is_left(article, folder):
    journal.keep([view(article, 1)])
    others, journal._open = journal._open, None
    assert journal.drain() == 0
    os.close(others)  # as the kernel does when that worker is killed
    assert journal.drain() == 1


def test_an_older_view_is_judged_by_what_was_counted_meanwhile(article):
    journal.keep([view(article, 1, at=NOON)])
    tally.enter([view(article, 1, at=NOON + 60_000)])
    assert journal.drain() == 1
    assert counted(article) == 1
    assert ViewsByDay.objects.get().count == 1


@pytest.mark.parametrize(
    ("status", "entered", "left"),
    [("committed", 0, 0), ("aborted", 1, 0), ("unknown", 1, 0), ("in progress", 0, 1)],
)
def test_a_broken_commit_is_counted_once(article, monkeypatch, status, entered, left):
    monkeypatch.setattr(journal, "_status", lambda xid: status)
    journal.keep([view(article, 1)], "777")
    assert journal.drain() == entered
    assert (counted(article), len(journal.waiting())) == (entered, left)


def test_the_database_knows_what_became_of_a_commit(article):
    if connection.vendor == "sqlite":  # its commits don't travel
        tally.enter([view(article, 1)])
        assert counted(article) == 1
        return
    found = []
    for undo in (False, True):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_current_xact_id()::text")
            found.append(cursor.fetchone()[0])
            transaction.set_rollback(undo)
    found.append(str(int(found[-1]) + 1_000_000))
    assert [journal._status(xid) for xid in found] == ["committed", "aborted", "unknown"]


def test_journals_are_forgotten_after_a_month(db):
    DrainedJournal.objects.bulk_create([DrainedJournal(name=name, lines=1) for name in "ab"])
    DrainedJournal.objects.filter(name="a").update(at=timezone.now() - timedelta(days=31))
    journal.forget()
    assert [row.name for row in DrainedJournal.objects.all()] == ["b"]


def test_where_neither_takes_it_the_reader_is_told_to_come_back(client, article, away, monkeypatch):
    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(journal.os, "fsync", full)
    response = report(client, article)
    assert (response.status_code, response["Retry-After"]) == (503, "10")
