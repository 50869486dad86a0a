"""A text as the finding of places reads it: words with what stands between them, in sentences."""

import re
from functools import lru_cache

from ukrainian.words import normal, word_matches

# A full stop after these doesn't end a sentence.
_SHORT = """
    м с смт сел сщ с-ще обл р р-н ім вул просп пр пл пров бул буд кв ст тис млн млрд грн св о гр
    ред див напр тел акад проф доц др н
"""
_ABBREVIATIONS = frozenset(_SHORT.split())
_END = re.compile(r"[.!?…]")
_BLANK_LINE = re.compile(r"\n\s*\n")
_OPENING, _CLOSING = "«„“", "»”"
# A name in quotation marks is short, and no sentence ends in it. After speech comes a dash.
_QUOTED = re.compile(r'«([^«»\n]{1,70})»|„([^„“”\n]{1,70})[“”]|“([^“”\n]{1,70})”|"([^"\n]{1,70})"')
_INNER_PUNCTUATION = re.compile(r"[.!?…,;:]|\s[—–-]\s")
_SPEECH_GOES_ON = re.compile(r",\s*[—–-]\s*[а-щьюяєіїґ]")
QUOTED_WORDS = 6

# What stands between two words, as far as it matters.
SPACE, COMMA, DASH, COLON, INITIAL, OTHER, END = " ", ",", "—", ":", "В.", "*", "."


class Token:
    """A word in its place.

    ``text``      as it stands; ``low`` is its normal spelling (ukrainian.words.normal)
    ``part``      which of the texts it stands in, by number; ``start``, ``end`` its place there
    ``gap``       what stands before it: SPACE, COMMA, DASH, COLON, OTHER, the full stop of an
                  INITIAL, or the END of a sentence
    ``sentence``  the number of its sentence
    ``capital``   whether it begins with a capital letter
    ``shouted``   whether its sentence is all in capitals, so that a capital says nothing
    ``named``     whether it stands inside a name in quotation marks
    """

    __slots__ = (
        *("text", "low", "part", "start", "end", "gap", "sentence"),
        *("capital", "shouted", "named"),
    )

    @property
    def first(self):
        """Whether it begins a sentence, so that its capital says nothing."""
        return self.gap == END


def tokens_of(*texts):
    """Return the words of `texts` (str: title, lead, body), a list of Token in their order.

    Paragraphs are parted by an empty line; a single end of a line is a space.
    """
    found, sentence = [], 0
    for part, text in enumerate(texts):
        before, after = None, 0
        for match in word_matches(text):
            word, (start, end) = match[0], match.span()
            token = Token()
            token.text, token.part, token.start, token.end = word, part, start, end
            token.low = _low(word)
            token.capital = word[0].isupper()
            token.shouted = token.named = False
            token.gap = END if before is None else _gap(text[after:start], before, token)
            sentence += token.gap == END
            token.sentence = sentence
            found.append(token)
            before, after = token, end
    _mark_shouted(found)
    for part, text in enumerate(texts):
        _mark_named(found, part, text)
    return found


@lru_cache(4096)
def _low(word):
    return normal(word)


def _gap(between, before, token):
    if between == " ":
        return SPACE
    if "\n" in between and _BLANK_LINE.search(between):
        return END
    if _END.search(between):
        if between.lstrip(".").isspace() and before.capital and len(before.text) == 1:
            return INITIAL
        return END if _ends(between, before, token) else SPACE
    bare = between.strip()
    if not bare:
        return SPACE
    if bare in {",", ";"}:
        return COMMA
    if bare in {"—", "–", "-", ", —", ", –"}:
        return DASH
    return COLON if bare == ":" else OTHER


def _ends(between, before, token):
    """Return whether a full stop (or «!», «?», «…») between two words ends a sentence."""
    if not (token.capital or token.text[0].isdigit() or _is_opening(between)):
        return False
    if between.strip() != ".":
        return True
    return before.low not in _ABBREVIATIONS


def _is_opening(between):
    return any(sign in between for sign in _OPENING + "—–")


def _mark_shouted(tokens):
    """Mark sentences in capitals: a title, mostly."""
    start = 0
    for index in range(1, len(tokens) + 1):
        if index < len(tokens) and tokens[index].sentence == tokens[start].sentence:
            continue
        sentence, start = tokens[start:index], index
        if not sentence[-1].text.isupper():
            continue
        long = [token for token in sentence if len(token.text) > 3]
        if len(sentence) > 2 and long and all(token.text.isupper() for token in long):
            for token in sentence:
                token.shouted = True


def _mark_named(tokens, part, text):
    """Mark what stands in a name in quotation marks; quoted speech isn't one."""
    spans = []
    for match in _QUOTED.finditer(text):
        inner = next(group for group in match.groups() if group is not None)
        if (
            len(inner.split()) <= QUOTED_WORDS
            and not _INNER_PUNCTUATION.search(inner)
            and not _SPEECH_GOES_ON.match(text, match.end())
        ):
            spans.append(match.span())
    for token in tokens if spans else ():
        if token.part == part:
            token.named = any(start < token.start < end for start, end in spans)
