"""Words of a text: where they stand, and the one spelling by which they are compared."""

import pytest

from ukrainian.words import FUNCTION_WORDS, normal, parts, words


def test_words_have_their_places():
    text = "У Куп’янську-Вузловому — 12 шкіл."

    found = words(text)

    assert [word.text for word in found] == ["У", "Куп’янську-Вузловому", "12", "шкіл"]
    assert all(text[word.start : word.end] == word.text for word in found)


def test_places_are_those_of_the_text_as_it_stands():
    text = "за́мок і гро\u00adмада"

    assert [text[word.start : word.end] for word in words(text)] == ["за́мок", "і", "гро\u00adмада"]


def test_a_dash_and_a_full_stop_divide_words():
    assert [word.text for word in words("Київ–Львів, м.Київ")] == ["Київ", "Львів", "м", "Київ"]


@pytest.mark.parametrize(
    ("written", "spelling"),
    [
        *((f"об{sign}єкт", "об'єкт") for sign in "'’ʼ`′‘"),
        ("за́мок", "замок"),
        ("замóк", "замок"),  # a Latin letter with an acute
        ("гpомада", "громада"),  # a Latin p
        ("ГРОМАДА", "громада"),
        ("гро\u00adмада", "громада"),
        ("прес\u2011центр", "прес-центр"),
        ("и\u0306ого", "його"),  # й in two code points
        ("Сovid", "covid"),  # a Cyrillic С
        ("café", "café"),
    ],
)
def test_one_spelling(written, spelling):
    assert normal(written) == spelling


def test_parts_of_a_hyphenated_word():
    assert parts("Івано-Франківськ") == ["Івано", "Франківськ"]
    assert parts("громада") == []


def test_function_words_are_told_from_forms_of_other_words():
    assert {"та", "і", "її", "при"} <= FUNCTION_WORDS
    assert not {"ради", "мати", "дна", "року"} & FUNCTION_WORDS
