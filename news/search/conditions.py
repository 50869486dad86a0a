"""What a query asks of an entry, and how each engine is asked.

A condition is a nested tuple: ("word", lemma), ("begins", letters), ("and", …), ("or", …),
("not", one); an "and" has at least one that isn't a "not".
"""

from itertools import pairwise, product
from typing import NamedTuple

from news.models.search import label_token, pair_tokens
from news.search.names import labels_named
from ukrainian.lemmas import fold_lemma, lemmas

MOST_LABELS = 200  # that one word names


class Asking(NamedTuple):
    """A Query as an index is asked.

    ``condition``  what an entry must have, as far as an index knows: of a phrase of more than two
                   words it is told what stands side by side, not that all do at one place
    ``words``      the Asked by which the best are told, those of phrases too,
    ``named``      and the labels that each names, a list of sets
    """

    condition: tuple
    words: list
    named: list


def asking(query, language):
    """Return the Asking of a Query in a language, None for one that asks for nothing."""
    if not query:
        return None
    alone = [phrase[0] for phrase in query.without if not phrase[1:]]
    words = [*query.words, *alone]
    named = labels_named(words, language)
    conditions = [_has(word, labels) for word, labels in zip(words, named, strict=True)]
    wanted, unwanted = conditions[: len(query.words)], conditions[len(query.words) :]
    in_phrases = [word for phrase in query.phrases for word in phrase]
    wanted += [_together(phrase) for phrase in query.phrases]
    unwanted += [_together(phrase) for phrase in query.without if len(phrase) == 2]
    if query.prefix:
        # A word that is whole already, «водою», begins no lemma.
        whole = (("word", lemma) for lemma in lemmas(query.prefix))
        wanted.append(("or", ("begins", fold_lemma(query.prefix)), *whole))
    return Asking(
        ("and", *wanted, *(("not", each) for each in unwanted)),
        [*query.words, *in_phrases],
        [*named[: len(query.words)], *(set() for _ in in_phrases)],
    )


def within(listing):
    """Return the conditions, a list, of the labels of a Listing."""
    found = [("word", label_token(*label)) for label in listing.labels]
    if listing.any_of:
        found.append(("or", *(("word", label_token(*label)) for label in listing.any_of)))
    return found


def _has(word, labels=()):
    """Return the condition of one Asked: as a whole, by all of its parts, or by a label's name."""
    ways = [("word", lemma) for lemma in word.whole]
    ways += [("word", label) for label in sorted(labels)[:MOST_LABELS]]
    if word.parts:
        each = [("or", *(("word", lemma) for lemma in part)) for part in word.parts]
        ways.append(("and", *each))
    return ("or", *ways)


def _together(phrase):
    """Return the condition of a tuple of Asked: each stands beside the next one."""
    sides = [product(before.whole, after.whole) for before, after in pairwise(phrase)]
    tokens = [pair_tokens(side).split() for side in sides]
    return ("and", *(("or", *(("word", pair) for pair in side)) for side in tokens))


def match(condition):
    """Return a condition in the words of FTS5."""
    kind, *rest = condition
    if kind in ("word", "begins"):
        quoted = rest[0].replace('"', '""')
        return f'"{quoted}"' + ("*" if kind == "begins" else "")
    wanted = [match(each) for each in rest if each[0] != "not"]
    text = f"({(' OR ' if kind == 'or' else ' AND ').join(wanted)})"
    for _, unwanted in (each for each in rest if each[0] == "not"):
        text = f"({text} NOT {match(unwanted)})"
    return text


def tsquery(condition):
    """Return a condition in the words of PostgreSQL's tsquery."""
    kind, *rest = condition
    if kind in ("word", "begins"):
        quoted = rest[0].replace("\\", "\\\\").replace("'", "''")
        return f"'{quoted}'" + (":*" if kind == "begins" else "")
    if kind == "not":
        return f"!{tsquery(rest[0])}"
    return f"({(' | ' if kind == 'or' else ' & ').join(map(tsquery, rest))})"
