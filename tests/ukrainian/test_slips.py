"""What may have been meant by a word with one letter wrong, the likelier the cheaper."""

import pytest

from ukrainian.slips import slips


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("грамада", "громада"),
        ("громда", "громада"),
        ("громмада", "громада"),
        ("громдаа", "громада"),
        ("безбар'ірність", "безбар'єрність"),
        ("куп'янзьк", "куп'янськ"),
        ("івано-франківск", "івано-франківськ"),
        ("prozoro", "prozorro"),
    ],
)
def test_a_word_is_one_slip_away(typed, meant):
    assert meant in slips(typed)


def test_slips_that_people_make_cost_less():
    cost = slips("грамада")
    assert cost["громада"] < cost["гремада"]  # heard as the other, and any other
    assert "агромада" not in cost  # two are wrong
    cost = slips("громмада")
    assert cost["громада"] < cost["громмаа"]
    assert slips("водогни")["водогин"] < slips("водогни")["водогно"]


@pytest.mark.parametrize("word", ["", "ні", "2026", "ковід19", "abві", "  "])
def test_what_is_no_word_of_one_alphabet_has_none(word):
    assert slips(word) == {}


def test_a_word_is_no_slip_of_itself():
    assert "громада" not in slips("громада")
    assert "ванна" not in slips("ванна")
