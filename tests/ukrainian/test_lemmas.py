"""Lemmas: a search finds every form of a word, and not the words that only resemble it."""

import threading

import pytest

from tests.gold import pairs_that_do_not_match, pairs_that_match
from ukrainian import dictionary, lemmas
from ukrainian.lemmas import asked, finds, terms


@pytest.fixture
def no_dictionary(monkeypatch):
    """Words are stemmed, as where the packages of the dictionary are missing."""
    monkeypatch.setattr(dictionary, "_loaded", [None])
    for kept in (lemmas.lemmas, lemmas.indexed):
        kept.cache_clear()
    yield
    for kept in (lemmas.lemmas, lemmas.indexed):
        kept.cache_clear()


def test_every_form_is_found():
    missed = [pair for pair in pairs_that_match.PAIRS if not finds(*pair)]

    assert len(pairs_that_match.PAIRS) == 212
    assert len(missed) <= 0.02 * 212, missed


def test_words_that_resemble_are_not_found():
    mixed = [pair for pair in pairs_that_do_not_match.PAIRS if finds(*pair[:2])]

    assert len(pairs_that_do_not_match.PAIRS) == 60
    assert len(mixed) <= 2, mixed


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("купянська громада", "У Куп’янській громаді відкрили хаб"),  # no apostrophe
        ("обєкти", "об'єкт"),
        ("вебсайт", "на веб-сайті"),  # the orthographies of 1990 and 2019
        ("траекторія", "траєкторією"),
        ("Франківськ", "в Івано-Франківську"),
        ("ІТ", "IT-кластер"),
    ],
)
def test_other_spellings_are_found(query, text):
    assert finds(query, text)


def test_all_words_of_a_query_are_wanted():
    assert finds("ремонт моста", "Міст чекає на ремонт")
    assert not finds("ремонт моста", "Дорога чекає на ремонт")


def test_function_words_are_no_terms():
    assert [term.start for term in terms("та громада")] == [3]
    assert asked("та і") == []


def test_a_word_has_all_its_normal_forms():
    assert {"сума", "суми"} <= set(lemmas.lemmas("Суми"))
    assert lemmas.lemmas("ґрунту") == lemmas.lemmas("грунту")


def test_a_very_long_word_is_cut():
    assert len(lemmas.lemmas("а" * 100_000)[0]) <= lemmas.LONGEST


def test_threads_get_one_dictionary(monkeypatch):
    loads = []
    monkeypatch.setattr(dictionary, "_loaded", [])
    monkeypatch.setattr(dictionary, "_load", lambda: loads.append(1))
    threads = [threading.Thread(target=dictionary.has_words) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert loads == [1]


@pytest.mark.usefixtures("no_dictionary")
def test_without_the_dictionary_most_forms_are_found():
    found = sum(finds(*pair) for pair in pairs_that_match.PAIRS)
    mixed = sum(finds(*pair[:2]) for pair in pairs_that_do_not_match.PAIRS)

    assert found >= 0.75 * 212
    assert mixed <= 6


@pytest.mark.parametrize(
    ("word", "nature"),
    [("Володимир", "given"), ("Петрівна", "surname"), ("мир", "common"), ("степова", "common")],
)
def test_what_else_a_name_may_be(word, nature):
    assert nature in dictionary.natures(word.lower())


def test_names_of_places_are_nothing_else():
    assert not dictionary.natures("полтаві")
    assert not dictionary.natures("бровари")
