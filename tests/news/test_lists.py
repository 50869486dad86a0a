"""What the lists show around their cards: letters of topics, the most read, what was found."""

import re

import pytest

from news.counting import count_view
from news.models import Tag
from tests.factories import make_article, make_tag

pytestmark = pytest.mark.django_db


def test_topics_stand_by_the_alphabet_of_the_page(client):
    for name, english in (("ґанок", "Porch"), ("яр", "Ravine"), ("єднання", "Unity"),
                          ("гай", "Grove"), ("ївга", "quince"), ("ялина", "Spruce")):  # fmt: skip
        tag = make_tag(name)
        Tag.objects.filter(pk=tag.pk).update(name_en=english)
        make_article(tags=[tag])
        make_article(tags=[tag], language="en")
    ukrainian = client.get("/tags/").context["letters"]
    assert list(ukrainian) == ["Г", "Ґ", "Є", "Ї", "Я"]
    assert [tag.name for tag in ukrainian["Я"]] == ["ялина", "яр"]
    english = client.get("/en/tags/")
    assert list(english.context["letters"]) == ["G", "P", "Q", "R", "S", "U"]
    assert english.context["letters"]["Q"][0].news == 1
    assert 'href="#letter-1"' in english.content.decode()


def test_most_read_of_the_week_has_one_address(client):
    response = client.get("/popular/?period=week")
    assert (response.status_code, response["Location"]) == (301, "/popular/")


def test_most_read_is_counted_in_words(client):
    article = make_article("Читана")
    for _ in range(2):
        count_view(article)
    html = client.get("/popular/").content.decode()
    assert "2 перегляди</p>" in html
    assert html.index("Читана") < html.index("2 перегляди")


@pytest.mark.parametrize(
    ("number", "words"), [(1, "1 стаття"), (2, "2 статті"), (5, "5 статей"), (21, "21 стаття")]
)
def test_lists_say_how_many(number, words, client):
    for _ in range(number):
        make_article(tags=["вода"])
    for path in ("/news/", "/tags/voda/", "/search/?q=бібліотека"):
        assert f">{words}</span>" in client.get(path).content.decode(), path


def test_a_screen_reader_hears_a_title_once(client):
    make_article("Єдина новина")
    html = client.get("/news/").content.decode()
    card = re.search(r'<article class="card">.*?</article>', html, re.DOTALL)[0]
    assert card.count("Єдина новина") == 1
    assert 'alt=""' in card


def test_a_mistake_in_the_filters_shows_no_list(client):
    make_article()
    response = client.get("/news/?tag=nothing")
    html = response.content.decode()
    assert "page" not in response.context or not response.context["page"]
    assert "статей" not in html
    assert "Нічого не знайдено" not in html


def test_nothing_under_the_filters_is_a_page_that_helps(client):
    make_article(tags=["вода"])
    response = client.get("/news/?tag=voda&to=2000-01-01")
    assert response.status_code == 200
    html = response.content.decode()
    assert "0 статей" not in html
    assert "Нічого не знайдено" in html
    assert "Архів за місяцями" not in html


def test_an_empty_search_offers_other_ways(client):
    html = client.get("/search/").content.decode()
    assert 'href="/news/archive/"' in html
    assert "<details" not in html
