"""Feeds carry the newest public articles of everything, a topic or a place, in both languages."""

import re
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.utils import timezone

from news.models import FormerTagSlug
from regions.models import Raion, Settlement
from tests.factories import (
    KHARKIV_OBLAST,
    KUPIANSK,
    KYIV_OBLAST,
    hromada,
    make_article,
    make_image,
    make_tag,
)

pytestmark = pytest.mark.django_db

FORMATS = ["rss", "atom", "json"]
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(autouse=True)
def _site(settings):
    """A site that is asked under another name than its own, as behind a proxy."""
    settings.SITE_URL = "https://portal.example"


def titles(client, address):
    """Return the titles of the articles in a feed of any format."""
    response = client.get(address)
    assert response.status_code == 200, address
    if address.endswith(".json"):
        return [item["title"] for item in response.json()["items"]]
    root = ElementTree.fromstring(response.content)
    items = root.iter("item") if address.endswith(".rss") else root.iter(f"{ATOM}entry")
    return [(item.findtext("title") or item.findtext(f"{ATOM}title")) for item in items]


@pytest.mark.parametrize("format", FORMATS)
def test_only_public_articles_of_the_language_newest_first(format, client):
    now = timezone.now()
    make_article("Давня", published_at=now - timedelta(days=2))
    make_article("Нова", published_at=now - timedelta(minutes=1))
    make_article("Завтрашня", published_at=now + timedelta(days=1))
    make_article("Чернетка", state="draft")
    make_article("На перевірці", state="review")
    make_article("В архіві", state="archived")
    make_article("In English", language="en")
    assert titles(client, f"/feeds/all.{format}") == ["Нова", "Давня"]
    assert titles(client, f"/en/feeds/all.{format}") == ["In English"]


@pytest.mark.parametrize("format", FORMATS)
def test_thirty_at_most(format, client):
    for number in range(32):
        make_article(f"Стаття {number}")
    assert len(titles(client, f"/feeds/all.{format}")) == 30


@pytest.mark.parametrize("format", FORMATS)
def test_feeds_of_a_topic_and_of_places(format, client):
    make_article("З темою", tags=["вода"])
    make_article("Куп’янська", hromadas=[KUPIANSK])
    make_article("Київська", oblasts=[KYIV_OBLAST])
    assert titles(client, f"/feeds/tags/voda.{format}") == ["З темою"]
    assert titles(client, f"/feeds/regions/{KUPIANSK}.{format}") == ["Куп’янська"]
    assert titles(client, f"/feeds/regions/{KHARKIV_OBLAST}.{format}") == ["Куп’янська"]
    assert titles(client, f"/feeds/regions/{KYIV_OBLAST}.{format}") == ["Київська"]


def test_titles_in_both_languages(client):
    make_tag("вода", name_en="water")
    for address, title in (
        ("/feeds/tags/voda.json", "вода"),
        ("/en/feeds/tags/voda.json", "water"),
        (f"/feeds/regions/{KUPIANSK}.json", "Куп’янська міська територіальна громада"),
        (f"/en/feeds/regions/{KUPIANSK}.json", "Kupianska urban hromada"),
        (f"/en/feeds/regions/{KHARKIV_OBLAST}.json", "Kharkivska oblast"),
    ):
        assert client.get(address).json()["title"].endswith(f": {title}")
    assert client.get("/en/feeds/all.json").json()["title"] == "Hromada Portal: all news"


@pytest.mark.parametrize("format", FORMATS)
def test_unchanged_feed_is_answered_with_304(format, client):
    article = make_article()
    response = client.get(f"/feeds/all.{format}")
    assert "Last-Modified" not in response
    again = client.get(f"/feeds/all.{format}", headers={"If-None-Match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    article.state = "archived"
    article.save()
    gone = client.get(f"/feeds/all.{format}", headers={"If-None-Match": response["ETag"]})
    assert gone.status_code == 200


def test_head_is_answered(client):
    make_article()
    assert client.head("/feeds/all.rss").status_code == 200
    assert client.post("/feeds/all.rss").status_code == 405


def test_feeds_set_no_cookie_and_do_not_vary(client):
    make_article()
    for address in ("/feeds/all.rss", "/feeds/all.json", "/feeds/"):
        response = client.get(address)
        assert not response.cookies
        assert "Cookie" not in response.get("Vary", "")


@pytest.mark.parametrize(
    "address",
    [
        "/feeds/all.xml",
        "/feeds/all",
        "/feeds/tags/nothing.rss",
        "/feeds/tags/.rss",
        "/feeds/tags/" + "a" * 3000 + ".rss",
        "/feeds/regions/UA00000000000000000.atom",
        "/feeds/regions/kupianska.rss",
    ],
)
def test_what_does_not_exist_is_404(address, client):
    assert client.get(address).status_code == 404


def test_former_slug_of_a_tag_leads_to_its_feed(client):
    FormerTagSlug.objects.create(slug="voda-stara", tag=make_tag("вода"))
    for language in ("", "/en"):
        response = client.get(f"{language}/feeds/tags/voda-stara.json")
        assert response.status_code == 301
        assert response["Location"] == f"{language}/feeds/tags/voda.json"


def test_code_of_a_settlement_leads_to_its_hromada_and_of_a_raion_to_its_oblast(client):
    settlement = Settlement.objects.filter(hromada=hromada()).first()
    raion = Raion.objects.filter(oblast__katottg=KHARKIV_OBLAST).first()
    for code, place in ((settlement.katottg, KUPIANSK), (raion.katottg, KHARKIV_OBLAST)):
        response = client.get(f"/feeds/regions/{code}.atom")
        assert response.status_code == 301
        assert response["Location"] == f"/feeds/regions/{place}.atom"


@pytest.mark.parametrize("rows", [2, 20])
def test_budget_of_queries(rows, client, django_assert_num_queries):
    for number in range(rows):
        make_article(
            f"Стаття {number}",
            tags=["вода", f"тема {number}"],
            hromadas=[KUPIANSK],
            cover=make_image(),
        )
    for stem in ("/feeds/all", "/feeds/tags/voda", f"/feeds/regions/{KUPIANSK}"):
        for format in FORMATS:
            address = f"{stem}.{format}"
            titles(client, address)  # what is kept until the content changes
            with django_assert_num_queries(3, info=address):
                assert len(titles(client, address)) == rows, address


@pytest.mark.parametrize("language", ["", "/en"])
def test_page_of_feeds_lists_what_can_be_followed(language, client):
    make_article(tags=["вода"], language="en" if language else "uk")
    make_tag("порожня")
    html = client.get(f"{language}/feeds/").content.decode()
    for path in ("all.rss", "all.atom", "all.json", "tags/voda.rss", f"regions/{KYIV_OBLAST}.json"):
        assert f'href="{language}/feeds/{path}"' in html
        assert client.get(f"{language}/feeds/{path}").status_code == 200
    assert "porozhnia" not in html


def test_english_page_of_feeds_holds_no_cyrillic(client):
    make_article("Water", tags=["вода"], language="en")
    html = client.get("/en/feeds/").content.decode()
    html = re.sub(r'<a class="language".*?</a>', "", html)
    assert not re.findall("[Ѐ-ӿ]+", html)
