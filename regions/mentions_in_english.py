"""Places that an English text names, found only where it says what they are.

«Kupiansk» may be the city, a street or a part of another name; «the Kupiansk hromada», «Slavuta
City Council» and «Kharkiv oblast» are nothing else. Only names beside such a word are taken.
"""

import re
from collections import defaultdict
from functools import lru_cache

from regions import gazetteer as gazetteers
from regions.mentions import LONGEST, PARTS, Ambiguous, Found, Match, Places
from regions.models import Hromada
from ukrainian.slugs import transliterate

_NAME = r"\b([A-Z][\w’'-]+(?:[ -][A-Z][\w’'-]+){0,3})\s+"
_KIND = "(?:(?:urban|city|rural|village|settlement|town|territorial|united|amalgamated) +){0,3}"
_HROMADA = re.compile(
    rf"{_NAME}(?i:{_KIND}"
    r"(?:hromadas?|community|municipality|(?:city|town|village|settlement) +council))\b"
)
_OBLAST = re.compile(rf"{_NAME}(?i:oblast|region)\b")
# English names of oblasts that come of none of their hromadas.
_OTHERWISE = {
    "Дніпропетровська область": ("Dnipropetrovsk", "Dnipro"),
    "Київська область": ("Kyiv",),
    "Кіровоградська область": ("Kirovohrad", "Kropyvnytskyi"),
    "Волинська область": ("Volyn",),
    "Закарпатська область": ("Zakarpattia", "Transcarpathia", "Transcarpathian"),
    "Автономна Республіка Крим": ("Crimea", "Crimean"),
}


def detect_places_in_english(title="", lead="", body=""):
    """Return the regions.mentions.Places that an English article (plain text) names with the word
    for what they are. Reads the register of the database once."""
    gazetteer = gazetteers.current()
    known_hromadas, known_oblasts = _names(gazetteer)
    texts = list(zip(PARTS, (text[:LONGEST] for text in (title, lead, body)), strict=True))
    oblasts, hromadas, unclear = defaultdict(list), defaultdict(list), {}
    for part, text in texts:
        for match in _OBLAST.finditer(text):
            for code in _codes(match[1], known_oblasts):
                oblasts[code].append(Match(match[0], part, *match.span()))
    named = set(oblasts)
    for part, text in texts:
        for match in _HROMADA.finditer(text):
            codes = _codes(match[1], known_hromadas)
            places = [gazetteer.places[code] for code in codes]
            if len(places) > 1:
                places = [place for place in places if place.oblast in named] or places
            words = Match(match[0], part, *match.span())
            if len(places) == 1:
                oblasts[places[0].oblast].append(words)
                if places[0].raion:
                    hromadas[places[0].code].append(words)
            elif places:
                codes = tuple(sorted(place.code for place in places))
                unclear.setdefault(codes, Ambiguous(match[1], list(codes), [])).matches.append(
                    words
                )
    return Places(
        [Found(code, gazetteer.oblasts[code], found) for code, found in oblasts.items()],
        [Found(code, gazetteer.places[code].name, found) for code, found in hromadas.items()],
        list(unclear.values()),
    )


def _codes(name, known):
    """Return the codes that a name has, without the words before it: «In Kupiansk» is Kupiansk."""
    words = name.split(" ")
    for start in range(len(words)):
        codes = known.get(_key(" ".join(words[start:])))
        if codes:
            return codes
    return ()


@lru_cache(1)
def _names(gazetteer):
    """Return two dicts of codes by Latin names in lower case: of hromadas, by their own names and
    by those of their centres, and of oblasts."""
    hromadas, oblasts, centres = defaultdict(set), defaultdict(set), {}
    rows = Hromada.objects.values_list("katottg", "short_name", "centre__name")
    for code, name, centre in rows:
        if code in gazetteer.places:
            centres[gazetteer.places[code].oblast, name] = centre or ""
            for known in filter(None, (name, centre)):
                hromadas[_key(known)].add(code)
    for code, name in gazetteer.oblasts.items():
        if code in gazetteer.places:  # a city with special status is no oblast to its readers
            hromadas[_key(name)].add(code)
            continue
        short = name.removesuffix(" область")
        for known in filter(None, (short, centres.get((code, short)), *_OTHERWISE.get(name, ()))):
            oblasts[_key(known)].add(code)
    return hromadas, oblasts


def _key(name):
    return transliterate(name.replace("'", "’").removesuffix("’s")).replace("’", "").lower()
