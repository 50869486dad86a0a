"""Tags that may be one: names that differ by their spelling, an ending or one letter.

Pure comparing of names: what is known of the tags, and what is done with the groups, stands in
newsroom/admin/twins.py. Names are brought to keys and met by equal keys, so that 5,000 of them take
half a second and not the 12 million comparisons of each with each.
"""

import re
from collections import defaultdict
from itertools import combinations
from typing import NamedTuple

from ukrainian.folding import fold, in_cyrillic

# What one letter may be a slip in; in shorter names it makes another word (рада, вада).
MIN_LETTERS = 8
# More names than this with one key say that the key tells nothing.
MAX_ALIKE = 40

SPELLING = "написання"
ENDING = "закінчення"
LETTER = "одна літера"
ENGLISH = "та сама назва англійською"

_WORD = re.compile(r"[^\W_]+")
_DIGITS = re.compile(r"\d+")
_CYRILLIC_WORD = re.compile("[а-яґєії]+")
# Endings of nouns and adjectives; the longest that fits goes, when this many letters are left.
_ENDINGS = sorted(
    {
        *("ами", "ями", "ові", "еві", "єві", "ого", "ому", "ьому", "ими", "іми"),
        *("ів", "їв", "ей", "ам", "ям", "ах", "ях", "ом", "ем", "єм", "ою", "ею", "єю", "ій"),
        *("ий", "ої", "их", "їх", "им", "ім", "їм"),
        *"аяоеєиіїуюьй",
    },
    key=len,
    reverse=True,
)
_STEM = 3
# The orthography of 2019 and the one before it: проєкт and проект, ґанок and ганок.
_ORTHOGRAPHIES = str.maketrans({"ґ": "г", "є": "е"})


class Group(NamedTuple):
    """Names that may be one.

    ``ids``     the ids that were given with the names, in the order given
    ``reasons`` by what they differ: SPELLING, ENDING, LETTER or ENGLISH, each at most once
    """

    ids: tuple[int, ...]
    reasons: tuple[str, ...]


def spelling(name):
    """Return the key of a name whatever its case, alphabet, apostrophes, spaces and hyphens."""
    return "".join(_WORD.findall(fold(in_cyrillic(name)))).translate(_ORTHOGRAPHIES)


def stem(name):
    """Return the key of a name without the endings of its words: «громада», «громади» are one."""
    return "".join(_stemmed(word) for word in _WORD.findall(fold(in_cyrillic(name))))


def _stemmed(word):
    word = word.translate(_ORTHOGRAPHIES)
    if _CYRILLIC_WORD.fullmatch(word):
        for ending in _ENDINGS:
            if word.endswith(ending) and len(word) - len(ending) >= _STEM:
                return word[: -len(ending)]
    return word


def groups(names, apart=()):
    """Return the Groups of names that may be one, those that differ least first.

    `names` are tuples (id, name, English name or ""); `apart` are pairs of ids, the smaller first,
    that were told to be different. A name without a like is in no group; names that differ by a
    number («вибори 2019», «вибори 2020») are never alike.
    """
    names = list(names)
    position = {pk: number for number, (pk, *_) in enumerate(names)}
    found = {}
    for reason, buckets in _buckets(names):
        for alike in buckets.values():
            if 2 <= len(alike) <= MAX_ALIKE:
                for pair in combinations(sorted(set(alike)), 2):
                    found.setdefault(pair, reason)
    for pair in apart:
        found.pop(pair, None)
    return _joined(found, position)


def _buckets(names):
    """Yield pairs of a reason and a dict of ids by their key, the strictest reason first."""
    spellings, stems, english = (defaultdict(list) for _ in range(3))
    for pk, name, name_en in names:
        key = spelling(name)
        if not key:
            continue
        spellings[key].append(pk)
        stems[stem(name)].append(pk)
        if name_en:
            english[fold(name_en)].append(pk)
    yield SPELLING, spellings
    yield ENGLISH, english
    yield ENDING, stems
    yield LETTER, _one_letter_apart(spellings)


def _without_a_letter(key):
    """Return `key` and all that it gives without one of its letters: keys with one slip meet there.

    Digits stay: a number is no slip. (The method of SymSpell, W. Garbe 2012.)
    """
    places = (number for number, sign in enumerate(key) if not sign.isdigit())
    return {key, *(key[:number] + key[number + 1 :] for number in places)}


def _one_letter_apart(spellings):
    """Return pairs of ids whose keys differ by one letter: changed, missing or changed places.

    Two keys that lost different letters meet also when they are two slips apart: those are left.
    """
    first_with, meeting = {}, defaultdict(set)
    for key in spellings:
        if len(key) >= MIN_LETTERS:
            for without in _without_a_letter(key):
                first = first_with.setdefault(without, key)
                if first is not key:  # most meet nobody, and need no set
                    meeting[without] |= {first, key}
    pairs = {}
    for keys in meeting.values():
        if len(keys) <= MAX_ALIKE:
            for one, other in combinations(sorted(keys), 2):
                if (one, other) not in pairs and _differ_by_one(one, other):
                    pairs[one, other] = [spellings[one][0], spellings[other][0]]
    return pairs


def _differ_by_one(one, other):
    """Whether two different keys are one slip apart, and their numbers the same."""
    if _DIGITS.findall(one) != _DIGITS.findall(other):
        return False
    short, long = sorted((one, other), key=len)
    start = 0
    while start < len(short) and short[start] == long[start]:
        start += 1
    if len(short) < len(long):
        return short[start:] == long[start + 1 :]
    rest, other_rest = short[start:], long[start:]
    swapped = rest[1:2] + rest[:1]
    return rest[1:] == other_rest[1:] or swapped + rest[2:] == other_rest


def _joined(pairs, position):
    """Return the Groups of all that hang together by `pairs` (a dict of pairs to reasons)."""
    leader = {}

    def lead(pk):
        while leader.setdefault(pk, pk) != pk:
            leader[pk] = leader[leader[pk]]
            pk = leader[pk]
        return pk

    for first, second in pairs:
        leader[lead(first)] = lead(second)
    members, reasons = defaultdict(list), defaultdict(set)
    for pk in leader:
        members[lead(pk)].append(pk)
    for (first, _), reason in pairs.items():
        reasons[lead(first)].add(reason)
    order = (SPELLING, ENGLISH, ENDING, LETTER)
    joined = [
        Group(
            tuple(sorted(ids, key=position.get)),
            tuple(reason for reason in order if reason in reasons[head]),
        )
        for head, ids in members.items()
    ]
    return sorted(joined, key=lambda group: (order.index(group.reasons[0]), position[group.ids[0]]))
