"""Views that come at the same time share a commit, and none is lost, doubled or kept waiting."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from django.db import IntegrityError, connection
from django.test import Client

from news import counting, journal, tally
from news.models import RefusedViews, ViewsByDay, ViewsTotal
from tests.factories import make_article
from tests.news.beacons import report
from tests.news.test_counting import DAY, NOON, old_article, views_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path, monkeypatch):
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(journal, "_open", None)
    monkeypatch.setattr(counting, "_away_until", 0.0)


def at_once(function, arguments, threads=8):
    """Call a function with each of the arguments, in threads; return the results in order."""

    def call(argument):
        try:
            return function(argument)
        finally:
            connection.close()

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(call, arguments))


def count(view):
    counting.count(view)
    return view


def view(article, reader):
    return tally.View(article.pk, NOON + reader, DAY, reader, reader)


def test_parallel_readers_are_all_counted_once():
    article = make_article()
    statuses = at_once(
        lambda n: report(Client(), article, address=f"192.0.2.{n % 80}").status_code, range(160)
    )
    assert set(statuses) == {200}
    assert views_of(article) == 80
    assert dict(RefusedViews.objects.values_list("reason", "count")) == {"repeat": 80}


class Stuck:
    """A database into which the first views that are entered go only after `free` is set; `groups`
    are the numbers of views that came together."""

    def __init__(self, monkeypatch):
        self.groups, self.is_reached, self.free = [], threading.Event(), threading.Event()
        self.enter = tally.enter
        monkeypatch.setattr(tally, "enter", self.slowly)

    def slowly(self, views):
        self.groups.append(len(views))
        if not self.is_reached.is_set():
            self.is_reached.set()
            assert self.free.wait(60)
        self.enter(views)

    @contextmanager
    def by(self, view):
        """Let a view wait for the database inside the block; give the Future of its count."""
        with ThreadPoolExecutor(1) as pool:
            first = pool.submit(at_once, count, [view], 1)
            assert self.is_reached.wait(60)
            yield first


def test_what_waits_for_a_commit_shares_the_next(monkeypatch):
    article, stuck = old_article(), Stuck(monkeypatch)
    monkeypatch.setattr(counting, "PATIENCE", 60)
    with stuck.by(view(article, 0)) as first:
        others = threading.Thread(
            target=at_once, args=(count, [view(article, n) for n in range(1, 8)], 7)
        )
        others.start()
        while len(counting._waiting) < 7:
            time.sleep(0.001)
        stuck.free.set()
        first.result()
        others.join()
    assert stuck.groups == [1, 7]
    assert views_of(article) == 8


def test_nobody_waits_long_for_a_database_that_is_stuck(monkeypatch):
    """Who isn't being entered goes to the journal, so that threads are left for other readers."""
    article, stuck = old_article(), Stuck(monkeypatch)
    monkeypatch.setattr(counting, "PATIENCE", 0.05)
    with stuck.by(view(article, 0)) as first:
        kept = at_once(count, [view(article, n) for n in range(1, 6)])
        stuck.free.set()
        assert not first.result()[0].is_kept
    assert all(each.is_kept for each in kept)
    assert journal.drain() == 5
    assert views_of(article) == 6


def test_one_that_can_not_be_counted_takes_no_other_with_it(monkeypatch):
    article, gone, enter = old_article(), old_article(), tally.enter

    def refuse(views):
        if any(each.article == gone.pk for each in views):
            raise IntegrityError("the article has just been removed")
        enter(views)

    monkeypatch.setattr(tally, "enter", refuse)
    views = [view(article, 1), view(gone, 2), view(article, 3)]
    counting._enter(views)
    assert [each.refusal for each in views] == ["", "unknown", ""]
    assert views_of(article) == 2


def test_an_error_is_told_to_all_who_wait_and_to_nobody_later(monkeypatch):
    article, enter = old_article(), tally.enter
    monkeypatch.setattr(tally, "enter", lambda views: 1 / 0)
    for reader in range(2):
        with pytest.raises(ZeroDivisionError):
            count(view(article, reader))
    monkeypatch.setattr(tally, "enter", enter)
    assert count(view(article, 3)).number == 1


def test_a_removed_article_takes_its_numbers_along():
    article = old_article()
    count(view(article, 1))
    article.delete()
    assert not ViewsTotal.objects.exists()
    assert not ViewsByDay.objects.exists()
    assert count(view(old_article(), 2)).number == 1
