"""What the lists show around their cards: letters of topics, the most read, what was found."""

import re

import pytest

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
    ukrainian, english = (client.get(path).content.decode() for path in ("/tags/", "/en/tags/"))
    assert re.findall(r'<h2 id="letter-\d">(.)</h2>', ukrainian) == ["Г", "Ґ", "Є", "Ї", "Я"]
    assert ukrainian.index("/yalyna/") < ukrainian.index("/yar/")
    letters = re.findall(r'<h2 id="letter-\d">(.)</h2>', english)
    assert letters == ["G", "P", "Q", "R", "S", "U"]
    assert '/yivha/">Quince</a> <span class="quiet">1 article</span>' in english
    assert 'href="#letter-1"' in english


@pytest.mark.parametrize(
    ("number", "words"), [(1, "1 стаття"), (2, "2 статті"), (5, "5 статей"), (21, "21 стаття")]
)
def test_lists_say_how_many(number, words, client):
    for _ in range(number):
        make_article(tags=["вода"])
    for path in ("/news/", "/tags/voda/"):
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
