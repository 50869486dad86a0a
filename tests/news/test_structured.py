"""The JSON-LD of our pages has what Google's documentation asks, and can't break out of its tag."""

import json
import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.factories import KUPIANSK, hromada, make_article, make_image, make_tag

pytestmark = [pytest.mark.django_db, pytest.mark.soak_on_postgres]

SITE = "http://testserver"
KYIV = ZoneInfo("Europe/Kyiv")
DATA = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def things(client, path):
    """Return {@type: thing} of a page's one JSON-LD."""
    [text] = DATA.findall(client.get(path).content.decode())
    data = json.loads(text)
    assert data["@context"] == "https://schema.org"
    return {thing["@type"]: thing for thing in data.get("@graph", [data])}


def news_article(client, **fields):
    article = make_article(**fields)
    return article, things(client, article.get_absolute_url())["NewsArticle"]


def test_a_news_article_has_every_field(client):
    published = datetime(2025, 7, 7, 12, 40, tzinfo=KYIV)
    article, found = news_article(
        client,
        title="Громада відкрила бібліотеку",
        published_at=published,
        changed_at=published + timedelta(days=200),
        hromadas=[KUPIANSK],
        tags=["вода", "мости"],
        cover=make_image(),
        byline="Олена Коваленко",
        source_url="https://example.org/rada",
    )
    image, full = found.pop("image")
    assert image.startswith(f"{SITE}/news/{article.pk}/card.jpg?v=")
    assert full.startswith(f"{SITE}/media/renditions/")
    assert found.pop("publisher")["logo"]["url"].startswith(f"{SITE}/static/img/apple-touch-icon")
    assert found == {
        "@type": "NewsArticle",
        "headline": "Громада відкрила бібліотеку",
        "datePublished": "2025-07-07T12:40:00+03:00",
        "dateModified": "2026-01-23T12:40:00+02:00",
        "author": [{"@type": "Person", "name": "Олена Коваленко"}],
        "mainEntityOfPage": SITE + article.get_absolute_url(),
        "inLanguage": "uk",
        "articleSection": "вода",
        "keywords": ["вода", "мости"],
        "contentLocation": [
            {
                "@type": "Place",
                "name": "Куп’янська міська територіальна громада",
                "url": SITE + hromada().get_absolute_url(),
            }
        ],
        "isBasedOn": "https://example.org/rada",
        "isAccessibleForFree": True,
    }


def test_what_an_article_lacks_is_left_out(client):
    _, found = news_article(client, title="Лише назва", lead="", body="<p>Текст.</p>")
    assert not {"keywords", "articleSection", "contentLocation", "isBasedOn"} & found.keys()
    assert found["datePublished"] == found["dateModified"]
    assert all(found.values())


@pytest.mark.parametrize(
    ("byline", "authors"),
    [
        ("", [("Organization", "Портал громад")]),
        ("Відділ новин", [("Organization", "Відділ новин")]),
        ("Редакція Порталу", [("Organization", "Редакція Порталу")]),
        ("Київська Рада", [("Organization", "Київська Рада")]),
        ("О. Нечуй-Левицький", [("Person", "О. Нечуй-Левицький")]),
        ("Мар’яна Гук, Іван Їжак", [("Person", "Мар’яна Гук"), ("Person", "Іван Їжак")]),
        ("Мар’яна Гук та Іван Їжак", [("Person", "Мар’яна Гук"), ("Person", "Іван Їжак")]),
    ],
)
def test_who_wrote_it(byline, authors, client):
    _, found = news_article(client, byline=byline)
    assert [(one["@type"], one["name"]) for one in found["author"]] == authors
    assert all(one["url"] == f"{SITE}/" for one in found["author"] if one["@type"] != "Person")


def test_nothing_breaks_out_of_the_tag(client):
    title = "</script><script>alert(1)</script> & <!-- “лапки” \\ \u2028"
    article, found = news_article(client, title=title)
    assert found["headline"] == article.title
    assert "</script><script>alert" not in client.get(article.get_absolute_url()).content.decode()


def test_the_english_article_is_english(client):
    _, found = news_article(client, title="A library", language="en", hromadas=[KUPIANSK])
    assert found["inLanguage"] == "en"
    assert found["publisher"]["name"] == "Hromada Portal"
    assert found["contentLocation"][0]["name"] == "Kupianska urban hromada"


def test_breadcrumbs_lead_down_to_the_page(client):
    article = make_article("Новина", hromadas=[KUPIANSK], tags=["вода"])
    place = hromada()
    for path, names in (
        (article.get_absolute_url(), ["Новини", "Куп’янська громада", "Новина"]),
        (make_tag("вода").get_absolute_url(), ["Теми", "Вода"]),
        (place.oblast.get_absolute_url(), ["Регіони", "Харківська область"]),
        (place.get_absolute_url(), ["Регіони", "Харківська область", place.name]),
    ):
        items = things(client, path)["BreadcrumbList"]["itemListElement"]
        assert [item["name"] for item in items] == names
        assert [item["position"] for item in items] == list(range(1, len(names) + 1))
        above = [item["item"].startswith(f"{SITE}/") for item in items if "item" in item]
        assert above == [True] * (len(items) - 1)


def test_the_front_page_tells_of_the_site_and_its_search(client):
    for path, name in (("/", "Портал громад"), ("/en/", "Hromada Portal")):
        found = things(client, path)
        assert found["WebSite"]["name"] == found["Organization"]["name"] == name
        target = found["WebSite"]["potentialAction"]["target"]["urlTemplate"]
        assert target == f"{SITE}{path}search/?q={{search_term_string}}"
