"""An error of ours is told in words: to readers, to the newsroom, to programs."""

import json

import pytest
from django.db import OperationalError

from news.models.article import ArticleQuerySet
from portal import asked
from tests.staff import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def broken(monkeypatch, client):
    def published(*args, **kwargs):
        raise ZeroDivisionError("secret insides")

    monkeypatch.setattr(ArticleQuerySet, "published", published)
    client.raise_request_exception = False
    asked.thread.now = ("the-request-1", {})
    yield client
    asked.thread.now = None


@pytest.mark.parametrize(
    ("address", "language", "words"),
    [
        ("/news/", "uk", "назвіть нам номер запиту"),
        ("/en/news/", "en", "tell us the number of the request"),
    ],
)
def test_readers_get_a_page_in_their_language_with_the_number_of_the_request(
    broken, address, language, words
):
    response = broken.get(address)
    text = response.content.decode()
    assert response.status_code == 500
    assert response["Content-Language"] == language
    assert f'<html lang="{language}">' in text
    assert words in text
    assert "<code>the-request-1</code>" in text
    assert "no-store" in response["Cache-Control"]
    assert "secret insides" not in text


def test_programs_get_a_problem(broken):
    response = broken.get("/api/v1/articles/")
    assert response.status_code == 500
    assert response["Content-Type"] == "application/problem+json"
    assert response["Access-Control-Allow-Origin"] == "*"
    told = json.loads(response.content)
    assert (told["status"], told["request"]) == (500, "the-request-1")
    assert told["detail"].startswith("Something broke on our side.")


def test_the_newsroom_is_told_where_the_typed_text_is(broken, monkeypatch):
    client = signed_in("editor")
    client.raise_request_exception = False
    monkeypatch.setattr("newsroom.desk.blocks", lambda *args: 1 / 0)
    response = client.get("/admin/")
    text = response.content.decode()
    assert response.status_code == 500
    assert "На сервері щось зламалося" in text
    assert "лишився в цьому браузері" in text
    assert "<code>the-request-1</code>" in text
    assert 'href="/admin/"' in text


def test_a_database_that_is_away_is_no_error_of_ours(broken, monkeypatch):
    def published(*args, **kwargs):
        raise OperationalError("gone")

    monkeypatch.setattr(ArticleQuerySet, "published", published)
    assert broken.get("/news/").status_code == 503
