"""The register of places: what the codifier says, what the database holds, how the two differ.

Both are a `Register` of plain facts by code, so that they can be compared. Applying the
differences is regions/renewal.py.
"""

from collections import Counter, defaultdict
from typing import NamedTuple

from regions.models import (
    Hromada,
    HromadaKind,
    Oblast,
    OblastKind,
    Raion,
    Settlement,
    SettlementCategory,
)
from ukrainian.slugs import slugify

REPUBLIC = "Автономна Республіка"
CATEGORIES = {
    "M": SettlementCategory.CITY,
    "X": SettlementCategory.TOWN,
    "C": SettlementCategory.VILLAGE,
}
# Law 280/97-ВР, article 1: a hromada is urban, settlement or rural by its centre.
KIND_OF_CENTRE = {
    SettlementCategory.CITY: HromadaKind.URBAN,
    SettlementCategory.TOWN: HromadaKind.SETTLEMENT,
    SettlementCategory.VILLAGE: HromadaKind.RURAL,
}
# The centre of a hromada is the first of its settlements in the codifier; all were looked through.
# In these two the settlements simply stand in alphabetical order. Both are villages, so that the
# kind of the hromada doesn't depend on it.
CENTRES = {
    # Борщагівська: the council sits in Софіївська Борщагівка, not in Петропавлівська.
    "UA32080050000052660": "UA32080050020065009",
    # Карапчівська: Карапчів, from which it has its name, not Йорданешти.
    "UA73060270000016588": "UA73060270020022643",
}


class OblastFacts(NamedTuple):
    katottg: str
    name: str  # «Харківська область»
    kind: str
    slug: str

    @property
    def parents(self):
        return ()

    @property
    def nature(self):
        return (self.kind,)


class RaionFacts(NamedTuple):
    katottg: str
    name: str  # «Куп’янський район»
    oblast: str  # a code, as in all that follow

    @property
    def parents(self):
        return (self.oblast,)

    @property
    def nature(self):
        return ()


class HromadaFacts(NamedTuple):
    katottg: str
    name: str  # the short one, «Куп’янська»
    kind: str
    raion: str
    oblast: str
    centre: str
    slug: str

    @property
    def parents(self):
        return (self.raion, self.oblast)

    @property
    def nature(self):
        return (self.kind, self.centre)


class SettlementFacts(NamedTuple):
    katottg: str
    name: str
    category: str
    hromada: str

    @property
    def parents(self):
        return (self.hromada,)

    @property
    def nature(self):
        return (self.category,)


class Register(NamedTuple):
    """All places by code, each level a dict. `outside` holds the names of what isn't registered.

    These are the settlements that lie in no hromada: Прип’ять and Чорнобиль.
    """

    oblasts: dict[str, OblastFacts]
    raions: dict[str, RaionFacts]
    hromadas: dict[str, HromadaFacts]
    settlements: dict[str, SettlementFacts]
    outside: tuple[str, ...] = ()

    @property
    def levels(self):
        return (self.oblasts, self.raions, self.hromadas, self.settlements)

    def get(self, katottg):
        """Return the facts of a code, or None."""
        for level in self.levels:
            if katottg in level:
                return level[katottg]
        return None


def register_of(codifier):
    """Return the Register that a Codifier (regions/codifier.py) describes.

    The immediate parent of a row decides where it lies: a hromada is in the oblast of its raion.
    """
    oblasts, raions, hromadas, settlements, outside = {}, {}, {}, {}, []
    for row in codifier.rows:
        if row.category in "OK":
            oblasts[row.katottg] = _oblast(row)
    for row in codifier.rows:
        if row.category == "P":
            raions[row.katottg] = RaionFacts(row.katottg, f"{row.name} район", row.parent)
    hromada_rows = [row for row in codifier.rows if row.category == "H"]
    known, passed = {row.katottg for row in hromada_rows}, set()
    first, first_below = {}, {}
    for row in codifier.rows:
        if row.category == "H":
            passed.add(row.katottg)
        elif row.category in CATEGORIES and row.parent in known:
            category = CATEGORIES[row.category]
            settlements[row.katottg] = SettlementFacts(row.katottg, row.name, category, row.parent)
            first.setdefault(row.parent, row.katottg)
            if row.parent in passed:
                first_below.setdefault(row.parent, row.katottg)
        elif row.category in CATEGORIES:
            outside.append(row.name)
    # The first below its hromada: one that moved may still stand among its former neighbours.
    first |= first_below
    slugs = hromada_slugs(
        {row.katottg: row.name for row in hromada_rows},
        {row.katottg: raions[row.parent] for row in hromada_rows},
        {code: KIND_OF_CENTRE[settlements[centre].category] for code, centre in first.items()},
    )
    for row in hromada_rows:
        exception = settlements.get(CENTRES.get(row.katottg))
        if exception and exception.hromada == row.katottg:
            first[row.katottg] = exception.katottg
        centre = settlements[first[row.katottg]]
        hromadas[row.katottg] = HromadaFacts(
            row.katottg,
            row.name,
            KIND_OF_CENTRE[centre.category],
            row.parent,
            raions[row.parent].oblast,
            centre.katottg,
            slugs[row.katottg],
        )
    return Register(oblasts, raions, hromadas, settlements, tuple(outside))


def _oblast(row):
    name, kind = f"{row.name} область", OblastKind.OBLAST
    if row.category == "K":
        name, kind = row.name, OblastKind.SPECIAL_CITY
    elif row.name.startswith(REPUBLIC):
        name, kind = row.name, OblastKind.REPUBLIC
    return OblastFacts(row.katottg, name, kind, slugify(name))


def hromada_slugs(names, raions, kinds):
    """Return the slugs of hromadas by code, unique in each oblast.

    A slug is the short name by resolution 55: «kupianska». All namesakes of an oblast have their
    raion added («pokrovska-nikopolskyi»), those of one raion their kind too («-miska»), and were
    they of one kind, the last five digits of their code. `names`, `raions` (RaionFacts) and
    `kinds` are dicts by the hromada's code.
    """
    stages = [
        lambda code: slugify(names[code]),
        lambda code: slugify(raions[code].name.removesuffix(" район")),
        lambda code: slugify(kinds[code]),
        lambda code: code[-5:],
    ]
    slugs = dict.fromkeys(names, "")
    unsettled = set(names)
    for stage in stages:
        for code in unsettled:
            slugs[code] = f"{slugs[code]}-{stage(code)}".lstrip("-")
        taken = Counter((raions[code].oblast, slugs[code]) for code in names)
        unsettled = {code for code in names if taken[raions[code].oblast, slugs[code]] > 1}
    return slugs


def stored_register():
    """Return the Register that the database holds, in four queries."""
    oblasts = Oblast.objects.order_by().values_list("katottg", "name", "kind", "slug")
    raions = Raion.objects.order_by().values_list("katottg", "name", "oblast__katottg")
    hromadas = Hromada.objects.order_by().values_list(
        *("katottg", "short_name", "kind", "raion__katottg", "oblast__katottg"),
        *("centre__katottg", "slug"),
    )
    settlements = Settlement.objects.order_by().values_list(
        "katottg", "name", "category", "hromada__katottg"
    )
    return Register(
        {row[0]: OblastFacts(*row) for row in oblasts},
        {row[0]: RaionFacts(*row) for row in raions},
        {row[0]: HromadaFacts(*row) for row in hromadas},
        {row[0]: SettlementFacts(*row) for row in settlements},
    )


class Change(NamedTuple):
    """A place of one code before and after, both facts of its level."""

    old: NamedTuple
    new: NamedTuple

    @property
    def is_renamed(self):
        return self.old.name != self.new.name

    @property
    def is_moved(self):
        return self.old.parents != self.new.parents

    @property
    def is_recast(self):
        """Whether it is of another kind or category, or has another centre."""
        return self.old.nature != self.new.nature

    @property
    def is_readdressed(self):
        """Whether only its neighbours gave it another address: a namesake came, went or moved."""
        return not self.is_renamed and getattr(self.old, "slug", "") != getattr(
            self.new, "slug", ""
        )


class Differences(NamedTuple):
    """How the database would change; `new` and `gone` are facts, all in the order of the codes."""

    new: list
    gone: list
    changed: list[Change]

    def __bool__(self):
        return any(self)


def compare(old, new):
    """Return the Differences that lead from the Register `old` to the Register `new`."""
    differences = Differences([], [], [])
    for before, after in zip(old.levels, new.levels, strict=True):
        differences.new.extend(after[code] for code in sorted(after.keys() - before.keys()))
        differences.gone.extend(before[code] for code in sorted(before.keys() - after.keys()))
        differences.changed.extend(
            Change(before[code], after[code])
            for code in sorted(before.keys() & after.keys())
            if before[code] != after[code]
        )
    return differences


def by_level(facts):
    """Return a dict of facts by their class (OblastFacts, …), each a list in its order."""
    levels = defaultdict(list)
    for place in facts:
        levels[type(place)].append(place)
    return levels
