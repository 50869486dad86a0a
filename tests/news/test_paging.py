"""Pages of a list by its edge: nothing twice, nothing lost, one address for each page."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from news.models import Article
from news.paging import cursor, read_cursor
from tests.factories import KUPIANSK, hromada, make_article, oblast

pytestmark = pytest.mark.django_db


def make_articles(count, **fields):
    """Make `count` articles, an hour apart, the newest first; return their titles in that order."""
    now = timezone.now().replace(microsecond=0)
    for number in range(count):
        moment = now - timedelta(hours=number + 1)
        make_article(f"Стаття {number}", published_at=moment, **fields)
    return [f"Стаття {number}" for number in range(count)]


def page_at(client, address):
    """Return the Page that an address shows."""
    response = client.get(address)
    assert response.status_code == 200, address
    return response.context["page"]


def titles(page):
    return [article.title for article in page.object_list]


def walk(client, address):
    """Return the titles of all pages from an address on to the oldest, page by page."""
    found = []
    while address:
        page = page_at(client, address)
        found.append(titles(page))
        address = page.older
    return found


@pytest.mark.parametrize("count", [0, 1, 20, 21, 41])
def test_walking_to_the_oldest_shows_all_once_and_in_order(count, client):
    expected = make_articles(count)
    pages = walk(client, "/news/")
    assert sum(pages, []) == expected
    assert all(len(page) == 20 for page in pages[:-1])


def test_articles_of_one_moment_are_told_apart_by_their_ids(client):
    moment = timezone.now() - timedelta(days=1)
    for number in range(45):
        make_article(f"Стаття {number}", published_at=moment)
    shown = sum(walk(client, "/news/"), [])
    assert shown == [f"Стаття {number}" for number in reversed(range(45))]


def test_news_that_arrive_meanwhile_move_nothing(client):
    expected = make_articles(60)
    first = page_at(client, "/news/")
    shown = titles(first)
    for number in range(3):
        make_article(f"Щойно {number}")
    second = page_at(client, first.older)
    assert shown + titles(second) == expected[:40]
    assert (second.first, second.last, second.count) == (24, 43, 63)
    # What was above comes in the same order; nothing between is skipped.
    newer = page_at(client, second.newer)
    assert titles(newer) == expected[:20]
    assert titles(page_at(client, newer.newer))[:4] == [
        *("Щойно 2", "Щойно 1", "Щойно 0"),
        expected[0],
    ]


def test_an_edge_lives_on_without_its_article(client):
    expected = make_articles(30)
    address = page_at(client, "/news/").older
    Article.objects.filter(title="Стаття 19").delete()
    assert titles(page_at(client, address)) == expected[20:]


def test_the_first_page_has_the_plain_address_and_each_page_one(client):
    make_articles(41)
    first = page_at(client, "/news/")
    second = page_at(client, first.older)
    third = page_at(client, second.older)
    assert (first.address, first.newer, first.span) == ("/news/", "", "")
    assert second.newer == first.address
    assert third.newer == second.address == first.older
    assert (third.older, third.span) == ("", "41–41 з 41")
    # An edge that no article has names the same page: the canonical link says which.
    later = timezone.now() + timedelta(days=1)
    html = client.get(f"/news/?before={cursor(later, 1)}&utm_source=x").content.decode()
    assert '<link rel="canonical" href="http://testserver/news/">' in html


@pytest.mark.parametrize("path", ["/tags/voda/", "/regions/kharkivska-oblast/", "hromada"])
def test_lists_of_a_topic_and_a_place_turn_the_same_way(path, client):
    expected = make_articles(23, tags=["вода"], hromadas=[KUPIANSK])
    make_article("Інше")
    path = hromada().get_absolute_url() if path == "hromada" else path
    assert sum(walk(client, path), []) == expected


def test_turning_keeps_the_filters_in_a_fixed_order(client):
    make_articles(21, tags=["вода"], hromadas=[KUPIANSK])
    page = page_at(client, "/news/?utm_source=x&tag=voda&from=&oblast=kharkivska-oblast")
    assert page.older.startswith("/news/?oblast=kharkivska-oblast&tag=voda&before=")
    assert page_at(client, page.older).newer == "/news/?oblast=kharkivska-oblast&tag=voda"


def test_an_old_number_of_a_page_is_led_to_its_edge(client):
    expected = make_articles(41, hromadas=[KUPIANSK])
    place = oblast().get_absolute_url()
    for path in ("/news/", "/news/?oblast=kharkivska-oblast", place):
        glue = "&" if "?" in path else "?"
        response = client.get(f"{path}{glue}page=2")
        assert response.status_code == 302
        assert titles(page_at(client, response["Location"])) == expected[20:40]
        assert response["Location"] == page_at(client, path).older
        first = client.get(f"{path}{glue}page=1")
        assert (first.status_code, first["Location"]) == (301, path)
        assert client.get(f"{path}{glue}page=4").status_code == 404


@pytest.mark.parametrize(
    "edge",
    ["", "abc", "20261122T101500", "20261122T101500Z-", "20261322T101500Z-1", "0", "-1", "%00",
     "20261122T101500Z-" + "9" * 40, "２0261122T101500Z-1", "00000101T000000Z-1"],
)  # fmt: skip
def test_an_edge_that_means_nothing_is_404(edge, client):
    make_articles(1)
    response = client.get(f"/news/?before={edge}")
    assert response.status_code == 404
    assert "Такої сторінки немає" in response.content.decode()


def test_beyond_the_oldest_there_is_no_page(client):
    make_articles(1)
    assert client.get("/news/?before=00010101T000000Z-1").status_code == 404


def test_an_edge_is_readable_and_exact():
    moment = timezone.now()
    for exact in (moment, moment.replace(microsecond=0), moment.replace(year=1, microsecond=7)):
        assert read_cursor(cursor(exact, 123)) == (exact, 123)
    assert re.fullmatch(r"\d{8}T\d{6}Z-5", cursor(moment.replace(microsecond=0), 5))


def test_the_titles_of_pages_tell_them_apart(client):
    make_articles(21)
    page = page_at(client, "/news/")
    assert "<title>Новини, 21–21 з 21 |" in client.get(page.older).content.decode()


def test_search_is_paged_by_numbers(client):
    for number in range(21):
        make_article(f"Громада і вода {number}", tags=["вода"])
    page = page_at(client, "/search/?q=вода&tag=voda&page=2")
    assert len(page.object_list) == 1
    assert page.newer.endswith("&tag=voda")
    assert client.get("/search/?q=вода&page=3").status_code == 404
