"""The filters of the list combine, and each can be taken away."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from news.filters import Filters
from tests.factories import KUPIANSK, LVIV_OBLAST, make_article, make_tag

pytestmark = pytest.mark.django_db
KYIV = ZoneInfo("Europe/Kyiv")


@pytest.fixture
def shown(client):
    make_article(
        "Куп’янськ про воду",
        hromadas=[KUPIANSK],
        tags=["вода"],
        published_at=datetime(2025, 7, 31, 23, 59, tzinfo=KYIV),
    )
    make_article(
        "Куп’янськ про освіту",
        hromadas=[KUPIANSK],
        tags=["освіта"],
        published_at=datetime(2025, 8, 1, 0, 0, tzinfo=KYIV),
    )
    make_article(
        "Львів про воду",
        oblasts=[LVIV_OBLAST],
        tags=["вода"],
        published_at=datetime(2025, 7, 1, 0, 0, tzinfo=KYIV),
    )

    def titles(query):
        page = client.get(f"/news/?{query}").context["page"]
        return [article.title for article in page.object_list]

    return titles


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", ["Куп’янськ про освіту", "Куп’янськ про воду", "Львів про воду"]),
        ("oblast=kharkivska-oblast", ["Куп’янськ про освіту", "Куп’янськ про воду"]),
        ("oblast=UA63000000000041885&tag=voda", ["Куп’янськ про воду"]),
        ("oblast=lvivska-oblast&hromada=kupianska", []),
        (f"hromada={KUPIANSK}", ["Куп’янськ про освіту", "Куп’янськ про воду"]),
        ("hromada=kupianska&from=2025-08-01", ["Куп’янськ про освіту"]),
        ("from=2025-07-01&to=2025-07-31", ["Куп’янськ про воду", "Львів про воду"]),
        ("tag=voda&to=2025-07-30", ["Львів про воду"]),
        ("tag=voda&oblast=kharkivska-oblast&from=2025-08-01", []),
    ],
)
def test_filters_combine(shown, query, titles):
    assert shown(query) == titles


def test_a_renamed_tag_still_filters(shown):
    tag = make_tag("вода")
    tag.slug = "voda-i-teplo"
    tag.save()
    assert shown("tag=voda") == ["Куп’янськ про воду", "Львів про воду"]


def test_chosen_filters_are_shown_in_words_and_removable(shown, client):
    query = "oblast=kharkivska-oblast&tag=voda&from=2025-07-02"
    html = client.get(f"/news/?{query}").content.decode()
    for words, address in (
        ("Харківська область", "/news/?tag=voda&amp;from=2025-07-02"),
        ("вода", "/news/?oblast=kharkivska-oblast&amp;from=2025-07-02"),
        ("від 2 липня 2025", "/news/?oblast=kharkivska-oblast&amp;tag=voda"),
    ):
        unseen = '<span class="unseen">Прибрати фільтр: </span>'
        assert f'<a href="{address}">{unseen}{words} <span class="cross"' in html


def test_heading_and_title_say_the_filters(shown, client):
    query = "tag=voda&to=2025-07-31&from=2025-07-01&oblast=kharkivska-oblast"
    html = client.get(f"/news/?{query}").content.decode()
    words = "Харківська область\xa0· вода\xa0· липень 2025"
    assert f"<h1>{words}</h1>" in html
    assert "<title>Харківська область · вода · липень 2025 — Новини | Портал громад" in html
    english = client.get(f"/en/news/?{query}").content.decode()
    assert "<h1>Kharkivska oblast\xa0· voda\xa0· July 2025</h1>" in english


@pytest.mark.parametrize(
    ("since", "until", "words"),
    [
        ("2025-07-01", "2025-07-31", ["липень 2025"]),
        ("2024-02-01", "2024-02-29", ["лютий 2024"]),
        ("2025-02-01", "2025-02-27", ["від 1 лютого 2025", "до 27 лютого 2025"]),
        ("2025-01-01", "2025-12-31", ["2025 рік"]),
        ("2025-07-07", "2025-07-07", ["7 липня 2025"]),
        ("", "07.07.2025", ["до 7 липня 2025"]),
    ],
)
def test_dates_are_said_as_people_say_them(since, until, words):
    filters = Filters.read({"from": since, "to": until})
    assert filters.errors == []
    assert [chosen.words for chosen in filters.chosen] == words
    assert filters.chosen[-1].without == ("" if len(words) == 1 else f"?from={since}")


def test_what_can_be_chosen_is_counted_under_the_other_filters(shown, client):
    def options(query):
        context = client.get(f"/news/?{query}").context
        return [{row.title: news for row, news in context[name]} for name in ("oblasts", "tags")]

    assert options("") == [
        {"Львівська область": 1, "Харківська область": 2},
        {"вода": 2, "освіта": 1},
    ]
    assert options("oblast=kharkivska-oblast") == [
        {"Львівська область": 1, "Харківська область": 2},
        {"вода": 1, "освіта": 1},
    ]
    assert options("tag=osvita&from=2025-08-01") == [{"Харківська область": 1}, {"освіта": 1}]


def test_a_combination_has_one_address_whatever_was_typed(shown, client):
    for query in (
        "hromada=куп'янськ&oblast=UA63000000000041885&tag=voda",
        f"tag=voda&hromada={KUPIANSK}&utm_source=x&from=",
        "hromada=kupianska&tag=voda",
    ):
        html = client.get(f"/news/?{query}").content.decode()
        address = f"http://testserver/news/?hromada={KUPIANSK}&amp;tag=voda"
        assert f'<link rel="canonical" href="{address}">' in html, query
        assert 'value="Куп’янська громада, Куп’янський район"' in html


def test_what_was_typed_stays_after_a_mistake(client):
    response = client.get("/news/?hromada=Нетакська&from=35.07.2025&to=2025-08-01")
    html = response.content.decode()
    assert response.status_code == 404
    for typed in ('value="Нетакська"', 'value="35.07.2025"', 'value="2025-08-01"'):
        assert typed in html
    assert '<details class="filters" open>' in html


def test_a_name_of_several_hromadas_offers_them_under_the_other_filters(shown, client):
    html = client.get("/news/?hromada=Миколаївка&tag=voda").content.decode()
    assert "Оберіть свою" in html
    links = re.findall(r'<a href="/news/\?hromada=UA\d{17}&amp;tag=voda">', html)
    assert len(links) == 12
    assert "Додайте після коми область або район" in html
