"""The feed of a topic in a place: its news carry both, and the list that shows them links to it."""

import html
import re

import pytest

from news.models import FormerTagSlug
from regions.models import Settlement
from tests.factories import KHARKIV_OBLAST, KUPIANSK, KYIV_OBLAST, hromada, make_article, make_tag
from tests.news.test_feeds import FORMATS, titles

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _site(settings):
    settings.SITE_URL = "https://portal.example"


def discovered(client, address):
    """Return {title: path} of the RSS feeds that the head of a page links to."""
    links = re.findall(
        r'<link rel="alternate" type="application/rss\+xml" title="(.*?)" href="(.*?)">',
        client.get(address).content.decode(),
    )
    return {html.unescape(title): path for title, path in links}


@pytest.mark.parametrize("format", FORMATS)
def test_news_carry_the_place_and_the_topic(format, client):
    make_article("Обидва", tags=["вода"], hromadas=[KUPIANSK])
    make_article("Лише тема", tags=["вода"])
    make_article("Лише місце", hromadas=[KUPIANSK])
    make_article("Інша область", tags=["вода"], oblasts=[KYIV_OBLAST])
    make_article("Чернетка", tags=["вода"], hromadas=[KUPIANSK], state="draft")
    make_article("English", tags=["вода"], hromadas=[KUPIANSK], language="en")
    for code in (KUPIANSK, KHARKIV_OBLAST):
        assert titles(client, f"/feeds/regions/{code}/voda.{format}") == ["Обидва"]
        assert titles(client, f"/en/feeds/regions/{code}/voda.{format}") == ["English"]


def test_its_words_name_both_and_its_link_leads_to_the_same_news(client):
    make_tag("вода", name_en="water")
    make_article("Обидва", tags=["вода"], hromadas=[KUPIANSK])
    make_article("Лише тема", tags=["вода"])
    for code, title in (
        (KUPIANSK, "Куп’янська міська територіальна громада"),
        (KHARKIV_OBLAST, "Харківська область"),
    ):
        feed = client.get(f"/feeds/regions/{code}/voda.json").json()
        assert feed["title"] == f"Портал громад: {title} · вода"
        assert feed["description"] == f"Новини: {title} · вода"
        page = client.get(feed["home_page_url"].removeprefix("https://portal.example"))
        text = page.content.decode()
        assert page.status_code == 200
        assert "Обидва" in text
        assert "Лише тема" not in text
    english = client.get(f"/en/feeds/regions/{KUPIANSK}/voda.json").json()
    assert english["title"] == "Hromada Portal: Kupianska urban hromada · water"
    assert english["home_page_url"].startswith("https://portal.example/en/news/?")


def test_former_names_lead_to_todays_feed(client):
    FormerTagSlug.objects.create(slug="voda-stara", tag=make_tag("вода"))
    settlement = Settlement.objects.filter(hromada=hromada()).first()
    for address in (f"{KUPIANSK}/voda-stara", f"{settlement.katottg}/voda"):
        response = client.get(f"/en/feeds/regions/{address}.atom")
        assert response.status_code == 301
        assert response["Location"] == f"/en/feeds/regions/{KUPIANSK}/voda.atom"


@pytest.mark.parametrize(
    "path", [f"{KUPIANSK}/nothing", "UA00000000000000000/voda", f"{KUPIANSK}/"]
)
def test_what_does_not_exist_is_404(path, client):
    make_tag("вода")
    assert client.get(f"/feeds/regions/{path}.rss").status_code == 404


def test_a_narrowed_list_links_to_the_feed_of_what_it_shows(client):
    make_tag("вода")
    place = "Куп’янська міська територіальна громада"
    for query, title, path in (
        ("", "Усі новини", "all"),
        ("?tag=voda", "вода", "tags/voda"),
        (f"?hromada={KUPIANSK}", place, f"regions/{KUPIANSK}"),
        (f"?hromada={KUPIANSK}&tag=voda", f"{place} · вода", f"regions/{KUPIANSK}/voda"),
        ("?oblast=kharkivska-oblast&tag=voda&from=2025-01-01", "Харківська область · вода",
         f"regions/{KHARKIV_OBLAST}/voda"),
        ("?oblast=nowhere", "Усі новини", "all"),
    ):  # fmt: skip
        assert discovered(client, f"/news/{query}") == {title: f"/feeds/{path}.rss"}
        assert client.get(f"/feeds/{path}.rss").status_code == 200
