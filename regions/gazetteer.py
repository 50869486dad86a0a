"""The register as the reading of texts needs it: names to places, compact, kept in this process.

Some 12 MB for 31,000 places. Every process makes its own from the database on first use, and makes
it anew when the register is another one.
"""

import threading
import time
from collections import defaultdict
from typing import NamedTuple

from django.db.models import Count, Max, Sum
from django.db.models.functions import Length

from regions.models import (
    FormerName,
    Hromada,
    Oblast,
    OblastKind,
    Raion,
    Settlement,
    SettlementCategory,
)
from ukrainian.declension import forms, skeleton, skeletons
from ukrainian.dictionary import is_known, normal_forms
from ukrainian.words import normal

CITY, TOWN, VILLAGE = "місто", "селище", "село"
_RANKS = {SettlementCategory.CITY: CITY, SettlementCategory.TOWN: TOWN}

# How often a process asks whether the register has changed, in seconds. It is changed some times a
# year, by `load_register` or in the admin; the question costs some 15 ms.
ASKED_EVERY = 60
MOST_FOUND = 8192  # words of texts with the names that they may be

# Names of oblasts that don't follow from their adjectives as «Харківщина» does.
_BY_NAME = {
    "волинськ": ("волинь",),
    "дніпропетровськ": ("дніпровщина", "січеславщина"),
    "закарпатськ": ("закарпаття",),
    "запорізьк": ("на запоріжжі",),
    "івано-франківськ": ("прикарпаття",),
    "тернопільськ": ("тернопілля",),
    "чернівецьк": ("буковина",),
}


class Place(NamedTuple):
    """A hromada, or a city with special status, which is an oblast without hromadas.

    ``code``    KATOTTG, as in all that follow
    ``name``    «Куп’янська», «Київ»
    ``kind``    «міська», «селищна», «сільська»
    ``raion``   the code of its raion; "" for a city with special status
    ``oblast``  the code of its oblast; its own for a city with special status
    """

    code: str
    name: str
    kind: str
    raion: str
    oblast: str


class Gazetteer:
    """The names of a register.

    ``oblasts``      names by code
    ``raions``       pairs of a name and an oblast's code, by code
    ``places``       Place by code
    ``adjectives``   by the stem of an adjective («куп’янськ»), codes of hromadas, raions, oblasts:
                     a dict of three dicts, by "hromada", "raion", "oblast", of tuples
    ``regions``      forms of «Харківщина», «Волинь» to ("oblast" or "raion", code)
    """

    def __init__(self, rows):
        """Take the rows of `_rows()`."""
        oblasts, raions, hromadas, settlements, former = rows
        self.oblasts = {code: name for code, name, _ in oblasts}
        self.raions = {code: (name, oblast) for code, name, oblast in raions}
        self.places = {
            code: Place(code, name, kind, raion, oblast)
            for code, name, kind, raion, oblast in hromadas
        }
        self.adjectives = {level: defaultdict(tuple) for level in ("hromada", "raion", "oblast")}
        self._bearers = defaultdict(tuple)  # by name: pairs of a place's code and a rank
        self._read_places(oblasts, hromadas, settlements, former)
        self._by_skeleton = defaultdict(tuple)
        for name in self._bearers:
            self._add(self._by_skeleton, skeleton(_first_word(name)), name)
        self.regions = self._regions()
        self._found = {}

    def bearers(self, name):
        """Return who bears the `name` of a settlement: pairs of a place's code and CITY, TOWN, …"""
        return self._bearers.get(name, ())

    def starting(self, word):
        """Return the names whose first word a `word` of a text may be a form of: a tuple of tuples.

        Each is a name divided at its spaces. `word` is a normal spelling (ukrainian.words); what
        was found for the last few thousand words is kept.
        """
        found = self._found.get(word)
        if found is None:
            if len(self._found) > MOST_FOUND:
                self._found.clear()
            found = self._found[word] = tuple(
                divided
                for name in self._names_like(skeletons(word.partition("-")[0]))
                if may_be(word, (divided := tuple(name.split(" ")))[0])
            )
        return found

    def _names_like(self, keys):
        return [name for key in keys for name in self._by_skeleton.get(key, ())]

    @staticmethod
    def _add(index, key, value):
        if value not in index[key]:
            index[key] += (value,)

    def _read_places(self, oblasts, hromadas, settlements, former):
        former_names = defaultdict(list)
        for code, name in former:
            former_names[code].append(name)
        for code, name, kind in oblasts:
            if kind == OblastKind.SPECIAL_CITY:
                self.places[code] = Place(code, name, "міська", "", code)
                self._add(self._bearers, normal(name), (code, CITY))
                self._add(self.adjectives["hromada"], normal(name) + "ськ", code)
        named = [("oblast", code, name.removesuffix(" область")) for code, name, _ in oblasts]
        named += [
            ("raion", code, name.removesuffix(" район")) for code, (name, _) in self.raions.items()
        ]
        named += [("hromada", row[0], row[1]) for row in hromadas]
        for level, code, name in named:
            for one in (name, *former_names[code]):
                self._add(self.adjectives[level], adjective_stem(normal(one)), code)
        for code, name, category, hromada in settlements:
            bearer = (hromada, _RANKS.get(category, VILLAGE))
            for one in (name, *former_names[code]):
                self._add(self._bearers, normal(one), bearer)

    def _regions(self):
        found = {}
        for level in ("raion", "oblast"):  # an oblast's «Харківщина» is not the raion's
            for stem, codes in self.adjectives[level].items():
                names = _BY_NAME.get(stem, ()) if level == "oblast" else ()
                for name in (*names, *_named_by(stem)):
                    if len(codes) == 1:
                        found.update(dict.fromkeys(forms(name), (level, codes[0])))
        for code, name in self.oblasts.items():
            if name == "Київ":
                short = (*forms("київрада"), "кмва", "кмда")
                found.update(dict.fromkeys(short, ("oblast", code)))
            if name.endswith(" Крим"):
                found.update(dict.fromkeys(("крим", "криму", "кримом", "крим'ю"), ("oblast", code)))
        return found


def adjective_stem(name):
    """Return an adjective (nominative) without its ending: «куп'янська» gives «куп'янськ»."""
    return name[:-2] if name.endswith("ий") else name[:-1] if name.endswith("а") else name


def may_be(word, name):
    """Return whether `word` may be a form of `name`, both normal spellings without a space."""
    pieces, named = word.split("-"), name.split("-")
    if len(pieces) != len(named):
        return False
    if all(piece in forms(one) for piece, one in zip(pieces, named, strict=True)):
        return True
    return is_known(word) and name in normal_forms(word)


def _named_by(stem):
    """Yield the name in -щина that an adjective's stem gives: «харківськ» gives «харківщина»."""
    for ending, other in (("цьк", "ччина"), ("зьк", "жчина"), ("ськ", "щина")):
        if stem.endswith(ending):
            yield stem.removesuffix(ending) + other
            return


def _first_word(name):
    return name.replace("-", " ").partition(" ")[0]


_lock = threading.Lock()
_kept = {"gazetteer": None, "stamp": None, "asked": 0.0}


def current():
    """Return the Gazetteer of the register that the database holds, the same one while it does."""
    if _kept["gazetteer"] is None or time.monotonic() - _kept["asked"] > ASKED_EVERY:
        with _lock:
            _renew()
    return _kept["gazetteer"]


def forget():
    """Let the next `current()` ask the database, whatever it knew."""
    _kept["asked"] = float("-inf")


def stamp():
    """Return what tells one state of the register from another: a hashable value.

    Exact for all but settlements; of these it has sums, so that only a renaming by hand to a name
    of the same length goes unseen.
    """
    settlements = Settlement.objects.aggregate(
        Count("pk"),
        Max("pk"),
        Sum("hromada"),
        names=Sum(Length("name")),
        categories=Sum(Length("category")),
    )
    return hash((*settlements.values(), *(tuple(rows) for rows in _small_tables())))


def _renew():
    if _kept["gazetteer"] is not None and time.monotonic() - _kept["asked"] <= ASKED_EVERY:
        return  # another thread was quicker
    now = stamp()
    if now != _kept["stamp"]:
        _kept["gazetteer"] = Gazetteer(_rows())
        _kept["stamp"] = now
    _kept["asked"] = time.monotonic()


def _small_tables():
    return (
        Oblast.objects.order_by("pk").values_list("katottg", "name", "kind"),
        Raion.objects.order_by("pk").values_list("katottg", "name", "oblast__katottg"),
        Hromada.objects.order_by("pk").values_list(
            "katottg", "short_name", "kind", "raion__katottg", "oblast__katottg"
        ),
        FormerName.objects.order_by("pk").values_list("katottg", "name"),
    )


def _rows():
    oblasts, raions, hromadas, former = _small_tables()
    codes = {}  # one string for each code, not one for each settlement
    hromadas = [codes.setdefault(row[0], row) for row in hromadas]
    by_pk = dict(Hromada.objects.values_list("pk", "katottg"))
    settlements = (
        (code, name, category, codes[by_pk[hromada]][0])
        for code, name, category, hromada in Settlement.objects.order_by()
        .values_list("katottg", "name", "category", "hromada_id")
        .iterator(chunk_size=2000)
    )
    return list(oblasts), list(raions), hromadas, settlements, list(former)
