"""The page cache answers what Django would answer now, and asks it once for each generation."""

import gzip
import threading
import time

import brotli
import pytest
from django.db import connection
from django.utils import timezone

from news import generation
from news.models import Article
from portal import page_cache
from regions.models import Hromada
from tests.factories import KUPIANSK, hromada, make_article, make_tag

pytestmark = [pytest.mark.django_db, pytest.mark.soak_on_postgres]


@pytest.fixture
def article():
    return make_article("Перший заголовок", hromadas=[KUPIANSK], tags=["освіта"])


def test_a_page_is_made_once(cached, article):
    first = cached.get("/news/")
    assert "Перший заголовок" in first.text
    assert cached.get("/news/") == first
    assert cached.asked == 1


def test_what_is_kept_survives_a_restart(cached, article):
    first = cached.get(article.get_absolute_url(), accept_encoding="br")
    cached.restart()
    again = cached.get(article.get_absolute_url(), accept_encoding="br")
    assert (again.status, again.content, again.headers["ETag"]) == (
        200,
        first.content,
        first.headers["ETag"],
    )
    assert sorted(again.headers.items()) == sorted(first.headers.items())
    assert cached.asked == 1


CHANGES = {
    "a correction": (
        lambda article: Article.objects.filter(pk=article.pk).update(title="Другий заголовок"),
        "Другий заголовок",
        None,
    ),
    "withdrawn": (
        lambda article: Article.objects.filter(pk=article.pk).update(state="archived"),
        None,
        "Перший заголовок",
    ),
    "another one": (lambda article: make_article("Щойно"), "Щойно", None),
    "a region renamed": (
        lambda article: Hromada.objects.filter(katottg=KUPIANSK).update(short_name="Нова"),
        None,
        None,
    ),
    "a topic merged": (lambda article: make_tag("освіта").delete(), None, ">освіта<"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_the_next_request_sees_a_change(cached, client, article, change):
    do, appears, disappears = CHANGES[change]
    before = cached.get("/news/").text
    do(article)
    now = cached.get("/news/").text
    assert now == client.get("/news/").content.decode()
    assert appears is None or (appears in now and appears not in before)
    assert disappears is None or disappears not in now
    assert cached.asked == 2


def test_bodies_are_packed_as_is_asked(cached, article):
    address = article.get_absolute_url()
    plain = cached.get(address).content
    for encoding, unpack in (("br", brotli.decompress), ("gzip", gzip.decompress)):
        for _ in range(4):  # with the third it is packed more thoroughly
            answer = cached.get(address, accept_encoding=f"deflate, {encoding};q=0.5")
            assert answer.headers["Content-Encoding"] == encoding
            assert unpack(answer.content) == plain
            assert len(answer.content) < len(plain) / 2
            assert int(answer.headers["Content-Length"]) == len(answer.content)
            assert "Accept-Encoding" in answer.headers["Vary"]
    assert cached.get(address, accept_encoding="br;q=0, gzip;q=0.0, zstd").content == plain
    assert cached.get(address, accept_encoding="*").headers["Content-Encoding"] == "br"
    assert cached.asked == 1


def test_what_is_known_by_heart_ends_too(cached, article):
    """After some readings a request is answered by one look; nothing else changes."""
    for _ in range(6):
        page = cached.get("/news/", accept_encoding="br")
    assert cached.cache.quick
    assert cached.get("/news/", accept_encoding="br") == page
    assert cached.get("/news/", method="HEAD", accept_encoding="br").content == b""
    assert cached.get("/news/", accept_encoding="br", host="evil.example").status == 400
    etag = page.headers["ETag"]
    assert cached.get("/news/", accept_encoding="br", if_none_match=etag).status == 304
    article.delete()
    now = cached.get("/news/", accept_encoding="br")
    assert now.headers["ETag"] != etag
    assert "Перший" not in brotli.decompress(now.content).decode()


def test_a_head_has_no_body(cached, article):
    page, head = cached.get("/news/"), cached.get("/news/", method="HEAD")
    assert head.content == b""
    assert sorted(head.headers.items()) == sorted(page.headers.items())


def test_a_page_that_is_the_same_is_not_sent_again(cached, article):
    first = cached.get("/news/", accept_encoding="gzip")
    generation.move()
    for asked in (first.headers["ETag"], f'"other", {first.headers["ETag"]}', "*"):
        again = cached.get("/news/", accept_encoding="br", if_none_match=asked)
        assert (again.status, again.content) == (304, b"")
        assert again.headers["ETag"] == first.headers["ETag"]
        assert again.headers["Cache-Control"] == "no-cache"
    article.tags.clear()
    assert cached.get("/news/", if_none_match=first.headers["ETag"]).status == 200


def test_light_mode_is_another_page(cached, article):
    light = cached.get("/", save_data="on")
    assert 'class="light-mode"' in light.text
    assert 'class="light-mode"' not in cached.get("/").text
    assert "Save-Data" in light.headers["Vary"]
    assert cached.get("/", save_data="On") == light
    assert cached.asked == 2


@pytest.mark.parametrize(
    "address",
    ["/feeds/all.rss", "/sitemap.xml", "/robots.txt", "/api/v1/articles/", "/offline/changes.json"],
)
def test_what_machines_read_is_kept_too(cached, article, address):
    address += f"?ids={article.pk}" if address.startswith("/offline") else ""
    assert cached.get(address).status == 200
    cached.get(address)
    assert cached.asked == 1


@pytest.mark.parametrize(
    ("address", "status"),
    [("/nothing/", 404), ("/news", 301), ("/admin/", 302), ("/healthz", 200), ("/readyz", 200)],
)
def test_what_is_not_a_page_is_not_kept(cached, address, status):
    assert cached.get(address).status == cached.get(address).status == status
    assert cached.asked == 2
    assert not cached.cache.memory.plain.entries


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_makes_the_page(cached, article, monkeypatch):
    made = page_cache.PageCache.made
    monkeypatch.setattr(
        page_cache.PageCache, "made", lambda *given: (time.sleep(0.2), made(*given))[1]
    )
    found = []

    def ask():
        found.append(cached.get("/news/").text)
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1
    assert cached.asked == 1


@pytest.mark.django_db(transaction=True)
def test_without_a_generation_who_waits_gets_what_was_begun_after_they_came(
    cached, article, monkeypatch
):
    """While Redis is away nothing may be kept, and a page may be asked for by hundreds at once."""
    made, all_came = page_cache.PageCache.made, threading.Event()
    monkeypatch.setattr(cached.cache, "word", lambda: "")
    monkeypatch.setattr(
        page_cache.PageCache, "made", lambda *given: (all_came.wait(60), made(*given))[1]
    )
    found = []

    def ask():
        found.append(cached.get("/news/").status)
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    while sum(want for _, want in cached.cache.making.copy().values()) < len(threads):
        time.sleep(0.01)
    all_came.set()
    for thread in threads:
        thread.join()
    assert found == [200] * 8
    assert cached.asked == 2, "for the first one, and for all who came while that was made"
    cached.get("/news/")
    assert cached.asked == 3, "who comes later may see a change"


def test_a_change_while_a_page_is_made_is_not_lost(cached, article):
    django = cached.django

    def change_meanwhile(environ, start_response):
        parts = django(environ, start_response)
        Article.objects.filter(pk=article.pk).update(title="Щойно змінений")
        cached.django = django
        return parts

    cached.django = change_meanwhile
    assert "Перший" in cached.get("/news/").text
    assert "Щойно змінений" in cached.get("/news/").text


def test_a_scheduled_article_waits_for_its_generation(cached, monkeypatch):
    soon = timezone.now() + timezone.timedelta(hours=1)
    make_article("На часі", published_at=soon)
    place = hromada().get_absolute_url()
    assert "На часі" not in cached.get("/news/").text + cached.get(place).text
    monkeypatch.setattr(timezone, "now", lambda: soon + timezone.timedelta(seconds=1))
    generation.move()
    assert "На часі" in cached.get("/news/").text
