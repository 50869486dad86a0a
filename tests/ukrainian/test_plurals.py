"""A noun after a number."""

import pytest

from ukrainian.plurals import counted


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "0 статей"),
        (1, "1 стаття"),
        (2, "2 статті"),
        (4, "4 статті"),
        (5, "5 статей"),
        (11, "11 статей"),
        (12, "12 статей"),
        (14, "14 статей"),
        (21, "21 стаття"),
        (22, "22 статті"),
        (25, "25 статей"),
        (111, "111 статей"),
        (1001, "1001 стаття"),
        (17_607, "17\N{NO-BREAK SPACE}607 статей"),
    ],
)
def test_noun_takes_the_form_of_its_number(number, words):
    assert counted(number, "стаття", "статті", "статей") == words
