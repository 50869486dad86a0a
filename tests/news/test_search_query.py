"""How a query is read: words, phrases, what is left out, what is still being typed."""

import pytest

from news.search import MAX_WORDS, parse


def typed(words):
    return [word.text for word in words]


def read(query, **options):
    """Return a Query as plain values: words, phrases, without, prefix."""
    found = parse(query, **options)
    return (
        typed(found.words),
        [typed(phrase) for phrase in found.phrases],
        [typed(phrase) for phrase in found.without],
        found.prefix,
    )


def test_words_stand_in_any_order_and_function_words_are_none():
    assert read("Ремонт, та дороги") == (["Ремонт", "дороги"], [], [], "")
    assert not parse("та і в")
    assert not parse("")
    assert not parse("— !? ...")


@pytest.mark.parametrize("query", ["«рада міста»", '"рада міста"', "“рада міста”", "„рада міста“"])
def test_a_phrase_stands_in_any_quotation_marks(query):
    assert read(f"{query} вода") == (["вода"], [["рада", "міста"]], [], "")


def test_a_phrase_of_one_word_is_a_word():
    assert read("«громада»") == (["громада"], [], [], "")


def test_a_quotation_mark_that_isnt_closed_is_none():
    assert read("«рада міста") == (["рада", "міста"], [], [], "")
    assert read('вода "') == (["вода"], [], [], "")


@pytest.mark.parametrize("minus", "-−–")
def test_a_minus_leaves_a_word_or_a_phrase_out(minus):
    assert read(f"громада {minus}бюджет") == (["громада"], [], [["бюджет"]], "")
    assert read(f"громада {minus}«рада міста»") == (["громада"], [], [["рада", "міста"]], "")


def test_a_hyphen_and_a_dash_between_words_leave_nothing_out():
    assert read("Івано-Франківськ") == (["Івано-Франківськ"], [], [], "")
    assert read("Київ - Львів") == (["Київ", "Львів"], [], [], "")
    assert read("Київ – Львів") == (["Київ", "Львів"], [], [], "")


def test_what_only_leaves_out_asks_for_nothing():
    assert not parse("-бюджет")


def test_the_last_word_is_unfinished_while_typing():
    assert read("вода громад", typing=True) == (["вода"], [], [], "громад")
    assert read("громад*") == ([], [], [], "громад")
    assert read("вода ", typing=True) == (["вода"], [], [], "")
    assert read("громада -бюдж", typing=True) == (["громада"], [], [["бюдж"]], "")
    assert read("Купʼян", typing=True)[3] == "куп'ян"


def test_no_more_is_read_than_is_useful():
    found = parse("слово " * 100 + "вода")
    assert typed(found.words) == ["слово"]
    many = parse(" ".join(f"слово{number}" for number in range(30)))
    assert len(many.words) == MAX_WORDS
