"""Nobody can put into a kept page what others get, nor fill the cache by asking."""

import pytest

from news import generation
from portal import page_disk
from portal.page_address import Page, normalised
from portal.page_entry import Entry
from portal.page_memory import Memory, Shelf
from tests.factories import make_article
from tests.portal.wsgi import Cached

pytestmark = [pytest.mark.django_db, pytest.mark.soak_on_postgres]

HOSTILE = {
    "x_forwarded_host": "evil.example",
    "x_forwarded_proto": "https",
    "x_forwarded_for": "6.6.6.6",
    "x_forwarded_port": "1234",
    "forwarded": "host=evil.example;proto=https",
    "x_original_url": "/admin/",
    "x_rewrite_url": "/admin/",
    "x_http_method_override": "POST",
    "cookie": "theme=dark; sessionid=" + "a" * 32,
    "accept_language": "en",
    "accept": "application/json",
    "user_agent": "<script>",
    "referer": "https://evil.example/",
    "range": "bytes=0-10",
}


@pytest.mark.parametrize("header", HOSTILE)
def test_a_header_changes_nothing_for_anybody(cached, header):
    make_article()
    honest = cached.get("/news/")
    generation.move()
    assert cached.get("/news/", **{header: HOSTILE[header]}) == honest
    assert cached.get("/news/") == honest
    assert cached.asked == 2


def test_another_host_is_refused_and_not_kept(cached):
    for host in ("evil.example", "testserver.evil.example", "testserver:80@evil", "x" * 5000, ""):
        assert cached.get("/news/", host=host).status == 400
    assert cached.asked == 5
    assert "evil" not in cached.get("/news/").text
    assert cached.get("/news/", host="testserver:8000").status == 200
    assert cached.asked == 6


def test_a_parameter_of_a_mailing_makes_no_other_page(cached):
    page = cached.get("/news/?utm_source=viber&fbclid=abc")
    assert cached.get("/news/") == page
    assert "viber" not in page.text
    assert cached.asked == 1


def test_the_order_of_parameters_makes_no_other_page():
    assert normalised("q=а&&from=2026-01-01&utm_medium=x") == normalised("from=2026-01-01&q=а")
    assert normalised("tag=b&tag=a") != normalised("tag=a&tag=b")
    assert normalised("q=%D0%B0%00%") == "q=%D0%B0%00%"


def test_queries_push_out_no_page_without_one(cached):
    cached.restart(room=400_000)
    article = make_article().get_absolute_url()
    cached.get(article)
    for number in range(40):
        cached.get(f"/search/?q={number}", accept_encoding="br")
    memory = cached.cache.memory
    assert memory.asked.used <= memory.asked.room
    assert 0 < len(memory.asked.entries) < 40
    asked = cached.asked
    cached.get(article)
    assert cached.asked == asked


def test_addresses_with_a_query_have_a_bounded_place_on_disk(cached, tmp_path, monkeypatch):
    monkeypatch.setattr(page_disk, "PLACES", 4)
    for number in range(12):
        cached.get(f"/news/?x={number}")
    files = [path for path in (tmp_path / "pages" / "kept").rglob("*") if path.is_file()]
    assert len(files) <= 4
    cached.restart()
    for number in range(12):
        assert cached.get(f"/news/?x={number}").status == 200


def test_what_is_too_long_is_answered_and_not_kept(cached):
    for address in (f"/news/?x={'a' * 2000}", f"/nothing/{'a' * 2000}/"):
        assert cached.get(address).status in (200, 404)
    assert not cached.cache.memory.asked.entries


def test_memory_is_bounded_in_bytes():
    shelf = Shelf(100_000)
    for number in range(100):
        shelf.put(Page(f"/{number}/", "", False), Entry("200 OK", [], b"x" * 8000))
    assert shelf.used <= 100_000
    assert shelf.used == sum(size for _, size in shelf.entries.values())
    assert shelf.get(Page("/99/", "", False))
    assert shelf.get(Page("/0/", "", False)) is None
    shelf.put(Page("/large/", "", False), Entry("200 OK", [], b"x" * 90_000))
    assert shelf.get(Page("/large/", "", False)) is None


def test_what_was_read_last_stays():
    memory = Memory(80_000)
    first = Page("/first/", "", False)
    for number in range(50):
        memory.put(Page(f"/{number}/", "", False), Entry("200 OK", [], b"x" * 3000))
        if number == 0:
            memory.put(first, Entry("200 OK", [], b"x" * 3000))
        assert memory.get(first)


def test_with_https_an_open_connection_is_led_to_it_and_nothing_is_kept(settings, tmp_path):
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS = 3600
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.SITE_URL, settings.DATA_DIR = "https://testserver", tmp_path
    cached = Cached(tmp_path / "pages")
    page = cached.get("/news/", x_forwarded_proto="https")
    assert (page.status, "Strict-Transport-Security" in page.headers) == (200, True)
    for headers in ({}, {"x_forwarded_proto": "http"}, {"x_forwarded_proto": "HTTPS evil"}):
        answer = cached.get("/news/", **headers)
        assert (answer.status, answer.headers["Location"]) == (301, "https://testserver/news/")
    for _ in range(6):
        assert cached.get("/news/", x_forwarded_proto="https") == page
    assert cached.asked == 4
    assert cached.get("/news/").status == 301
