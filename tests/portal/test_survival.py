"""When the database is away readers read on, and who gets nothing is told why in words."""

import time

import pytest
from django.db import OperationalError, connection

from news import generation
from portal import survival
from tests.factories import make_article
from tests.staff import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def database(monkeypatch):
    """The database, with `stop` and `start`; nothing else of it is simulated."""

    class Database:
        stopped, asked = False, 0

        def stop(self):
            self.stopped = True

        def start(self):
            self.stopped = False

    database = Database()

    def refuse(execute, *statement):
        database.asked += 1
        if database.stopped:
            raise OperationalError("connection refused")
        return execute(*statement)

    # To close the connection would end the transaction of the test.
    monkeypatch.setattr(survival, "answers", lambda: not database.stopped)
    monkeypatch.setattr(survival, "EVERY", 0.05)
    with connection.execute_wrapper(refuse):
        yield database
        database.start()
        back()


def back():
    """Wait until the database is known to be there."""
    deadline = time.monotonic() + 60
    while survival.is_away() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not survival.is_away()


def test_what_was_read_is_read_on_and_marked(cached, database):
    article = make_article("Лишається").get_absolute_url()
    fresh = cached.get(article)
    generation.move()
    database.stop()
    for _ in range(3):
        stale = cached.get(article)
        assert (stale.status, stale.content) == (200, fresh.content)
        assert stale.headers["X-Page"] == "stale"
    assert "X-Page" not in fresh.headers


def test_also_after_a_restart(cached, database):
    article = make_article("Лишається").get_absolute_url()
    fresh = cached.get(article, accept_encoding="br")
    cached.restart()
    generation.move()
    database.stop()
    assert cached.get(article, accept_encoding="gzip").status == 200
    assert cached.get(article, accept_encoding="br").content == fresh.content


def test_nobody_waits_for_it(cached, database):
    cached.get("/news/")
    generation.move()
    database.stop()
    cached.get("/news/")
    asked = database.asked
    for _ in range(5):
        cached.get("/news/")
        cached.get("/tags/")
    assert database.asked == asked


@pytest.mark.parametrize(
    ("address", "language", "words"),
    [
        ("/search/?q=рада", "uk", "Сторінку зараз не можна показати"),
        ("/en/search/?q=x", "en", "The page can’t be shown just now"),
    ],
)
def test_what_nobody_read_is_refused_in_its_language(cached, database, address, language, words):
    database.stop()
    for _ in range(2):
        answer = cached.get(address)
        assert answer.status == 503
        assert f'lang="{language}"' in answer.text
        assert words in answer.text
        assert int(answer.headers["Retry-After"]) > 0
        assert answer.headers["Cache-Control"] == "no-store"
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert "X-Page" not in answer.headers
        assert "Traceback" not in answer.text


def test_it_comes_back_by_itself_and_all_is_fresh(cached, database):
    cached.get("/news/")
    database.stop()
    generation.move()
    assert cached.get("/news/").headers["X-Page"] == "stale"
    database.start()
    make_article("Новина після перерви")
    back()
    page = cached.get("/news/")
    assert "Новина після перерви" in page.text
    assert "X-Page" not in page.headers


def test_the_newsroom_is_told_in_words(cached, database):
    editor = signed_in("editor")
    editor.raise_request_exception = False
    database.stop()
    for address in ("/admin/", "/admin/news/article/add/"):
        answer = editor.get(address)
        assert answer.status_code == 503
        assert "База даних не відповідає" in answer.content.decode()
        assert "no-store" in answer["Cache-Control"]
        assert int(answer["Retry-After"]) > 0


def test_a_page_that_fails_alone_takes_no_other_along(cached, database, monkeypatch):
    """As a query that is broken off, or a column that a migration still has to make."""
    kept = cached.get("/tags/").content
    monkeypatch.setattr(survival, "answers", lambda: True)
    generation.move()
    database.stop()
    assert cached.get("/tags/").headers["X-Page"] == "stale"
    assert cached.get("/popular/").status == 503
    assert not survival.is_away()
    database.start()
    assert cached.get("/tags/").content == kept
    assert "X-Page" not in cached.get("/tags/").headers


def test_a_copy_is_shown_for_a_day(cached, database):
    cached.get("/news/")
    generation.move()
    entry = cached.cache.memory.get(next(iter(cached.cache.memory.plain.entries)))
    database.stop()
    entry.made -= 24 * 3600
    assert cached.get("/news/").status == 200
    entry.made -= 3 * 3600
    assert cached.get("/news/").status == 503


def test_a_mistake_of_ours_is_no_database(cached, client, monkeypatch):
    client.raise_request_exception = False
    monkeypatch.setattr("portal.health.JsonResponse", None)
    answer = client.get("/healthz")
    assert answer.status_code == 500
    assert "У нас щось зламалося" in answer.content.decode()
