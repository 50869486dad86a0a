"""What a page that fails on a replica, or is cut off, means for its reader."""

from contextlib import contextmanager

import pytest
from django.db import InternalError, OperationalError, connection

from news import generation
from portal import databases, survival
from tests.factories import make_article
from tests.staff import signed_in

pytestmark = pytest.mark.django_db


class Refusal(Exception):
    """What a driver tells; `sqlstate` is PostgreSQL's word for it."""

    def __init__(self, sqlstate):
        super().__init__("refused")
        self.sqlstate = sqlstate


def failing(error, sqlstate, told):
    """Return a wrapper of statements that all fail so; `told` gets each."""

    def fail(execute, sql, *rest):
        told.append(sql)
        raise error("refused") from Refusal(sqlstate)

    return fail


@pytest.fixture
def replica(monkeypatch):
    """A replica that reads what the test has written; `fails` says by what it refuses to."""

    class Replica:
        def __init__(self):
            self.fails, self.has_failed = None, False
            self.told, self.words = [], []

        def failed(self):
            self.has_failed = True

    replica = Replica()

    @contextmanager
    def of_replica(word):
        replica.words.append(word)
        if replica.has_failed:
            yield None
        elif replica.fails:
            with connection.execute_wrapper(failing(*replica.fails, replica.told)):
                yield replica
        else:
            yield replica

    monkeypatch.setattr(databases, "of_replica", of_replica)
    monkeypatch.setattr(databases, "has_replica", lambda: not replica.has_failed)
    return replica


def test_a_copy_that_fails_is_made_up_for_by_the_primary(cached, replica):
    make_article("Є на головній")
    replica.fails = OperationalError, "57P01"
    answer = cached.get("/news/")
    assert answer.status == 200
    assert "Є на головній" in answer.text
    assert "X-Page" not in answer.headers
    assert replica.told
    assert replica.has_failed


def test_what_a_copy_may_not_write_the_primary_writes(cached, replica):
    make_article("Є на головній")
    replica.fails = InternalError, "25006"
    assert "Є на головній" in cached.get("/news/").text
    assert replica.told
    assert not replica.has_failed


@pytest.mark.parametrize("state", ["57014", "55P03"])
def test_a_question_that_took_too_long_is_not_asked_again(cached, replica, state):
    replica.fails = OperationalError, state
    answer = cached.get("/search/?q=рада")
    assert answer.status == 503
    assert "Сторінку зараз не можна показати" in answer.text
    assert cached.asked == 1
    assert not replica.has_failed
    assert not survival.is_away()


def test_who_had_the_page_before_gets_it_as_it_was(cached, replica):
    kept = cached.get("/news/").content
    generation.move()
    replica.fails = OperationalError, "57014"
    answer = cached.get("/news/")
    assert (answer.status, answer.content) == (200, kept)
    assert answer.headers["X-Page"] == "stale"


def test_the_primary_asks_once_what_takes_too_long(cached):
    told = []
    with connection.execute_wrapper(failing(OperationalError, "57014", told)):
        assert cached.get("/news/").status == 503
    assert cached.asked == 1


def test_the_newsroom_is_told_of_what_took_too_long():
    editor = signed_in("editor")
    editor.raise_request_exception = False
    with connection.execute_wrapper(failing(OperationalError, "57014", [])):
        answer = editor.get("/admin/news/article/add/")
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0


def test_while_the_primary_is_away_pages_are_made_by_a_copy(cached, replica, monkeypatch):
    monkeypatch.setattr(survival, "answers", lambda: True)
    article = make_article("Лише в копії").get_absolute_url()
    word = generation.shared()
    survival._away.set()
    for _ in range(2):
        answer = cached.get(article)
        assert answer.status == 200
        assert "Лише в копії" in answer.text
        assert answer.headers["X-Page"] == "stale"
    assert cached.asked == 1
    (entry,) = [each for each, _ in cached.cache.memory.plain.entries.values()]
    assert entry.word.endswith(databases.MEANWHILE)
    assert entry.word != word
    survival._away.clear()
    answer = cached.get(article)
    assert "X-Page" not in answer.headers
    assert cached.asked == 2
    assert not replica.words[-1].endswith(databases.MEANWHILE)


def test_when_both_are_away_the_last_page_is_shown(cached, replica):
    cached.get("/news/")
    replica.has_failed = True
    survival._away.set()
    assert cached.get("/news/").headers["X-Page"] == "stale"
    assert cached.get("/tags/").status == 503


def test_found_away_by_a_reader_who_then_gets_the_page_of_a_copy(cached, replica, monkeypatch):
    """It was behind, or nobody could say that it isn't."""
    make_article("Остання новина")
    monkeypatch.setattr(survival, "answers", lambda: False)
    monkeypatch.setattr(survival, "EVERY", 60)
    had, told = databases.of_replica, []

    @contextmanager
    def behind(word):
        if word.endswith(databases.MEANWHILE):
            with had(word) as found:
                yield found
        else:
            yield None

    monkeypatch.setattr(databases, "of_replica", behind)

    @contextmanager
    def of_readers():
        with connection.execute_wrapper(failing(OperationalError, "08006", told)):
            yield

    monkeypatch.setattr(databases, "of_readers", of_readers)
    answer = cached.get("/news/")
    assert told
    assert answer.status == 200
    assert "Остання новина" in answer.text
    assert answer.headers["X-Page"] == "stale"
