"""Which place is meant: by a reader's query, by an importer's name or code, by an address.

Every search knows today's names and the former ones.
"""

from datetime import date
from typing import NamedTuple

from django.db import connection
from django.db.models import Case, IntegerField, Q, When
from django.utils.translation import get_language

from regions.models import (
    FormerName,
    FormerSlug,
    Hromada,
    Oblast,
    OblastKind,
    Raion,
    Settlement,
    SettlementCategory,
    is_katottg,
)
from regions.names import HROMADA, OBLAST, RAION, SETTLEMENT, read_name
from ukrainian.folding import fold
from ukrainian.keyboard import on_ukrainian_keys
from ukrainian.slugs import transliterate

BEGINNINGS = 20  # places shown whose names only begin with the query
ROWS = 300  # read of a level; the commonest name, Іванівка, is borne by 119 settlements

CRIMEA_KEYS = {"крим", "ар крим", "арк", "crimea", "ar crimea"}
_RANKS = {
    SettlementCategory.CITY: 2,
    SettlementCategory.TOWN: 3,
    SettlementCategory.VILLAGE: 5,
}


class Found(NamedTuple):
    """A place found, and why.

    ``place``   the Oblast or Hromada whose page answers; a raion's is its oblast's
    ``match``   what bears the name: that place itself, or a Raion or Settlement of it
    ``name``    the name that was matched, without its kind: «Куп’янськ», «Куп’янська»
    ``former``  the day until which `match` had that name; None when it is today's
    """

    place: Oblast | Hromada
    match: Oblast | Raion | Hromada | Settlement
    name: str
    former: date | None

    @property
    def title(self):
        """The matched name in the language of the page: «Ківшарівка», «Куп’янська громада»."""
        if self.former:
            return transliterate(self.name) if get_language() == "en" else self.name
        return getattr(self.match, "short_title", self.match.title)

    @property
    def category(self):
        """«місто», «селище» or «село», when a settlement was matched; else ""."""
        return getattr(self.match, "category", "")

    @property
    def where(self):
        """What the match lies in, the nearest first: «Куп’янська громада, Куп’янський район, …»."""
        around = [] if self.match == self.place else [self.place.short_title]
        if self.raion:
            around.append(self.raion.title)
        if self.oblast != self.place:
            around.append(self.oblast.title)
        return ", ".join(around)

    @property
    def raion(self):
        """The raion that tells a hromada from its namesakes; None for an oblast."""
        return getattr(self.place, "raion", None)

    @property
    def oblast(self):
        return getattr(self.place, "oblast", self.place)


def find(query, limit=200, above=None):
    """Return what a reader may mean by `query`, a list of Found, each page once, best first.

    Hromadas are found by their own name and by that of any settlement in them, oblasts by theirs
    and their raions'; all by today's names and former ones, in Ukrainian or transliterated. Case,
    apostrophes and words like «м.», «громада», «область» don't matter, except that the latter say
    what is looked for. Whole names come first, all namesakes, then up to BEGINNINGS names that
    begin with the query; among these oblasts, hromadas, cities, settlements, villages, each in
    alphabetical order. Nothing found gives []. Five queries at most, whatever there is; three with
    `above`, a pair of all oblasts by their ids and all raions, from who asks often.
    """
    asked = read_name(query)
    if not asked.key:
        return []
    field = "latin" if asked.is_latin else "key"
    begins = beginning(field, asked.key)
    former = list(FormerName.objects.filter(begins).order_by(field, "katottg")[:ROWS])
    codes = [name.katottg for name in former]
    whole = [name.katottg for name in former if getattr(name, field) == asked.key]
    wanted = begins | Q(katottg__in=codes)
    is_whole = Case(
        When(Q(**{field: asked.key}) | Q(katottg__in=whole), then=0),
        default=1,
        output_field=IntegerField(),
    )

    places = []
    oblasts, raions = above or (Oblast.objects.in_bulk(), Raion.objects.all())
    places += [oblast for oblast in oblasts.values() if _may_be(oblast, asked.level)]
    if asked.level in (None, RAION):
        places += raions
    if asked.level in (None, HROMADA):
        hromadas = Hromada.objects.filter(wanted).select_related("raion")
        if asked.kind:
            hromadas = hromadas.filter(kind=asked.kind)
        places += hromadas.order_by(is_whole, "order", "pk")[:ROWS]
    if asked.level in (None, SETTLEMENT):
        rank = Case(
            *(When(category=category, then=rank) for category, rank in _RANKS.items()),
            output_field=IntegerField(),
        )
        settlements = Settlement.objects.filter(wanted).select_related("hromada__raion")
        places += settlements.order_by(is_whole, rank, "order", "pk")[:ROWS]
    return _best(_matches(places, former, asked, oblasts), limit)


def beginning(field, key):
    """Return the Q of names that begin with a key; on SQLite as a span, for its LIKE knows no index
    and reads 30,000 names."""
    if connection.vendor == "sqlite":
        return Q(**{f"{field}__gte": key, f"{field}__lt": key + "\U0010ffff"})
    return Q(**{f"{field}__startswith": key})


def find_typed(query, limit=200):
    """Return (query, found): what `find` finds, also when the keyboard wasn't switched.

    «Rb]d» finds nothing and is «Київ» in the Ukrainian layout; then that is the query returned. Ten
    queries of the database at most.
    """
    found = find(query, limit)
    if not found and read_name(query).is_latin:
        meant = on_ukrainian_keys(query)
        if found := find(meant, limit):
            return meant, found
    return query, found


def _matches(places, former, asked, oblasts):
    """Yield pairs of a sort key and a Found for all names of `places` that fit."""
    names = {}
    for name in former:
        names.setdefault(name.katottg, []).append(name)
    for match in places:
        if isinstance(match, Oblast):
            place, keys, rank = match, oblast_keys(match), 0
        elif isinstance(match, Raion):
            place, rank = oblasts[match.oblast_id], 4
            keys = {fold(bare_name(match)), fold(match.name_en.removesuffix(" raion"))}
        elif isinstance(match, Hromada):
            place, keys, rank = match, {match.key, match.latin}, 1
            match.oblast = oblasts[match.oblast_id]
        else:
            place, keys, rank = match.hromada, {match.key, match.latin}, _RANKS[match.category]
            place.oblast = oblasts[place.oblast_id]
        spellings = [(keys, bare_name(match), None)]
        for name in names.get(match.katottg, ()):
            spellings.append(({name.key, name.latin}, name.name, name.until))
        for keys, name, until in spellings:
            if any(key.startswith(asked.key) for key in keys):
                best = Found(place, match, name, until)
                order = (asked.key not in keys, rank, until is not None, match.order)
                yield (*order, best.oblast.order, place.order, match.katottg), best


def _best(matches, limit):
    found, beginnings = {}, 0
    for (only_begins, *_), match in sorted(matches, key=lambda pair: pair[0]):
        if match.place in found:
            continue
        beginnings += only_begins
        if beginnings > BEGINNINGS or len(found) == limit:
            break
        found[match.place] = match
    return list(found.values())


def bare_name(place):
    """Return the name of a place without the word for what it is."""
    if isinstance(place, Hromada):
        return place.short_name
    return place.name.removesuffix(" область").removesuffix(" район")


def oblast_keys(oblast):
    """Return the folded names, whole and short, Ukrainian and English, that an Oblast goes by."""
    keys = {fold(bare_name(oblast)), fold(oblast.name_en.removesuffix(" oblast"))}
    return keys | CRIMEA_KEYS if oblast.kind == OblastKind.REPUBLIC else keys


class UnknownPlace(LookupError):
    """No place has that name or code."""


class AmbiguousPlace(LookupError):
    """The name fits several places, `candidates`: a list of Hromada with raion and oblast."""

    def __init__(self, text, candidates):
        self.candidates = candidates
        listed = "; ".join(
            f"{place.katottg} {place.name}, {place.raion.name}, {place.oblast.name}"
            for place in candidates
        )
        super().__init__(f"«{text}» may be any of {len(candidates)} places: {listed}")


def resolve_oblast(text):
    """Return the Oblast of a KATOTTG code or a name: «Харківська область», «м. Київ», «АР Крим».

    Former names do too. Raises UnknownPlace.
    """
    code = text.strip().upper()
    oblasts = Oblast.objects.all()
    if is_katottg.regex.match(code):
        found = [oblast for oblast in oblasts if oblast.katottg == code]
    else:
        asked = read_name(text)
        former = FormerName.objects.filter(key=asked.key).values_list("katottg", flat=True)
        former = set(former) if asked.key else set()
        found = [
            oblast
            for oblast in oblasts
            if (asked.key in oblast_keys(oblast) or oblast.katottg in former)
            and _may_be(oblast, asked.level)
        ]
    if len(found) != 1:
        raise UnknownPlace(f"«{text}» is no oblast, neither by name nor by code")
    return found[0]


def _may_be(oblast, level):
    """Whether the word for a level may stand beside the name of an Oblast: «Миколаївська громада»
    is none, «місто Київ» is one."""
    if level == SETTLEMENT:
        return oblast.kind == OblastKind.SPECIAL_CITY
    return level in (None, OBLAST)


def resolve_hromada(text, oblast=None):
    """Return the Hromada of a KATOTTG code or a name, today's or former, in any official form.

    «Куп'янська міська територіальна громада», «Куп’янська ТГ» and «Куп’янська» are one. A kind in
    the name and the `oblast` (an Oblast) decide between namesakes. Raises UnknownPlace, also for a
    hromada of another oblast than the one given, and AmbiguousPlace where several are left.
    """
    hromadas = Hromada.objects.select_related("raion", "oblast", "centre")
    within = f" in {oblast.name} ({oblast.katottg})" if oblast else ""
    code = text.strip().upper()
    if is_katottg.regex.match(code):
        found = hromadas.filter(katottg=code).first()
        if found is None:
            raise UnknownPlace(f"{code} is the code of no hromada")
        if oblast and found.oblast_id != oblast.pk:
            raise UnknownPlace(f"{code}, {found.name}, lies in {found.oblast.name}, not{within}")
        return found
    asked = read_name(text)
    if not asked.key or asked.level not in (None, HROMADA):
        raise UnknownPlace(f"«{text}» is no name of a hromada")
    named = Q(latin=asked.key) if asked.is_latin else Q(key=asked.key)
    former = FormerName.objects.filter(named).values("katottg")
    found = hromadas.filter(named | Q(katottg__in=former))
    if oblast:
        found = found.filter(oblast=oblast)
    if asked.kind:
        found = found.filter(kind=asked.kind)
    found = list(found.order_by("order", "oblast__order", "raion__order", "katottg"))
    if not found:
        raise UnknownPlace(f"no hromada is called «{text}»{within}")
    if len(found) > 1:
        raise AmbiguousPlace(text, found)
    return found[0]


def oblast_at(slug):
    """Return the Oblast whose page stands or stood at `slug`, and whether it has moved since.

    Without any it gives (None, False).
    """
    found = Oblast.objects.filter(slug=slug).first()
    if found:
        return found, False
    codes = [
        *FormerSlug.objects.filter(oblast=None, slug=slug).values_list("katottg", flat=True),
        *_former_codes(slug),
    ]
    found = _first(Oblast.objects, codes)
    return found, found is not None


def hromada_at(oblast_slug, slug):
    """Return the Hromada whose page stands or stood at an address, and whether it has moved since.

    The address is that of the oblast and that of the hromada in it. Without any it gives
    (None, False). The page that stands is found in one query.
    """
    hromadas = Hromada.objects.select_related("raion", "oblast", "centre")
    found = hromadas.filter(oblast__slug=oblast_slug, slug=slug).first()
    if found:
        return found, False
    oblast, _ = oblast_at(oblast_slug)
    if oblast is None:
        return None, False
    left = FormerSlug.objects.filter(oblast=oblast, slug=slug).values_list("katottg", flat=True)
    found = (
        hromadas.filter(oblast=oblast, slug=slug).first()
        or _first(hromadas, list(left))
        or _first(hromadas.filter(oblast=oblast), list(_former_codes(slug)))
    )
    return found, found is not None


def _former_codes(slug):
    """Return the codes of the places that had a name of this slug, the latest first."""
    names = FormerName.objects.filter(slug=slug).order_by("-until", "katottg")
    return names.values_list("katottg", flat=True)


def _first(places, codes):
    """Return the first place of `codes` that there is, or None."""
    found = {place.katottg: place for place in places.filter(katottg__in=codes)}
    return next((found[code] for code in codes if code in found), None)
