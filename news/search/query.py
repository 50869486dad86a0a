"""A reader's query: its words, its phrases in quotation marks, and what it leaves out.

водогін ремонт         both words, in any form and anywhere
«міська рада»          these words in this order, next to each other, in any form
громада -бюджет        without this word; a phrase may be left out as well
"""

import re
from dataclasses import dataclass

from ukrainian.lemmas import Asked, asked
from ukrainian.words import FUNCTION_WORDS, normal, words

MAX_QUERY = 200  # characters of a query that are read
MAX_WORDS = 12

_OPEN, _CLOSE = "«\"“„‟”", "»\"”“‟"  # fmt: skip
_PIECE = re.compile(
    r"(?P<minus>(?<!\S)[-\u2010\u2011\u2212–—](?=[^\s\-\u2010\u2011\u2212–—]))?"
    rf"(?:[{_OPEN}](?P<phrase>[^{_OPEN}{_CLOSE}]*)[{_CLOSE}]|(?P<words>[^\s{_OPEN}{_CLOSE}]+))"
)


@dataclass(frozen=True)
class Query:
    """What a query asks for; false where it has no word that says something.

    ``words``    Asked, all of which an article has, in its text or in the name of a label
    ``phrases``  tuples of Asked, which stand in its text in this order, next to each other
    ``without``  tuples of Asked: of one, a word that it hasn't, of several, a phrase
    ``prefix``   the beginning of a word that is still being typed, as `normal` spells it, or ""
    """

    words: tuple[Asked, ...] = ()
    phrases: tuple[tuple[Asked, ...], ...] = ()
    without: tuple[tuple[Asked, ...], ...] = ()
    prefix: str = ""

    def __bool__(self):
        return bool(self.words or self.phrases or self.prefix)


def parse(query, typing=False):
    """Return the Query of what a reader typed (str), of which MAX_QUERY characters are read.

    At most MAX_WORDS words. While `typing`, the last word may be unfinished; otherwise it is when
    it ends with an asterisk.
    """
    query = query[:MAX_QUERY].replace("\x00", " ")
    prefix, query = _unfinished(query, typing)
    found, phrases, without, room = [], [], [], MAX_WORDS - bool(prefix)
    for piece in _PIECE.finditer(query):
        wanted = tuple(asked(piece["phrase"] or piece["words"] or ""))[:room]
        room -= len(wanted)
        if not wanted:
            continue
        if piece["minus"]:
            without.extend([wanted] if piece["phrase"] else [(word,) for word in wanted])
        elif piece["phrase"] and wanted[1:]:
            phrases.append(wanted)
        else:
            found.extend(wanted)
    return Query(tuple(dict.fromkeys(found)), tuple(phrases), tuple(without), prefix)


def _unfinished(query, typing):
    """Return the beginning of the word that ends a query, normal, or "", and the rest."""
    rest = query.rstrip()
    if rest.endswith("*"):
        rest = rest.rstrip("*")
    elif not typing or rest != query:
        return "", query
    last = words(rest)[-1:]
    if not last or last[0].end != len(rest) or _is_left_out(rest[: last[0].start]):
        return "", query
    beginning = normal(last[0].text)
    if beginning in FUNCTION_WORDS and not typing:
        return "", query
    return beginning, rest[: last[0].start]


def _is_left_out(before):
    """Return whether the word after `before` is one that a minus stands at, or in a phrase."""
    return (
        before[-1:] in set("-\u2010\u2011\u2212–—" + _OPEN)
        or sum(before.count(mark) for mark in set(_OPEN + _CLOSE)) % 2 == 1
    )
