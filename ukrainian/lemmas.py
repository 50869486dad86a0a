"""Lemmas: what all forms of a word have in common, so that «Києві» is found by «Київ».

A word has all the lemmas that it may have («суми» is «сума» and «Суми»), on both sides: two words
are one to the search when they share a lemma. Which word is meant, nobody has to decide.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from ukrainian import dictionary
from ukrainian.folding import in_cyrillic
from ukrainian.words import FUNCTION_WORDS, normal, parts, words

# Words of texts whose lemmas are kept, some 6 MB: a newsroom's month has fewer different ones.
KEPT = 16_000
KEPT_OF_QUERIES = 2_000
LONGEST = 60  # letters of a word that is looked up; nothing longer is a word

_SIGNS = re.compile("['-]")
# Orthography of 1990 and of 2019: «проект» and «проєкт», «траекторія»; the sound is the same.
_E_AFTER_VOWEL = re.compile("(?<=[аеєиіїоуюя])є")
# What an unknown word may have been meant to be: without its apostrophe («купянськ», «обєкт»),
# with one too many («св’ято»), with the other of є and е.
_NO_APOSTROPHE = re.compile("(?<=[бпвмфгґкхрдтзсцлн])(?=[яюєї])")
_VOWEL_E = re.compile("(?<=[аеєиіїоуюя])е")


class Term(NamedTuple):
    """A word of a text that says something: its lemmas, and where it stands (end exclusive)."""

    lemmas: tuple[str, ...]
    start: int
    end: int


class Asked(NamedTuple):
    """A word of a query. A text has it that has one of `whole`, or one of each of `parts`.

    ``text``   as it was typed
    ``whole``  the lemmas of the whole word
    ``parts``  those of its parts, where hyphens divide it: a tuple of tuples of str
    """

    text: str
    whole: tuple[str, ...]
    parts: tuple[tuple[str, ...], ...]


@lru_cache(KEPT_OF_QUERIES)
def lemmas(word):
    """Return the lemmas of one `word` as it stands in a text, a tuple of str in order.

    They are folded: lower case, letters and digits only (no apostrophe, no hyphen), г for ґ, е for
    є after a vowel. A hyphenated word has those of the whole. A function word has none.
    """
    word = word[:LONGEST]
    spelling = normal(word)
    if spelling in FUNCTION_WORDS:
        return ()
    forms = set()
    for known in _spellings(spelling):
        forms.update(dictionary.normal_forms(known))
    if word.isupper() and len(word) > 1 and not word.isdecimal():
        # An abbreviation that both alphabets can write, «ІТ» and IT, is one.
        forms.add(in_cyrillic(word).lower())
    return tuple(sorted({fold_lemma(form) for form in forms}))


@lru_cache(KEPT)
def indexed(word):
    """Return the lemmas by which a `word` of a text is found: of the whole and of its parts.

    A tuple of str in order, without doubles: «Івано-Франківську» is found by «Івано-Франківськ»
    and by «Франківськ».
    """
    pieces = parts(word)
    if not pieces:
        return lemmas(word)
    found = {lemma for piece in (word, *pieces) for lemma in lemmas(piece)}
    return tuple(sorted(found))


def terms(text):
    """Return the words of `text` (str) by which it is found, a list of Term in their order.

    Function words have none.
    """
    return [Term(found, start, end) for word, start, end in words(text) if (found := indexed(word))]


def asked(query):
    """Return the words that a `query` (str) asks for, a list of Asked; function words are none."""
    return [
        Asked(word, whole, tuple(found for piece in parts(word) if (found := lemmas(piece))))
        for word, _, _ in words(query)
        if (whole := lemmas(word))
    ]


def finds(query, text):
    """Return whether all words of `query` stand in `text` (both str), in any form and order.

    This is what the search of a database does with its rows, for one text and without it.
    """
    there = {lemma for term in terms(text) for lemma in term.lemmas}
    wanted = asked(query)
    return bool(wanted) and all(
        not there.isdisjoint(word.whole)
        or bool(word.parts)
        and all(not there.isdisjoint(part) for part in word.parts)
        for word in wanted
    )


def fold_lemma(form):
    """Return a normal form (str, lower case) as lemmas are compared: «об'єкт» gives «обєкт»."""
    return _E_AFTER_VOWEL.sub("е", _SIGNS.sub("", form).replace("ґ", "г"))


def _spellings(word):
    """Return the spellings of a normal `word` to look up: its own, or others that are known."""
    if dictionary.is_known(word) or not dictionary.has_words():
        return [word]
    others = {
        _NO_APOSTROPHE.sub("'", word),
        word.replace("'", ""),
        word.replace("ґ", "г"),
        _VOWEL_E.sub("є", word),
        _E_AFTER_VOWEL.sub("е", word),
    }
    return [other for other in sorted(others) if dictionary.is_known(other)] or [word]
