"""Search engines are told every public address, once, in each language in which it stands."""

from datetime import datetime, timedelta
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from news import sitemaps
from news.sitemaps import NEWS_AGE
from regions.models import Hromada, Oblast
from tests.factories import KUPIANSK, hromada, make_article, make_tag

pytestmark = pytest.mark.django_db

KYIV = ZoneInfo("Europe/Kyiv")
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"
SITE = "https://portal.example"
# Hromadas, oblasts and the eight pages that are always there.
SECTIONS = ["hromadas", "oblasts", "pages", "tags"]


@pytest.fixture(autouse=True)
def _site(settings):
    settings.SITE_URL = SITE


def urls(client, address="/sitemap.xml"):
    """Return {location: its Element} of a sitemap; an address named twice is an error."""
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/xml"
    found = ElementTree.fromstring(response.content).findall(f"{MAP}url")
    locations = [url.findtext(f"{MAP}loc") for url in found]
    assert len(locations) == len(set(locations))
    return dict(zip(locations, found, strict=True))


def versions(url):
    """Return {language: address} of the alternates of a <url>."""
    return {link.get("hreflang"): link.get("href") for link in url.findall(LINK)}


def whole(article):
    return SITE + article.get_absolute_url()


def articles_of(client):
    """Return `urls` of the map in which articles stand; so few stand in one file with the rest."""
    return urls(client)


def test_public_articles_of_both_languages_with_their_dates(client):
    corrected = make_article(
        "Виправлена",
        published_at=datetime(2025, 7, 7, 12, 0, tzinfo=KYIV),
        changed_at=datetime(2025, 7, 9, 0, 30, tzinfo=KYIV),
    )
    plain = make_article("Проста", published_at=datetime(2025, 12, 7, 0, 30, tzinfo=KYIV))
    english = make_article("In English", language="en")
    hidden = [
        make_article("Чернетка", state="draft"),
        make_article("В архіві", state="archived"),
        make_article("Завтрашня", published_at=timezone.now() + timedelta(minutes=1)),
    ]
    found = articles_of(client)
    assert found[whole(corrected)].findtext(f"{MAP}lastmod") == "2025-07-09T00:30:00+03:00"
    assert found[whole(plain)].findtext(f"{MAP}lastmod") == "2025-12-07T00:30:00+02:00"
    assert whole(english) in found
    assert not {whole(article) for article in hidden} & found.keys()


def test_translations_name_each_other(client):
    original = make_article("Відкриття бібліотеки")
    translation = make_article("A library opens", language="en", translation_of=original)
    alone = make_article("Без перекладу")
    waiting = make_article("Переклад готується")
    make_article("Not yet", language="en", translation_of=waiting, state="draft")
    found = articles_of(client)
    pair = {"uk": whole(original), "en": whole(translation)}
    named = pair | {"x-default": pair["uk"]}
    assert versions(found[pair["uk"]]) == versions(found[pair["en"]]) == named
    assert versions(found[whole(alone)]) == versions(found[whole(waiting)]) == {}


def test_places_and_pages_stand_in_both_languages(client):
    found = urls(client)
    place = hromada().get_absolute_url()
    for path in ("/", "/news/", "/regions/", "/feeds/", place, hromada().oblast.get_absolute_url()):
        ukrainian, english = SITE + path, f"{SITE}/en{path}"
        assert versions(found[ukrainian]) == {
            "uk": ukrainian,
            "en": english,
            "x-default": ukrainian,
        }
        assert f"{SITE}/en{path}" in found
    always = 2 * (Hromada.objects.count() + Oblast.objects.count() + 8)
    assert len(found) == always


def test_a_topic_stands_in_the_languages_in_which_it_has_news(client):
    make_tag("без новин")
    make_article(tags=["вода"])
    make_article("Лише чернетка", tags=["вода", "школа"], state="draft", language="en")
    make_article("Schools", tags=["освіта"], language="en")
    make_article("Про освіту", tags=["освіта"])
    assert urls(client, "/sitemap-tags.xml").keys() == {
        f"{SITE}/tags/voda/",
        f"{SITE}/tags/osvita/",
        f"{SITE}/en/tags/osvita/",
    }


def test_every_static_page_of_the_sitemap_answers(client):
    for location in urls(client, "/sitemap-pages.xml"):
        assert client.get(location.removeprefix(SITE)).status_code == 200, location


def test_too_many_articles_for_one_file_make_an_index_by_month_and_language(client, monkeypatch):
    monkeypatch.setattr(sitemaps, "LIMIT", 2)
    # Midnight of Kyiv parts the months.
    days = [(2025, 7, 31, 23, 59), (2025, 8, 1, 0, 0), *((2025, 8, day, 9, 0) for day in (2, 3, 4))]
    articles = [
        make_article(f"Стаття {number}", published_at=datetime(*day, tzinfo=KYIV), tags=["вода"])
        for number, day in enumerate(days)
    ]
    english = make_article(
        "Water", language="en", published_at=datetime(2025, 8, 1, 9, 0, tzinfo=KYIV)
    )
    response = client.get("/sitemap.xml")
    files = ElementTree.fromstring(response.content).iter(f"{MAP}loc")
    files = [location.text.removeprefix(SITE) for location in files]
    august = ["/sitemap-articles-uk-2025-08.xml", "/sitemap-articles-uk-2025-08-2.xml"]
    july, other = "/sitemap-articles-uk-2025-07.xml", "/sitemap-articles-en-2025-08.xml"
    assert sorted(files) == sorted(
        [*(f"/sitemap-{name}.xml" for name in SECTIONS), *august, july, other]
    )
    assert list(urls(client, july)) == [whole(articles[0])]
    assert list(urls(client, august[0])) == [whole(each) for each in articles[1:3]]
    assert list(urls(client, august[1])) == [whole(each) for each in articles[3:]]
    assert list(urls(client, other)) == [whole(english)]
    assert f"{SITE}/tags/voda/" in urls(client, "/sitemap-tags.xml")


def test_of_two_translations_the_newest_is_named_and_hidden_ones_are_not(client):
    now = timezone.now()
    original = make_article("Відкриття")
    make_article(
        "First", language="en", translation_of=original, published_at=now - timedelta(days=2)
    )
    second = make_article("Second", language="en", translation_of=original)
    make_article("To come", language="en", translation_of=original, published_at=now + NEWS_AGE)
    make_article("Same language", translation_of=original)
    found = articles_of(client)
    assert versions(found[whole(original)])["en"] == whole(second)


@pytest.mark.parametrize("rows", [2, 20])
def test_budget_of_queries(rows, client, django_assert_num_queries):
    for number in range(rows):
        one = make_article(f"Стаття {number}", tags=["вода", f"тема {number}"], hromadas=[KUPIANSK])
        make_article(f"Article {number}", language="en", translation_of=one, tags=["вода"])
    urls(client)  # what is kept until the content changes: the months, the names of topics
    # Oblasts, hromadas; for each language its articles, their translations and their originals.
    with django_assert_num_queries(7):
        urls(client)
    with django_assert_num_queries(1):
        urls(client, "/sitemap-news.xml")


def test_news_of_the_last_two_days(client):
    now = timezone.now()
    fresh = make_article("Свіжа & «нова» <новина>", published_at=now - timedelta(hours=47))
    english = make_article("Fresh", language="en", published_at=now - timedelta(hours=1))
    make_article("Стара", published_at=now - timedelta(hours=49))
    make_article("Завтрашня", published_at=now + timedelta(hours=1))
    make_article("Чернетка", state="draft")
    found = urls(client, "/sitemap-news.xml")
    assert list(found) == [whole(english), whole(fresh)]
    news = found[whole(fresh)].find(f"{NEWS}news")
    assert news.findtext(f"{NEWS}publication/{NEWS}name") == "Портал громад"
    assert news.findtext(f"{NEWS}publication/{NEWS}language") == "uk"
    assert news.findtext(f"{NEWS}title") == "Свіжа & «нова» <новина>"
    published = datetime.fromisoformat(news.findtext(f"{NEWS}publication_date"))
    assert published == fresh.published_at.replace(microsecond=0)
    english = found[whole(english)].find(f"{NEWS}news")
    assert english.findtext(f"{NEWS}publication/{NEWS}language") == "en"


def test_no_news_in_two_days_is_an_empty_list(client):
    assert urls(client, "/sitemap-news.xml") == {}


def test_a_stray_control_character_breaks_no_sitemap(client):
    make_article("Перша\x0bдруга\x08")
    assert len(urls(client, "/sitemap-news.xml")) == 1


def test_unchanged_sitemap_is_answered_with_304(client):
    article, etags = make_article(), {}
    month = f"/sitemap-articles-uk-{timezone.localtime(article.published_at):%Y-%m}.xml"
    for address in ("/sitemap.xml", "/sitemap-news.xml", month):
        etags[address] = client.get(address)["ETag"]
        again = client.get(address, headers={"If-None-Match": etags[address]})
        assert again.status_code == 304
    article.state = "archived"
    article.save()
    assert client.get(month).status_code == 404
    for address in ("/sitemap.xml", "/sitemap-news.xml"):
        assert client.get(address, headers={"If-None-Match": etags[address]}).status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/sitemap-nothing.xml",
        "/sitemap-articles.xml",
        "/sitemap-articles-uk-2025-07.xml",
        "/sitemap-articles-uk-2025-13.xml",
        "/sitemap-articles-uk-0000-01.xml",
        "/sitemap-articles-uk-9999-12-999.xml",
        "/sitemap-articles-uk-" + "9" * 400 + ".xml",
        "/en/sitemap.xml",
    ],
)
def test_what_does_not_exist_is_404(address, client):
    assert client.get(address).status_code == 404


def test_robots_may_read_all_but_the_newsroom_and_searches(client):
    response = client.get("/robots.txt")
    assert response["Content-Type"].startswith("text/plain")
    robots = RobotFileParser()
    robots.parse(response.content.decode().splitlines())
    for path in ("/", "/news/1-a/", "/en/", "/regions/", "/feeds/all.rss", "/api/v1/articles/"):
        assert robots.can_fetch("Googlebot", SITE + path), path
    for path in ("/admin/", "/preview/abc/", "/search/?q=a", "/en/search/?q=a"):
        assert not robots.can_fetch("Googlebot", SITE + path), path
    assert robots.site_maps() == [f"{SITE}/sitemap.xml", f"{SITE}/sitemap-news.xml"]


def test_files_for_robots_set_no_cookie(client):
    for address in ("/sitemap.xml", "/sitemap-news.xml", "/robots.txt"):
        response = client.get(address)
        assert not response.cookies
        assert "Cookie" not in response.get("Vary", "")
