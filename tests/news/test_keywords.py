"""The dozen words that an article is about, by which «Читайте також» compares texts."""

import math

import pytest

from news import corpus
from news.keywords import MOST, WHOLE, keywords, told
from tests.factories import make_article

pytestmark = pytest.mark.django_db


def of(title, lead="", html="", language="uk"):
    (found,) = keywords([told(language, title, lead, html)])
    return found


def test_the_title_and_what_is_repeated_count_and_what_is_said_once_does_not():
    found = of("Бджоли школи", html="<p>Вулик стоїть. Другий вулик теж. Поруч паркан.</p>")
    assert set(found) == {"бджола", "школа", "вулик"}
    assert found["бджола"] > found["вулик"]


def test_forms_of_a_word_are_one_and_of_its_lemmas_one_is_taken():
    found = of("Труби", html="<p>Трубу привезли, труб мало, трубою тече.</p>")
    assert set(found) == {"труба"}


def test_verbs_numbers_function_words_and_markup_say_nothing():
    found = of("Купили і купили 2026", html='<p class="насос">Це те саме, це те саме.</p>')
    assert found == {}


def test_what_many_articles_have_is_left_out():
    for number in range(12):
        make_article(f"Громада {number}", lead="", body="<p>Громада ухвалила бюджет.</p>")
    corpus.count(names=False)
    assert set(of("Громада і ставок", html="<p>Ставок громади.</p>")) == {"ставок"}


def test_weights_are_those_of_a_vector_of_one_length():
    words = "ставок парк школа лікарня бюджет дорога міст вода ліс музей театр базар вокзал пошта"
    found = of(words, lead="Ставок і ставок")
    assert len(found) == MOST
    assert found["ставок"] == max(found.values())
    assert math.hypot(*found.values()) == pytest.approx(WHOLE, rel=0.01)


def test_english_has_its_own_words(django_assert_max_num_queries):
    articles = [
        told("en", "Bees on the roof", "", "<p>Bees.</p>"),
        told("uk", "Бджоли", "", ""),
        told("en", "", "", ""),
    ]
    with django_assert_max_num_queries(4):
        english, ukrainian, empty = keywords(articles)
    assert {"bees", "roof"} <= set(english)
    assert set(ukrainian) == {"бджола"}
    assert empty == {}
