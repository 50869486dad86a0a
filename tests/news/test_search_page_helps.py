"""A search that finds little: what was meant is searched for or offered; what to try is told."""

import re
from urllib.parse import unquote

import pytest
from django.utils.html import strip_tags

from tests.factories import KUPIANSK, LVIV_OBLAST, make_article

pytestmark = pytest.mark.django_db


def page(client, **query):
    response = client.get("/search/", query)
    assert response.status_code == 200
    return response.content.decode()


def tries(html):
    """Return [(words, address)] of what a page proposes to try."""
    notice = re.search(r"Можна шукати ширше.*?</ul>", html, re.DOTALL)
    items = re.findall(r'<li><a href="(.*?)">(.*?)</li>', notice[0]) if notice else []
    return [(strip_tags(words), unquote(address).replace("&amp;", "&")) for address, words in items]


@pytest.mark.parametrize("typed", ["djljusy", "водагін"])
def test_what_was_meant_is_searched_for(typed, client):
    for _ in range(3):
        make_article("Полагодили водогін")
    html = page(client, q=typed)
    assert "Показано за «водогін»." in html
    assert "Знайдено 3 статті" in html


def test_what_was_typed_is_searched_for_on_demand(client):
    make_article("Полагодили водогін")
    html = page(client, q="водагін")
    address = re.search(r'<a href="([^"]*)" rel="nofollow">Шукати натомість «водагін»</a>', html)[1]
    html = client.get(address.replace("&amp;", "&")).content.decode()
    assert "нічого не знайдено" in html
    assert re.search(r'Можливо, ви шукали <a href="[^"]*">водогін</a>\?', html)
    assert "exact=1" not in re.search(r"Можливо, ви шукали <a href=\"(.*?)\"", html)[1]


def test_a_right_word_is_never_changed_silently(client):
    make_article("Книга про Коржа")
    for _ in range(40):
        make_article("Біржа праці")
    html = page(client, q="корж")
    assert "Показано за" not in html
    assert "Знайдено 1 статтю" in html


def test_without_the_filters_or_a_word_more_is_found(client):
    make_article("Вода і школа", hromadas=[KUPIANSK])
    make_article("Вода", hromadas=[KUPIANSK])
    assert tries(page(client, q="вода школа", oblast="lvivska-oblast")) == [
        ("без фільтрів: 1 стаття", "/search/?q=вода+школа"),
        ("без фільтрів і без «вода»: 1 стаття", "/search/?q=школа"),
        ("без фільтрів і без «школа»: 2 статті", "/search/?q=вода"),
    ]
    found = dict(tries(page(client, q="вода «дитячий садок»")))
    assert found == {"без «дитячий садок»: 2 статті": "/search/?q=вода"}


def test_words_that_no_article_has_are_left_out_together(client):
    make_article("Вода")
    [(words, address), *_] = tries(page(client, q="ъъъ вода щщщ"))
    assert (words, address) == ("без «ъъъ щщщ»: 1 стаття", "/search/?q=вода")


def test_the_other_language_is_told_of(client):
    make_article("Budget", language="en", lead="So.", body="<p>So.</p>")
    assert tries(page(client, q="budget")) == [("англійською: 1 стаття", "/en/search/?q=budget")]
    assert "in Ukrainian" not in client.get("/en/search/?q=budget").content.decode()


def test_where_nothing_helps_it_is_said_in_words(client):
    make_article(oblasts=[LVIV_OBLAST])
    html = page(client, q="ъъъ")
    assert "За запитом «ъъъ» нічого не знайдено." in html
    assert "Перевірте написання" in html
    assert tries(html) == []
    assert "0 статей" not in html


def test_long_queries_are_tried_few_times(client, django_assert_max_num_queries):
    make_article()
    words = " ".join(f"слово{letter}" for letter in "абвгґдеєжзик")
    with django_assert_max_num_queries(60):
        assert client.get("/search/", {"q": words}).status_code == 200
