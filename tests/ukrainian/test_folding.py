"""What is one name to a person is one string to us."""

import pytest

from ukrainian.folding import fold, mend


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
