"""Phrases of more than two words: whether an entry has them in their order, next to each other.

An index knows what stands side by side, not whether all of it does at one place.
"""

import re
from functools import lru_cache


def fits(query, texts):
    """Return whether the `texts` of an entry (title, lead, body) have all long phrases of a Query
    and none that it leaves out. Function words don't count: «рада та громада» has «рада громада».
    """
    return all(_stands(phrase, texts) for phrase in _long(query.phrases)) and not any(
        _stands(phrase, texts) for phrase in _long(query.without)
    )


def needs_reading(query):
    """Return whether an index can't tell all of what a Query asks for."""
    return bool(_long(query.phrases) or _long(query.without))


def _long(phrases):
    return [phrase for phrase in phrases if phrase[2:]]


def _stands(phrase, texts):
    pattern = _pattern(phrase)
    return any(pattern.search(text) for text in texts)


@lru_cache(64)
def _pattern(phrase):
    """Return what finds a tuple of Asked in the lemmas of an entry; it begins with letters."""
    words = ["(?:" + "|".join(map(re.escape, word.whole)) + ")" for word in phrase]
    if not phrase[0].whole[1:]:
        words[0] = re.escape(phrase[0].whole[0])
    return re.compile(r"\|" + r"(?:\|[^ ]*)? (?:\|[^ |]*)*\|".join(words) + "(?![^ |])")
