"""The page of feeds: what there is to follow, how, and the feed of a place by its name."""

import re

import pytest

from tests.factories import KHARKIV_OBLAST, KUPIANSK, make_article, make_tag

pytestmark = [pytest.mark.django_db, pytest.mark.soak_on_postgres]


def feeds_in(html):
    """Return the addresses of the RSS feeds in the cells of a page, in their order."""
    return re.findall(r'<td><a href="([^"]*)\.rss">', html)


@pytest.fixture
def page(client):
    return lambda query="", language="": client.get(f"{language}/feeds/{query}").content.decode()


def test_it_lists_everything_each_oblast_and_each_topic_with_news(page):
    make_article(tags=["вода"])
    make_tag("порожня")
    found = feeds_in(page())
    assert found[0] == "/feeds/all"
    assert f"/feeds/regions/{KHARKIV_OBLAST}" in found
    assert found[-1] == "/feeds/tags/voda"
    assert len(found) == 1 + 27 + 1


@pytest.mark.parametrize("language", ["", "/en"])
@pytest.mark.parametrize("name", ["Куп’янськ", "Kupiansk", "Ківшарівка"])
def test_the_feed_of_a_hromada_is_found_by_a_name(name, language, page, client):
    found = feeds_in(page(f"?q={name}", language))
    assert f"{language}/feeds/regions/{KUPIANSK}" in found[:5]
    assert client.get(f"{found[0]}.rss").status_code == 200


def test_a_topic_narrows_the_feed_of_the_place(page, client):
    make_article(tags=["вода"], hromadas=[KUPIANSK])
    html = page("?q=Куп’янськ&tag=voda")
    assert feeds_in(html)[0] == f"/feeds/regions/{KUPIANSK}/voda"
    assert '<option value="voda" selected>Вода</option>' in html
    assert feeds_in(page("?tag=voda"))[0] == "/feeds/tags/voda"


def test_who_is_not_found_is_told_so(page):
    html = page("?q=Ніденемає")
    assert re.search(r'role="status">[^<]*«Ніденемає»', html)
    assert len(feeds_in(html)) == 28


@pytest.mark.parametrize(
    "query", ["?q=%00", "?q=" + "а" * 5000, "?tag=nothing", "?tag=%00", "?q=<b>"]
)
def test_odd_questions_are_answered(query, client):
    response = client.get(f"/feeds/{query}")
    assert response.status_code == 200
    assert "<b>" not in response.content.decode().partition("<h1")[2].partition("<table")[0]


def test_it_asks_the_database_of_nothing_that_is_kept(client, django_assert_num_queries):
    make_article(tags=["вода"])
    client.get("/feeds/")
    with django_assert_num_queries(0):
        client.get("/feeds/")
