"""Of which nouns a word is a form."""

import pytest

from ukrainian.dictionary import nouns


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("укриттів", {"укриття": False}),
        ("субвенції", {"субвенція": True}),  # several, in the nominative
        ("суми", {"сума": True, "суми": True}),
        ("київ", {"київ": True, "кий": False}),
        ("міського", {}),
        ("миколайович", {}),
        ("довгопалюк", {}),
        ("", {}),
    ],
)
def test_nouns_of_a_form(word, found):
    assert nouns(word) == found
