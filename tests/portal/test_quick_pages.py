"""Readers' pages by the short way are those that the whole of Django answers."""

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import OperationalError
from django.utils.translation import get_language, override

from news import lists, views
from portal.page_address import Page, environ_of
from portal.quick_pages import QuickPages
from tests.factories import KUPIANSK, hromada, make_article
from tests.portal.wsgi import asked

pytestmark = pytest.mark.django_db


@pytest.fixture
def django():
    """Django as a WSGI application that counts, as `asked`, how often it is."""
    application = get_wsgi_application()

    def counted(environ, start_response):
        counted.asked += 1
        return application(environ, start_response)

    counted.asked = 0
    return counted


def answer(application, path, light=False, query=""):
    """Return (status, headers in order, body) of a page; what depends on packing left out."""
    told = []
    environ = environ_of(Page(path, query, light))
    (body,) = asked(
        application, environ, lambda status, headers, *_: told.append((status, headers))
    )
    ((status, headers),) = told
    left = {"content-length", "cache-control"}  # the page cache says the latter where nobody did
    return status, sorted((k.lower(), v) for k, v in headers if k.lower() not in left), body


def addresses():
    article = make_article(hromadas=[KUPIANSK], tags=["вода"])
    translated = make_article("Water", language="en", translation_of=article)
    place, tag = hromada(), article.tags.get()
    return [
        *("/", "/en/", "/news/", "/news/archive/", "/tags/", "/popular/", "/search/", "/my/"),
        *("/offline/", "/feeds/", "/data/", "/accessibility/", "/regions/", "/regions/find/"),
        *(each.get_absolute_url() for each in (article, translated, place, place.oblast, tag)),
        *(f"/embed/regions/{KUPIANSK}/", f"/embed/regions/{KUPIANSK}/code/"),
        *("/feeds/all.rss", "/feeds/all.json", "/en/feeds/all.atom", "/manifest.webmanifest"),
        *("/sitemap.xml", "/sitemap-news.xml", "/robots.txt", "/sw.js"),
        *("/api/v1/articles/", "/api/v1/docs", "/api/v1/openapi.json"),
    ]


def test_all_pages_are_the_same(django, monkeypatch):
    quick = QuickPages(django)
    for path in addresses():
        for light in (False, True):
            expected = answer(django, path, light)
            django.asked = 0
            assert answer(quick, path, light) == expected, path
            assert expected[0] == "200 OK"
            assert django.asked == 0, path


def test_what_is_no_page_is_answered_by_django(django):
    article = make_article()
    quick = QuickPages(django)
    for path in (f"/news/{article.pk}/", "/nothing/", "/news", f"/regions/{KUPIANSK}/"):
        expected = answer(django, path)
        django.asked = 0
        assert answer(quick, path) == expected
        assert django.asked == 1
        assert expected[0][:3] in {"301", "302", "404"}


def test_a_query_at_the_front_page_may_be_a_former_address(django):
    answer(QuickPages(django), "/", query="p=1")
    assert django.asked == 1


def test_only_what_the_page_cache_asks_for_goes_the_short_way(django):
    environ = environ_of(Page("/", "", False))
    del environ["portal.page"]
    asked(QuickPages(django), environ, lambda *_: None)
    assert django.asked == 1


def test_who_works_on_the_portal_gets_django_and_its_pages_of_errors(django, settings):
    settings.DEBUG = True
    answer(QuickPages(django), "/")
    assert django.asked == 1


def test_what_breaks_is_told_by_django(django, monkeypatch, caplog):
    monkeypatch.setattr(lists, "popular_tags", lambda: 1 / 0)
    assert answer(QuickPages(django), "/tags/")[0] == "500 Internal Server Error"
    assert django.asked == 1
    assert [each.levelname for each in caplog.records if each.exc_info] == ["ERROR"]


@pytest.mark.parametrize("state", ["", "57014"])
def test_a_database_that_is_away_or_broke_off_is_asked_once(django, monkeypatch, caplog, state):
    def broken(*_):
        error = OperationalError("no")
        error.__cause__ = type("Told", (Exception,), {"sqlstate": state})()
        raise error

    monkeypatch.setattr(lists, "popular_tags", broken)
    environ, told = environ_of(Page("/tags/", "", False)), []
    (body,) = asked(QuickPages(django), environ, lambda status, headers: told.append(status))
    assert told == ["503 Service Unavailable"]
    assert django.asked == 0
    assert environ["portal.away"] == (state or "away")
    assert [each.levelname for each in caplog.records if each.exc_info] == ["ERROR"]


def test_what_breaks_once_only_is_shown_and_logged(django, monkeypatch, caplog):
    tries = []

    def once(pk):
        tries.append(pk)
        if len(tries) == 1:
            raise ConnectionError("cut off")
        return found(pk)

    found = views.public_article
    monkeypatch.setattr(views, "public_article", once)
    article = make_article()
    assert answer(QuickPages(django), article.get_absolute_url())[0] == "200 OK"
    (record,) = [each for each in caplog.records if each.exc_info]
    assert "second attempt" in record.message
    assert record.exc_info[0] is ConnectionError


def test_the_language_ends_with_the_page(django):
    with override("uk"):
        answer(QuickPages(django), "/en/")
        assert get_language() == "uk"
