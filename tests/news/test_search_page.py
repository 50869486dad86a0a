"""The page of the search: what was found, in which order, how many, and how to narrow it."""

import re
from datetime import datetime, timedelta
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from django.utils.html import strip_tags

from tests.factories import KUPIANSK, KYIV_OBLAST, LVIV_OBLAST, make_article

pytestmark = pytest.mark.django_db
KYIV = ZoneInfo("Europe/Kyiv")
ZLATOPIL = "UA63100090000052019"  # its centre was Первомайський until 2024


def at(year, month=6, day=15):
    return datetime(year, month, day, 12, 0, tzinfo=KYIV)


def page(client, path, **query):
    """Return the HTML of a page of the search, which is there."""
    response = client.get(path, query)
    assert response.status_code == 200
    return response.content.decode()


def titles(html):
    return [strip_tags(title) for title in re.findall(r"<h3><a [^>]*>(.*?)</a></h3>", html)]


def narrowing(html):
    """Return {words of a link that narrows: its address}."""
    aside = re.search(r"<aside.*?</aside>", html, re.DOTALL)[0]
    links = re.findall(r'<a href="(.*?)">(.*?)</a>', aside)
    return {" ".join(strip_tags(words).split()): address for address, words in links}


def test_title_and_a_part_of_the_text_are_shown_with_the_words_marked(client):
    make_article(
        "Громада полагодила <водогін>",
        lead="Нічого про це.",
        body="<h2>Заголовок</h2><p>Перше речення. Водогону вже сорок років. Третє.</p>",
    )
    html = page(client, "/search/", q="водогін")
    assert "Громада полагодила &lt;<mark>водогін</mark>&gt;</a></h3>" in html
    assert "Перше речення. <mark>Водогону</mark> вже сорок років. Третє." in html


def test_of_a_text_without_the_words_the_lead_is_shown(client):
    make_article("Про водогін", lead="Лід статті.", body="<p>Текст.</p>")
    assert "<p>Лід статті. Текст.</p>" in page(client, "/search/", q="водогін")


def test_what_stands_only_in_a_label_or_the_source_says_why_it_is_here(client):
    make_article("Один", tags=["вода"], source_name="Рада")
    make_article("Два", source_name="Обласний водоканал")
    assert re.search(r'class="why">.*?<mark>Вода</mark></p>', page(client, "/search/", q="води"))
    html = page(client, "/search/", q="водоканал")
    assert re.search(r'class="why">.*?Обласний <mark>водоканал</mark></p>', html)


def test_a_former_name_says_which_place_it_is(client):
    make_article("Новина", hromadas=[ZLATOPIL])
    html = page(client, "/search/", q="первомайський")
    assert re.search(r'class="why">.*?<mark>Первомайський</mark> — Златопільська громада</p>', html)


def test_why_is_not_said_of_what_the_text_says(client):
    make_article("Про воду", tags=["вода"])
    assert 'class="why"' not in page(client, "/search/", q="вода")


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "Знайдено 1 статтю"), (2, "Знайдено 2 статті"), (5, "Знайдено 5 статей"),
     (21, "Знайдено 21 статтю")],
)  # fmt: skip
def test_it_says_how_many(number, words, client):
    for _ in range(number):
        make_article()
    assert f">{words}</h2>" in page(client, "/search/", q="бібліотека")


def test_best_or_newest_first(client):
    make_article("Водогін збудовано", published_at=timezone.now() - timedelta(days=3))
    make_article("Школа", body="<p>Тут є водогін.</p>")
    best = page(client, "/search/", q="водогін")
    assert titles(best) == ["Водогін збудовано", "Школа"]
    assert 'aria-current="true">найкращі</a>' in best
    address = re.search(r'<a href="(/search/\?[^"]*)">найновіші</a>', best)[1]
    assert "order=newest" in address
    newest = client.get(address.replace("&amp;", "&")).content.decode()
    assert titles(newest) == ["Школа", "Водогін збудовано"]
    assert 'aria-current="true">найновіші</a>' in newest
    assert 'name="order" value="newest"' in newest


def test_filters_combine_with_the_words(client):
    make_article("Вода 1", hromadas=[KUPIANSK], tags=["вода"], published_at=at(2025))
    make_article("Вода 2", hromadas=[KUPIANSK], published_at=at(2024))
    make_article("Вода 3", oblasts=[LVIV_OBLAST], published_at=at(2025))
    asked = {"q": "вода", "oblast": "kharkivska-oblast"}
    assert set(titles(page(client, "/search/", **asked))) == {"Вода 1", "Вода 2"}
    asked["from"] = "2025-01-01"
    html = page(client, "/search/", **asked)
    assert titles(html) == ["Вода 1"]
    assert "Харківська область" in html
    assert 'name="oblast" value="kharkivska-oblast"' in html  # the next words keep the filters
    assert titles(page(client, "/search/", q="вода", tag="voda")) == ["Вода 1"]


def test_what_was_found_is_narrowed_by_year_and_by_oblast(client):
    make_article("Вода 1", oblasts=[LVIV_OBLAST], published_at=at(2025))
    make_article("Вода 2", oblasts=[LVIV_OBLAST], published_at=at(2024))
    make_article("Вода 3", oblasts=[KYIV_OBLAST], published_at=at(2024, 12, 31))
    links = narrowing(page(client, "/search/", q="вода"))
    assert list(links) == ["2025 1", "2024 2", "Львівська область 2", "Київська область 1"]
    shown = client.get(links["2024 2"].replace("&amp;", "&")).content.decode()
    assert set(titles(shown)) == {"Вода 2", "Вода 3"}
    assert list(narrowing(shown)) == ["Київська область 1", "Львівська область 1"]
    shown = client.get(links["Львівська область 2"].replace("&amp;", "&")).content.decode()
    assert set(titles(shown)) == {"Вода 1", "Вода 2"}
    assert list(narrowing(shown)) == ["2025 1", "2024 1"]


def test_a_year_stays_within_the_days_that_were_chosen(client):
    for moment in (at(2024, 2), at(2024, 8), at(2025, 2)):
        make_article("Вода", published_at=moment)
    links = narrowing(page(client, "/search/", q="вода", **{"from": "2024-06-01"}))
    assert list(links) == ["2025 1", "2024 1"]
    assert links["2024 1"].endswith("from=2024-06-01&amp;to=2024-12-31")


def test_narrowing_that_narrows_nothing_is_not_offered(client):
    for _ in range(2):
        make_article("Вода", oblasts=[LVIV_OBLAST])
    assert narrowing(page(client, "/search/", q="вода")) == {}


def test_pages_go_on_by_number_and_keep_the_words(client):
    for number in range(23):
        make_article(f"Вода {number}", published_at=timezone.now() - timedelta(hours=number + 1))
    first = page(client, "/search/", q="вода", order="newest")
    assert titles(first)[0] == "Вода 0"
    address = re.search(r'rel="next" href="(.*?)"', first)[1].replace("&amp;", "&")
    assert unquote(address) == "/search/?q=вода&order=newest&page=2"
    second = client.get(address).content.decode()
    assert titles(second) == ["Вода 20", "Вода 21", "Вода 22"]
    assert '<ol class="results" start="21">' in second
    assert "21–23 з 23" in second
    assert client.get("/search/?q=вода&page=3").status_code == 404


def test_of_very_many_it_says_more_than(client, monkeypatch):
    monkeypatch.setattr("news.search.finding.MOST", 3)
    monkeypatch.setattr("news.search_page.find.__defaults__", ("best", 3))
    for _ in range(5):
        make_article("Вода")
    html = page(client, "/search/", q="вода")
    assert "Знайдено понад 3 статей" in html
    assert "Це перші 3: звузьте пошук" in html


def test_an_english_page_searches_what_is_english(client):
    make_article("Water comes back", language="en", lead="Short.", body="<p>So.</p>")
    make_article("Water українською")
    html = page(client, "/en/search/", q="water")
    assert titles(html) == ["Water comes back"]
    assert "1 article found" in html
    assert not re.search(
        "[а-яіїєґ]", re.sub(r'<a class="language".*?</a>', "", html), re.IGNORECASE
    )


def test_the_other_language_is_asked_the_same(client):
    html = page(client, "/search/", q="вода", oblast="lvivska-oblast")
    link = re.search(r'<a class="language" href="(.*?)"', html)[1].replace("&amp;", "&")
    assert unquote(link) == "/en/search/?q=вода&oblast=lvivska-oblast"


def test_what_says_nothing_is_told_so(client):
    make_article()
    for query in ("та", "-вода", "!!!", "«»"):
        assert "немає слів для пошуку" in page(client, "/search/", q=query), query


def test_unpublished_and_future_articles_are_not_found(client):
    make_article("Вода", state="draft")
    make_article("Вода", published_at=timezone.now() + timedelta(hours=1))
    assert titles(page(client, "/search/", q="вода")) == []
