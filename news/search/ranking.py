"""Which of the articles found are best: by where they have what was asked for, and by their age.

Told from the entries themselves, in Python: so both databases give one order.
"""

import re
from functools import lru_cache
from math import log
from typing import NamedTuple

from django.utils import timezone

from news import corpus
from news.models.search import seconds_of

TITLE, LEAD, LABEL, BODY = 6.0, 3.0, 2.0, 1.0  # where a word stands, the best place of it
IN_TITLE = 1.5  # times as good where all words stand there
HALF = 5 * 365.25 * 24 * 3600  # seconds after which an article counts for half


class Weighed(NamedTuple):
    """A word of a query: what finds it in lemmas (as a whole, or all its parts), the labels that it
    names, and how much it tells."""

    whole: re.Pattern
    parts: tuple[re.Pattern, ...]
    labels: frozenset
    weight: float


def ranked(entries, weighed, now=None):
    """Return the keys of `entries`, {key: (labels, title, lead)}, the best first.

    `weighed` is a list of Weighed, `now` an aware datetime. Of two that are as good the newer one.
    """
    now = (now or timezone.now()).timestamp()
    scores = {
        key: _score(weighed, *entry) / (1 + max(0, now - seconds_of(key)) / HALF)
        for key, entry in entries.items()
    }
    return sorted(scores, key=lambda key: (-scores[key], -key))


def weigh(asked, named, language):
    """Return a list of Weighed of Asked and the labels that each names."""
    numbers = corpus.articles_with({lemma for word in asked for lemma in word.whole}, language)
    total = corpus.total(language)
    return [
        Weighed(
            _pattern(word.whole),
            tuple(map(_pattern, word.parts)),
            frozenset(labels),
            log(2 + total / (1 + max((numbers[lemma] for lemma in word.whole), default=0))),
        )
        for word, labels in zip(asked, named, strict=True)
    ]


@lru_cache(256)
def _pattern(lemmas):
    """Return what finds one of several lemmas as entries have them: «|сума|суми |міст»."""
    return re.compile(rf"\|(?:{'|'.join(map(re.escape, lemmas))})(?![^ |])")


def _score(weighed, labels, title, lead):
    score, in_title = 0.0, True
    for word in weighed:
        if _stands(word, title):
            score += word.weight * TITLE
            continue
        in_title = False
        if _stands(word, lead):
            score += word.weight * LEAD
        elif word.labels and not word.labels.isdisjoint(labels.split()):
            score += word.weight * LABEL
        else:
            score += word.weight * BODY
    return score * IN_TITLE if in_title else score


def _stands(word, text):
    if word.whole.search(text):
        return True
    return bool(word.parts) and all(part.search(text) for part in word.parts)
