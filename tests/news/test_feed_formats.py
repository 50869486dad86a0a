"""What a feed says of an article, in each of the three formats, as programs read it."""

import json
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest
from django.core.files.storage import default_storage

from tests.factories import (
    KUPIANSK,
    make_article,
    make_image,
    make_tag,
)
from tests.news.test_feeds import ATOM, FORMATS, titles

pytestmark = [pytest.mark.django_db, pytest.mark.soak_on_postgres]

KYIV = ZoneInfo("Europe/Kyiv")
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
TYPES = {
    "rss": "application/rss+xml; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
    "json": "application/feed+json; charset=utf-8",
}
STEMS = ["/feeds/all", "/feeds/tags/voda", f"/feeds/regions/{KUPIANSK}"]


@pytest.fixture(autouse=True)
def _site(settings):
    """A site that is asked under another name than its own, as behind a proxy."""
    settings.SITE_URL = "https://portal.example"


def rss_item(client, address="/feeds/all.rss"):
    """Return the first item of an RSS feed, an Element."""
    return next(ElementTree.fromstring(client.get(address).content).iter("item"))


@pytest.mark.parametrize("format", FORMATS)
def test_content_type(format, client):
    make_article()
    assert client.get(f"/feeds/all.{format}")["Content-Type"] == TYPES[format]


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("stem", STEMS)
def test_an_empty_feed_is_a_feed(format, stem, client):
    make_tag("вода")
    assert titles(client, f"{stem}.{format}") == []


def file_of(address):
    """Return the bytes of the file that stands under a whole address of ours."""
    name = address.removeprefix("https://portal.example/media/")
    with default_storage.open(name) as file:
        return file.read()


def full_article():
    return make_article(
        "Вода & світло: «перше <b>місце»",
        lead="Лід з <кутиками> & знаком.",
        body='<p>Див. <a href="/regions/kharkivska-oblast/">область</a> і '
        '<a href="https://example.org/">сайт</a>.</p><figure>'
        f'<img src="/media/images/{make_image().pk}.jpg" alt="Міст"></figure>',
        byline="Оксана Коваль",
        tags=["вода"],
        hromadas=[KUPIANSK],
        cover=make_image(),
        published_at=datetime(2025, 7, 7, 12, 40, tzinfo=KYIV),
        changed_at=datetime(2025, 7, 8, 9, 0, tzinfo=KYIV),
    )


LABELS = ["вода", "Харківська область", "Куп’янська міська територіальна громада"]
WHOLE_LINKS = (
    '<a href="https://portal.example/regions/kharkivska-oblast/"',
    '<a href="https://example.org/"',
    '<img src="https://portal.example/media/renditions/',
)


def test_rss_item_in_full(client):
    article = full_article()
    item = rss_item(client)
    assert item.findtext("title") == "Вода & світло: «перше <b>місце»"
    assert item.findtext("link") == f"https://portal.example/news/{article.pk}-{article.slug}/"
    assert item.findtext("guid") == f"https://portal.example/news/{article.pk}/"
    assert item.findtext("description") == "Лід з &lt;кутиками&gt; &amp; знаком."
    assert parsedate_to_datetime(item.findtext("pubDate")) == article.published_at
    assert item.findtext("pubDate").endswith("+0000")
    assert item.findtext(CREATOR) == "Оксана Коваль"
    assert [category.text for category in item.iter("category")] == LABELS
    for link in WHOLE_LINKS:
        assert link in item.findtext(CONTENT)
    enclosure = item.find("enclosure")
    assert enclosure.get("url").startswith("https://portal.example/media/renditions/")
    assert (enclosure.get("type"), int(enclosure.get("length"))) == (
        "image/jpeg",
        len(file_of(enclosure.get("url"))),
    )


def test_atom_entry_in_full(client):
    article = full_article()
    root = ElementTree.fromstring(client.get("/feeds/all.atom").content)
    entry = root.find(f"{ATOM}entry")
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "uk"
    assert entry.findtext(f"{ATOM}title") == "Вода & світло: «перше <b>місце»"
    assert entry.findtext(f"{ATOM}id") == f"https://portal.example/news/{article.pk}/"
    assert datetime.fromisoformat(entry.findtext(f"{ATOM}published")) == article.published_at
    updated = datetime.fromisoformat(entry.findtext(f"{ATOM}updated"))
    assert updated == article.changed_at
    assert updated.utcoffset() == timedelta(0)
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "Оксана Коваль"
    assert [category.get("term") for category in entry.iter(f"{ATOM}category")] == LABELS
    content = entry.find(f"{ATOM}content")
    assert content.get("type") == "html"
    for link in WHOLE_LINKS:
        assert link in content.text


def test_json_item_in_full(client):
    article = full_article()
    feed = client.get("/feeds/all.json").json()
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["language"] == "uk"
    assert feed["home_page_url"] == "https://portal.example/news/"
    assert feed["feed_url"] == "https://portal.example/feeds/all.json"
    (item,) = feed["items"]
    assert item["id"] == f"https://portal.example/news/{article.pk}/"
    assert item["url"] == f"https://portal.example/news/{article.pk}-{article.slug}/"
    assert item["title"] == "Вода & світло: «перше <b>місце»"
    assert item["summary"] == "Лід з <кутиками> & знаком."
    assert datetime.fromisoformat(item["date_published"]) == article.published_at
    assert datetime.fromisoformat(item["date_modified"]) == article.changed_at
    assert item["authors"] == [{"name": "Оксана Коваль"}]
    assert item["tags"] == LABELS
    assert item["image"].startswith("https://portal.example/media/renditions/")
    (attachment,) = item["attachments"]
    assert (attachment["url"], attachment["mime_type"]) == (item["image"], "image/jpeg")
    assert attachment["size_in_bytes"] == len(file_of(item["image"]))
    for link in WHOLE_LINKS:
        assert link in item["content_html"]


def test_json_item_leaves_out_what_is_not_there(client):
    make_article(lead="")
    (item,) = client.get("/feeds/all.json").json()["items"]
    assert item.keys() == {"id", "url", "title", "content_html", "date_published", "date_modified"}


def test_guid_stays_when_title_and_language_are_mended(client):
    article = make_article("Стара назва")
    before = rss_item(client).findtext("guid")
    article.title, article.language = "A new title", "en"
    article.save()
    item = rss_item(client, "/en/feeds/all.rss")
    assert item.findtext("guid") == before
    assert item.findtext("link") == f"https://portal.example/en/news/{article.pk}-a-new-title/"


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("stem", STEMS)
def test_no_address_is_taken_from_the_request(format, stem, client):
    full_article()
    for language in ("", "/en"):
        text = client.get(f"{language}{stem}.{format}").content.decode()
        assert "testserver" not in text
        assert f"https://portal.example{language}{stem}.{format}" in text


@pytest.mark.parametrize("format", FORMATS)
def test_a_stray_control_character_breaks_no_feed(format, client):
    make_article(
        "Перша\x0bдруга\x08", lead="Лід\x0c", body="<p>Текст\x08\x1f\ufffe</p>", byline="\x01"
    )
    assert len(titles(client, f"/feeds/all.{format}")) == 1


def test_dates_are_those_of_the_article_also_in_winter(client):
    make_article(published_at=datetime(2026, 1, 15, 0, 30, tzinfo=KYIV))
    (item,) = json.loads(client.get("/feeds/all.json").content)["items"]
    assert item["date_published"] == datetime(2026, 1, 14, 22, 30, tzinfo=UTC).isoformat()
