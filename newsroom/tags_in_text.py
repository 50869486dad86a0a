"""Tags whose names stand in a text, in whatever form: «партнерства» tells of the tag «партнерство».

A name that is mentioned once in passing says little: in texts of the demo newsroom 38 of 100 such
tags were right, of those that stand in the title, the lead or thrice in the body 94.
"""

import re
from collections import defaultdict
from functools import lru_cache
from typing import NamedTuple

from news import generation
from news.models import Tag
from regions.mentions import PARTS, Match
from ukrainian.lemmas import asked, terms

WEIGHTS = {"title": 5, "lead": 3, "body": 1}
ENOUGH = 3  # what the places of a name must weigh together
BETWEEN = 2  # words that may stand between those of a name: «участь усіх громадян»

_PLURAL = re.compile("(?<=[a-z]{2})(ies|s)$")  # of English; «ss» is no plural, and does no harm


class Named(NamedTuple):
    """A tag that a text names: its id, where (regions.mentions.Match), and what that weighs."""

    pk: int
    matches: list[Match]
    weight: int


def tags_in(title, lead, body, language):
    """Return the tags that the plain text (str) of an article in "uk" or "en" names well enough.

    A list of Named, the heaviest first. One query in each generation of the content.
    """
    known = _tags(language)
    found = defaultdict(list)
    for part, text in zip(PARTS, (title, lead, body), strict=True):
        words = [(_forms(term.lemmas, language), term.start, term.end) for term in terms(text)]
        for at, (forms, _, _) in enumerate(words):
            for form in forms:
                for pk, name in known.get(form, ()):
                    place = _standing(name, words, at)
                    if place:
                        start, end = place
                        found[pk].append(Match(text[start:end], part, start, end))
    named = [
        Named(pk, matches, sum(WEIGHTS[match.part] for match in matches))
        for pk, matches in ((pk, list(dict.fromkeys(found[pk]))) for pk in found)
    ]
    named = [one for one in named if one.weight >= ENOUGH]
    return sorted(named, key=lambda one: (-one.weight, one.pk))


def _standing(name, words, at):
    """Return (start, end) of the words of a `name` around the one at `at`, or None."""
    reach = range(max(0, at - len(name) - BETWEEN + 1), min(len(words), at + len(name) + BETWEEN))
    places = [at]
    for forms in name[1:]:
        near = [place for place in reach if not forms.isdisjoint(words[place][0])]
        if not near:
            return None
        places.append(min(near, key=lambda place: abs(place - at)))
    if len(set(places)) < len(name) or max(places) - min(places) >= len(name) + BETWEEN:
        return None
    return words[min(places)][1], words[max(places)][2]


@generation.kept
def _tags(language):
    """Return {form of the first word of a tag's name: [(id, [forms of each word])]}."""
    found = defaultdict(list)
    for pk, name, name_en in Tag.objects.order_by("pk").values_list("pk", "name", "name_en"):
        forms = _forms_of_name(name if language == "uk" else name_en, language)
        for form in forms[0] if forms else ():
            found[form].append((pk, forms))
    return dict(found)


@lru_cache(10_000)
def _forms_of_name(name, language):
    return [_forms(word.whole, language) for word in asked(name)]


def _forms(lemmas, language):
    if language == "uk":
        return frozenset(lemmas)
    return frozenset(_PLURAL.sub(lambda end: "y" if end[1] == "ies" else "", one) for one in lemmas)
