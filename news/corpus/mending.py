"""What a reader meant: words typed in the other layout of the keyboard, or with a letter wrong.

A word is left alone that an article, a name of a place or a topic, or the dictionary has: who
searches for something rare is at most asked whether something common was meant.
"""

import re
from itertools import zip_longest
from math import log
from typing import NamedTuple

from news import generation
from news.corpus.numbers import known, spelled
from ukrainian.dictionary import is_known
from ukrainian.keyboard import on_latin_keys, on_ukrainian_keys
from ukrainian.lemmas import lemmas
from ukrainian.slips import slips
from ukrainian.words import FUNCTION_WORDS, normal, parts, words

MOST = 200  # characters of a query that are read
MOST_MENDED = 4  # words of one query
SHORTEST = 4  # letters of a word that is mended; three are a letter away from too many
OFFERED = 20  # articles have what is offered for a word that none has
EASY = 1.0  # the cost of a slip that most people make (ukrainian/slips.py)
LIKELY = 1.5  # no slip of what is only offered costs more
COMMONER = 20  # times as many have what is offered for a word that some have

_CYRILLIC = re.compile("[\u0400-\u04ff]")
_LATIN = re.compile("[a-z]", re.IGNORECASE)
_TOKEN = re.compile(r"\S+")
_MARKS = "\"'«»“”„(),.;:!?"  # around a word, where they aren't letters of the other layout


class Mended(NamedTuple):
    """What was meant by a query.

    ``query``     the whole query as it was meant, quotes and minuses as they were typed
    ``changed``   pairs of str: a word as it was typed, and as it was meant
    ``by``        "layout" or "typo"
    ``silently``  whether to search for it at once; else it is only offered
    """

    query: str
    changed: tuple
    by: str
    silently: bool = True


def mended(query, language):
    """Return the Mended of a reader's `query` (str) in a language ("uk" or "en"), or None where
    there is nothing to mend. Seven queries at most, one where all words are known."""
    return _mended(query[:MOST], language)


@generation.kept(most=512)
def _mended(query, language):
    typed = words(query)
    there = _Words([word.text for word in typed], language)
    all_known = all(there.has(word.text) for word in typed)
    if not all_known and (meant := _in_other_layout(query, language, there)):
        return Mended(*_replaced(query, meant), "layout")
    silent, offered = _letters_mended(typed, language, there)
    if silent or offered:
        return Mended(*_replaced(query, silent or offered), "typo", bool(silent))
    return None


class _Words:
    """What a corpus of a language knows of some words. Two queries at most."""

    def __init__(self, typed, language):
        every = {piece for word in typed for piece in (word, *parts(word))}
        self.lemmas = {word: lemmas(word) for word in every}
        self.numbers = known({lemma for found in self.lemmas.values() for lemma in found}, language)
        self.spelled = {}
        unknown = {normal(word) for word in every if self.number(word) is None}
        self.spelled = spelled({word for word in unknown if not is_known(word)}, language)

    def number(self, word):
        """Return how many articles have a word in any form; None where no name has it either."""
        numbers = (self.numbers[lemma] for lemma in self.lemmas[word])
        found = max((number for number in numbers if number is not None), default=None)
        return self.spelled.get(normal(word)) if found is None else found

    def has(self, word):
        """Return whether a word is right: here, in the dictionary, or by each of its parts."""
        return self._has(word) or bool(parts(word)) and all(map(self._has, parts(word)))

    def _has(self, word):
        spelling = normal(word)
        if spelling in FUNCTION_WORDS or is_known(spelling):
            return True
        return self.number(word) is not None


def _replaced(query, meant):
    """Return (query, changed) with {(start, end): word} put into a query."""
    changed = tuple((query[start:end], word) for (start, end), word in sorted(meant.items()))
    for (start, end), word in sorted(meant.items(), reverse=True):
        query = query[:start] + word + query[end:]
    return query, changed


def _in_other_layout(query, language, there):
    """Return {(start, end): word} of what the keys of the other layout have written."""
    readings = {}  # of what stands between two spaces: as a whole, and without marks around it
    for match in _TOKEN.finditer(query):
        token = match[0]
        other = on_latin_keys if _CYRILLIC.search(token) else on_ukrainian_keys
        if other is on_ukrainian_keys and language != "uk":
            continue
        found = [word.text for word in words(token)]
        if all(len(word) > 2 and there.has(word) for word in found) and found:
            continue
        core = token.strip(_MARKS)
        start = match.start() + token.find(core)
        readings[match.span()] = [
            (match.span(), other(token)),
            ((start, start + len(core)), other(core)),
        ]
    texts = {text for found in readings.values() for _, text in found}
    there = _Words([word.text for text in texts for word in words(text)], language)
    short = {normal(word.text) for text in texts for word in words(text)}
    there_as_it_stands = spelled({word for word in short if len(word) < SHORTEST}, language)

    def is_meant(text):
        found = [word.text for word in words(text)]
        return bool(found) and all(
            there_as_it_stands.get(normal(word))
            if len(word) < SHORTEST
            else normal(word) not in FUNCTION_WORDS and there.has(word)
            for word in found
        )

    def joins(text):
        return all(
            len(word.text) == 1 or normal(word.text) in FUNCTION_WORDS for word in words(text)
        )

    meant, little = {}, {}
    for found in readings.values():
        for span, text in found:
            if is_meant(text):
                meant[span] = text
                break
            if joins(text) and text != query[slice(*span)]:
                little[span] = text
                break
    return meant | little if meant else {}  # the layout was the same for «в» and «для»


def _letters_mended(typed, language, there):
    """Return what is mended at once and what is only offered: two {(start, end): word}."""
    asked = {}  # of a word: how many articles must have what is mended, whether silently
    for word in typed:
        if _is_mendable(word.text):
            number, in_dictionary = there.number(word.text), is_known(normal(word.text))
            if not there.has(word.text):
                asked[word] = 0, not _LATIN.search(word.text)
            elif not number:
                asked[word] = OFFERED, False
            elif not in_dictionary:
                asked[word] = COMMONER * number, False
    pieces = {}  # of a word: the whole, and of its parts the one that is unknown
    for word in list(asked)[:MOST_MENDED]:
        unknown = [piece for piece in parts(word.text) if not there.has(piece)]
        pieces[word] = [word.text, *(unknown if len(unknown) == 1 else ())]
    best = _best({normal(piece) for found in pieces.values() for piece in found}, language)
    silent, offered = {}, {}
    for word, found in pieces.items():
        number_asked, is_silent = asked[word]
        for piece in found:
            meant, number, cost = best.get(normal(piece), (None, -1, 0))
            if number >= number_asked and (is_silent or cost <= LIKELY):
                start = word.start + word.text.find(piece)
                put = silent if is_silent else offered
                put[start, start + len(piece)] = _as_typed(piece, meant)
                break
    return silent, offered


def _best(pieces, language):
    """Return {word: (what was most probably meant, number of articles that have it, cost)}.

    What is common and what is an easy slip is probable. Of words that nothing is near to, nothing.
    """
    near = {piece: slips(piece) for piece in pieces}
    names = spelled(set().union(*near.values()), language)
    there = {word: lemmas(word) for word in names}
    for found in near.values():
        # A form that no text has is looked up where nothing easier is in any.
        if not any(names.get(word) and cost <= EASY for word, cost in found.items()):
            there |= {word: lemmas(word) for word in found if word not in names and is_known(word)}
    numbers = known({lemma for found in there.values() for lemma in found}, language)
    best = {}
    for piece, found in near.items():
        for word, cost in found.items():
            of_lemmas = (numbers[lemma] for lemma in there.get(word, ()))
            of_lemmas = (number for number in of_lemmas if number is not None)
            number = max(of_lemmas, default=names.get(word))
            if number is not None:
                score = log(number + 1) - cost
                best[piece] = max(best.get(piece, (score,)), (score, number, word, cost))
    return {piece: (word, number, cost) for piece, (_, number, word, cost) in best.items()}


def _is_mendable(word):
    spelling = normal(word)
    return (
        len(spelling) >= SHORTEST
        and spelling not in FUNCTION_WORDS
        and not any(sign.isdigit() for sign in spelling)
    )


def _as_typed(typed, meant):
    """Return a normal word with the capitals that were typed, and with the sign ’."""
    meant = meant.replace("'", "’")
    if typed.isupper():
        return meant.upper()
    typed, meant = (parts(word) or [word] for word in (typed, meant))
    return "-".join(
        part.capitalize() if before[:1].isupper() else part
        for before, part in zip_longest(typed[: len(meant)], meant, fillvalue="")
    )
