"""Sparse answers: a program that needs titles asks for titles, and the server reads no more."""

from datetime import datetime
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pytest

from tests.factories import KUPIANSK, make_article, make_image, make_tag

pytestmark = pytest.mark.django_db
KYIV = ZoneInfo("Europe/Kyiv")


def test_only_what_is_named_and_the_id(api):
    article = make_article("Вода", hromadas=[KUPIANSK], cover=make_image())
    assert api.get(f"/articles/{article.pk}?fields=title,language") == {
        "id": article.pk,
        "language": "uk",
        "title": "Вода",
    }
    (item,) = api.get("/articles/?fields=id")["items"]
    assert item == {"id": article.pk}


def test_a_field_is_the_same_alone(api):
    make_article("Вода", tags=["вода"], hromadas=[KUPIANSK], cover=make_image(), body="<p>а</p>")
    (whole,) = api.get("/articles/")["items"]
    assert len(whole) == 17
    for name in whole:
        (item,) = api.get(f"/articles/?fields={name}")["items"]
        assert item == {"id": whole["id"], name: whole[name]}
    (item,) = api.get("/articles/?fields=body_html")["items"]
    assert item["body_html"] == "<p>а</p>"


def test_the_next_page_has_the_same_fields(api):
    for number in range(5):
        make_article(f"Вода {number}")
    items = api.pages("/articles/?limit=2&fields=title&language=uk")
    assert [item["title"] for item in items] == [f"Вода {number}" for number in reversed(range(5))]
    assert {tuple(item) for item in items} == {("id", "title")}


@pytest.mark.parametrize("query", ["fields=text", "fields=title,", "fields=", "fields=title;lead"])
def test_a_field_that_is_not_there(query, api):
    make_article()
    assert "fields: there is no field" in api.refused(f"/articles/?{query}", 422)


@pytest.mark.parametrize("words", ["вода", '"нова вода"', "вода -дорога"])
def test_pages_of_what_is_found_hold_every_article_once(words, api):
    make_tag("вода")
    for number in range(7):
        make_article(
            f"Нова вода {number}", published_at=datetime(2025, 7, 7, 12, 40, 0, 500_000, KYIV)
        )
        make_article(
            f"Ще нова вода {number}", published_at=datetime(2025, 7, number + 1, 12, tzinfo=KYIV)
        )
    make_article("Дорога")
    items = api.pages(f"/articles/?limit=3&fields=published_at,title&q={quote(words)}")
    assert len(items) == len({item["id"] for item in items}) == 14
    assert items == sorted(
        items, key=lambda item: (item["published_at"][:19], item["id"]), reverse=True
    )


def test_both_languages_in_one_order(api):
    for number in range(6):
        make_article(
            f"Water {number}", language=("uk", "en")[number % 2], tags=["вода"],
            published_at=datetime(2025, 7, number + 1, 12, tzinfo=KYIV),
        )  # fmt: skip
    expected = [f"Water {number}" for number in reversed(range(6))]
    for query in ("limit=4", "limit=1&tag=voda", "limit=2&q=water"):
        assert [item["title"] for item in api.pages(f"/articles/?{query}")] == expected, query
