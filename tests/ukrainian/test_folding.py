"""What is one name to a person is one string to us."""

import pytest

from ukrainian.folding import fold, in_cyrillic, mend, unmixed


@pytest.mark.parametrize("sign", ["'", "’", "ʼ", "`", "‘", "′"])
def test_every_sign_between_letters_is_the_apostrophe(sign):
    assert mend(f"Куп{sign}янськ") == "Куп’янськ"


def test_quotation_marks_are_left_alone():
    assert mend("'слово' і ‘ще’ п'ять") == "'слово' і ‘ще’ п’ять"


def test_stray_spaces_go():
    assert mend(" Куп’янська \u00a0 міська\u200b ") == "Куп’янська міська"


def test_letters_of_two_code_points_become_one():
    assert mend("И\u0306од ї") == "Йод ї"


def test_fold_makes_one_key():
    assert {fold(name) for name in ("Куп'янська ", "КУП’ЯНСЬКА", "купʼянська")} == {"купянська"}


def test_control_characters_go():
    assert mend("Куп\x00’янськ\x08\x1f і\tкрай\n") == "Куп’янськ і край"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("освiта", "освіта"),  # a Latin i
        ("Oбухів i Xарків", "Обухів і Харків"),  # Latin O, i, X
        ("Сovid", "Covid"),  # a Cyrillic С
        ("здоpов’я", "здоров’я"),  # a Latin p before the apostrophe
    ],
)
def test_look_alike_letters_of_another_alphabet_become_their_words_own(typed, meant):
    assert typed != meant
    assert unmixed(typed) == meant


@pytest.mark.parametrize(
    "text", ["IT-громада", "Дія.QR", "вітамін C", "a cop", "5G", "ЄС", "ß-ген"]
)
def test_words_of_one_alphabet_stay_as_they_are(text):
    assert unmixed(text) == text


def test_what_looks_the_same_is_compared_as_the_same():
    assert in_cyrillic("IT") == in_cyrillic("ІТ") == "ІТ"  # the first is Latin
    assert in_cyrillic("Hub і QR") == "Hub і QR"
