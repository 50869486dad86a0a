"""«Запропонувати місця й теги»: what the text of an article says it is about.

Nothing is chosen for the editor: each suggestion says which words made us think so, and a name that
several places bear comes with all of them.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

from django.db import models

from news.models import Tag
from newsroom.kin import tags_of_kin
from newsroom.tags_in_text import WEIGHTS, tags_in
from regions.mentions import LONGEST, PARTS, detect_places
from regions.mentions_in_english import detect_places_in_english
from regions.models import Hromada, Oblast
from regions.plain_text import plain

MOST_PLACES, MOST_TAGS = 12, 6  # an article about more is about none of them
WORDS = 3  # of the places in a text that are shown for one suggestion
AROUND = 60  # characters shown before and after the words


class Why(NamedTuple):
    """Words of a text and what stands around them; `part` is "title", "lead" or "body"."""

    part: str
    before: str
    text: str
    after: str


@dataclass
class Suggestion:
    """A Hromada, Oblast or Tag (`label`) for the `field` of an article: "hromadas", "oblasts" or
    "tags". `why` are the words that speak of it, and `weight` how much they say; `kin` is how many
    articles about the same carry it; `is_original` says that the one which this translates does."""

    field: str
    label: models.Model
    why: list[Why] = field(default_factory=list)
    weight: int = 0
    kin: int = 0
    is_original: bool = False

    @property
    def key(self):
        return self.field, self.label.pk


@dataclass
class Unclear:
    """A name that several places bear, as it stands in the text, and a Suggestion of each."""

    name: str
    candidates: list[Suggestion]
    why: list[Why]


@dataclass
class Suggestions:
    """What is suggested, each list with the weightiest first; `more` places were left out."""

    places: list[Suggestion] = field(default_factory=list)
    unclear: list[Unclear] = field(default_factory=list)
    tags: list[Suggestion] = field(default_factory=list)
    more: int = 0

    def __len__(self):
        return len(self.places) + len(self.unclear) + len(self.tags)


def texts_of(title, lead, body):
    """Return the three texts of an article as they are read here: `body` is clean HTML."""
    texts = " ".join(title.split()), " ".join(lead.split()), plain(body)
    return tuple(text[:LONGEST] for text in texts)


def suggest(texts, language, carried=(), refused=(), original=None, pk=None):
    """Return the Suggestions for an article in "uk" or "en".

    `texts` are of `texts_of`; `carried` and `refused` are pairs (field, id) of what it has already
    and of what an editor refused for it: neither is suggested. `original` is the Article that it
    translates, `pk` its own id. Takes 13 queries at most, and one more in each generation of the
    content.
    """
    carried, refused = set(carried), set(refused)
    found = suggest_places(texts, language, carried, refused)
    found.tags = _tags(texts, language, carried | refused, pk)
    if original is not None:
        _add_those_of(original, found, carried, refused)
    return found


def _add_those_of(original, found, carried, refused):
    """Put what the Article `original` carries before all else."""
    has = {pk for name, pk in carried if name == "oblasts"}
    rows = original.hromadas.select_related("raion", "oblast")
    labels = [("hromadas", hromada) for hromada in rows]
    has.update(hromada.oblast_id for hromada in rows)
    labels += [("oblasts", oblast) for oblast in original.oblasts.all() if oblast.pk not in has]
    labels += [("tags", tag) for tag in original.tags.all()]
    found.places = [
        one for one in found.places if one.field != "oblasts" or one.label.pk not in has
    ]
    known = {one.key: one for one in (*found.places, *found.tags)}
    for name, label in reversed(labels):
        if (name, label.pk) in carried | refused:
            continue
        one = known.get((name, label.pk)) or Suggestion(name, label)
        one.is_original = True
        own = found.tags if name == "tags" else found.places
        own[:] = [one, *(other for other in own if other is not one)]


def suggest_places(texts, language, carried=(), refused=()):
    """Return the Suggestions of places alone; three queries at most."""
    detect = detect_places if language == "uk" else detect_places_in_english
    named = detect(*texts)
    known = _Known(named, set(carried), set(refused))
    hromadas = [
        _suggestion("hromadas", known.hromadas[place.katottg], place.matches, texts)
        for place in named.hromadas
        if known.may_have("hromadas", place.katottg)
    ]
    unclear = [one for name in named.ambiguous if (one := _unclear(name, known, texts))]
    has = known.carried_oblasts | {one.label.oblast_id for one in hromadas}
    # An oblast that only its hromadas speak of comes with them, or isn't meant.
    theirs = {match for place in named.hromadas for match in place.matches}
    oblasts = [
        _suggestion("oblasts", known.oblasts[place.katottg], own, texts)
        for place in named.oblasts
        if (own := [match for match in place.matches if match not in theirs])
        and known.may_have("oblasts", place.katottg)
        and known.oblasts[place.katottg].pk not in has
    ]
    places = sorted([*hromadas, *oblasts], key=lambda one: -one.weight)
    return Suggestions(places[:MOST_PLACES], unclear, more=max(0, len(places) - MOST_PLACES))


class _Known:
    """The rows of the places that a text names, and what is not to be suggested of them."""

    def __init__(self, named, carried, refused):
        self.carried, self.refused = carried, refused
        codes = {place.katottg for place in named.hromadas}
        codes.update(code for one in named.ambiguous for code in one.candidates)
        rows = Hromada.objects.select_related("raion", "oblast").filter(katottg__in=codes)
        self.hromadas = {row.katottg: row for row in rows} if codes else {}
        codes.update(place.katottg for place in named.oblasts)
        rows = Oblast.objects.filter(katottg__in=codes)
        self.oblasts = {row.katottg: row for row in rows} if codes else {}
        own = [pk for name, pk in carried if name == "hromadas"]
        self.carried_oblasts = {pk for name, pk in carried if name == "oblasts"}
        if own:
            rows = Hromada.objects.filter(pk__in=own).order_by()
            self.carried_oblasts.update(rows.values_list("oblast", flat=True))

    def row(self, code):
        """Return (field, row) of a code, or None for one that the register has no more."""
        if code in self.hromadas:
            return "hromadas", self.hromadas[code]
        return ("oblasts", self.oblasts[code]) if code in self.oblasts else None

    def may_have(self, name, code):
        row = getattr(self, name).get(code)
        return row is not None and (name, row.pk) not in self.carried | self.refused


def _unclear(name, known, texts):
    """Return the Unclear of a regions.mentions.Ambiguous; None where it is settled: one of its
    candidates is carried, or all were refused."""
    rows = [row for code in name.candidates if (row := known.row(code))]
    keys = {(one, row.pk) for one, row in rows}
    if keys & known.carried or not keys - known.refused:
        return None
    left = [(one, row) for one, row in rows if (one, row.pk) not in known.refused]
    why = _why(name.matches, texts)
    return Unclear(name.name, [Suggestion(*pair, why) for pair in left], why)


def _suggestion(name, label, matches, texts):
    weight = sum(WEIGHTS[match.part] for match in matches)
    return Suggestion(name, label, _why(matches, texts), weight)


def _tags(texts, language, excluded, pk):
    named = {one.pk: one for one in tags_in(*texts, language)}
    kin = tags_of_kin(*texts, language, pk)
    wanted = [tag for tag in {**named, **kin} if ("tags", tag) not in excluded]
    found = []
    for tag, label in Tag.objects.in_bulk(wanted).items() if wanted else ():
        one = Suggestion("tags", label, kin=kin.get(tag, 0))
        if tag in named:
            one.why, one.weight = _why(named[tag].matches, texts), named[tag].weight
        found.append(one)
    return sorted(found, key=lambda one: (-one.weight, -one.kin, one.label.order))[:MOST_TAGS]


def _why(matches, texts):
    """Return the first Whys of the Matches, each form of the words once."""
    found = {}
    for match in matches:
        found.setdefault(match.text.lower(), match)
    return [_around(match, texts) for match in list(found.values())[:WORDS]]


def _around(match, texts):
    text = texts[PARTS.index(match.part)]
    before = text[max(0, match.start - AROUND) : match.start]
    after = text[match.end : match.end + AROUND]
    if match.start > AROUND:
        before = "…" + before.partition(" ")[2]
    if match.end + AROUND < len(text):
        after = after.rpartition(" ")[0] + "…"
    # What stands in another paragraph says nothing of these words.
    return Why(match.part, before.rpartition("\n")[2], match.text, after.partition("\n")[0])
