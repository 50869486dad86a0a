"""Bringing the database to a new state of the register, with the former names that this leaves."""

import csv
from datetime import date
from pathlib import Path
from typing import NamedTuple

from django.db import transaction
from django.db.models.functions import Lower

from regions.models import (
    FormerName,
    FormerSlug,
    Hromada,
    Oblast,
    OblastKind,
    Raion,
    Settlement,
)
from regions.register import (
    HromadaFacts,
    OblastFacts,
    RaionFacts,
    SettlementFacts,
    by_level,
)
from ukrainian.folding import fold
from ukrainian.slugs import transliterate

FORMER_NAMES = Path(__file__).parent / "data" / "former_names.tsv"
MODELS = {
    OblastFacts: Oblast,
    RaionFacts: Raion,
    HromadaFacts: Hromada,
    SettlementFacts: Settlement,
}
# A file in which more than this part of the places, and more than this number, is missing was cut.
MAX_GONE_PART = 0.1
MAX_GONE = 100
EXAMPLES = 5
EXONYMS = {"Автономна Республіка Крим": "Autonomous Republic of Crimea"}
BATCH = 1000  # rows a query


class CannotRenew(Exception):
    """The differences can't be applied; says why, one reason a line."""


class KnownName(NamedTuple):
    """A former name of data/former_names.tsv."""

    katottg: str
    name: str
    until: date
    source: str


def read_former_names(path=FORMER_NAMES):
    """Return the former names that we know of ourselves, a list of KnownName."""
    with open(path, encoding="utf-8", newline="") as file:
        lines = (line for line in file if not line.startswith("#"))
        return [
            KnownName(row["katottg"], row["name"], date.fromisoformat(row["until"]), row["source"])
            for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        ]


def missing_former_names(register):
    """Return the known former names that the database lacks, for the places of a Register.

    A name that the register itself still gives is none: an older edition is being loaded.
    """
    held = set(FormerName.objects.order_by().values_list("katottg", "name", "until"))
    return [
        known
        for known in read_former_names()
        if (place := register.get(known.katottg))
        and bare_name(place) != known.name
        and known[:3] not in held
    ]


def bare_name(place):
    """Return the name in the facts of a place without its kind: «Харківська», «Куп’янський»."""
    return place.name.removesuffix(" область").removesuffix(" район")


def check(differences, old):
    """Refuse differences that would lose something. `old` is the Register of the database.

    Raises CannotRenew: for an oblast that is gone (article 133 of the Constitution names them all),
    for so much that is gone that the file must have been cut, and for every abolished place to
    which something outside the register still refers, news above all. Whatever refers to a place
    is found by Django's own relations. The whole renewal is refused then, because only a person can
    say which place of today the news belongs to: tag it with that one, then load again.
    """
    reasons = [
        f"{place.katottg} {place.name} is missing: the Constitution names it"
        for place in differences.gone
        if isinstance(place, OblastFacts)
    ]
    gone, all_places = len(differences.gone), sum(map(len, old.levels))
    if gone > MAX_GONE and gone > all_places * MAX_GONE_PART:
        reasons.append(f"{gone} of {all_places} places are missing: the file is not whole")
    if not reasons:
        for facts, places in by_level(differences.gone).items():
            reasons.extend(_references(MODELS[facts], places))
    if reasons:
        raise CannotRenew("\n".join(reasons))


def _references(model, places):
    """Yield a line for each of `places` (facts) and each model outside regions that refers to it.

    A many-to-many relation is found through its own table, and counts for the model that has it.
    """
    codes = [place.katottg for place in places]
    names = {place.katottg: place.name for place in places}
    for relation in model._meta.get_fields(include_hidden=True):
        other = relation.related_model
        if not (relation.one_to_many or relation.one_to_one) or relation.concrete:
            continue
        if other._meta.app_config is model._meta.app_config:
            continue
        field = relation.field.name
        source, key = other._meta.auto_created or other, "pk"
        if other._meta.auto_created:
            key = next(f.attname for f in other._meta.fields if f.related_model is source)
        references = (
            other._base_manager.filter(**{f"{field}__katottg__in": codes})
            .order_by(f"{field}__katottg", key)
            .values_list(f"{field}__katottg", key)
        )
        referring = {}
        for code, pk in references:
            referring.setdefault(code, []).append(pk)
        for code, pks in referring.items():
            examples = ", ".join(map(str, pks[:EXAMPLES])) + ("…" if len(pks) > EXAMPLES else "")
            yield (
                f"{code} {names[code]} is abolished, but {len(pks)} × {source._meta.label} "
                f"refers to it ({examples})"
            )


@transaction.atomic
def renew(differences, old, former_names, until):
    """Apply the Differences and add `former_names` (KnownName), in one transaction.

    `old` is the Register of the database, `until` the day up to which names and addresses that
    change now are dated: that of the codifier's edition. Children move before their former parents
    are removed, so that a hromada may dissolve into its neighbours. Raises CannotRenew.
    """
    check(differences, old)
    new, gone = by_level(differences.new), by_level(differences.gone)
    changes = {facts: [] for facts in MODELS}
    for change in differences.changed:
        changes[type(change.new)].append(change)
    _keep_names(differences.changed, former_names, until)

    _write(Oblast, new[OblastFacts], changes[OblastFacts], _oblast_values, derived=["order"])
    oblasts = _ids(Oblast)
    _write(
        Raion,
        new[RaionFacts],
        changes[RaionFacts],
        lambda facts: {"name": facts.name, "oblast_id": oblasts[facts.oblast]},
        derived=["order"],
    )
    raions = _ids(Raion)
    # Addresses are unique, and the new holder of one may be written before the old one leaves it.
    leaving = [change.old.katottg for change in changes[HromadaFacts]]
    leaving += [place.katottg for place in gone[HromadaFacts]]
    Hromada.objects.filter(katottg__in=leaving).update(slug=Lower("katottg"))
    _write(
        Hromada,
        new[HromadaFacts],
        changes[HromadaFacts],
        lambda facts: {
            "short_name": facts.name,
            "kind": facts.kind,
            "raion_id": raions[facts.raion],
            "oblast_id": oblasts[facts.oblast],
            "slug": facts.slug,
        },
        derived=["name", "name_en", "key", "latin", "order"],
    )
    hromadas = _ids(Hromada)
    _write(
        Settlement,
        new[SettlementFacts],
        changes[SettlementFacts],
        lambda facts: {
            "name": facts.name,
            "category": facts.category,
            "hromada_id": hromadas[facts.hromada],
        },
        derived=["key", "latin", "order"],
    )
    _set_centres([*new[HromadaFacts], *(change.new for change in changes[HromadaFacts])])

    Hromada.objects.filter(katottg__in=_codes(gone[HromadaFacts])).update(centre=None)
    for facts in (SettlementFacts, HromadaFacts, RaionFacts):
        MODELS[facts].objects.filter(katottg__in=_codes(gone[facts])).delete()


def _oblast_values(facts):
    name_en = transliterate(bare_name(facts))
    if facts.kind == OblastKind.OBLAST:
        name_en += " oblast"
    name_en = EXONYMS.get(facts.name, name_en)
    return {"name": facts.name, "name_en": name_en, "kind": facts.kind, "slug": facts.slug}


def _write(model, new, changes, values_of, derived):
    """Create the places of `new` (facts) and update those of `changes` in a few queries.

    `values_of` turns facts into the values of the model's fields, `derived` names the fields that
    follow from them.
    """
    places = []
    for facts in new:
        place = model(katottg=facts.katottg, **values_of(facts))
        place.derive()
        places.append(place)
    model.objects.bulk_create(places, batch_size=BATCH)
    kept = model.objects.in_bulk([change.new.katottg for change in changes], field_name="katottg")
    fields = set()
    for change in changes:
        place, values = kept[change.new.katottg], values_of(change.new)
        for name, value in values.items():
            setattr(place, name, value)
        place.derive()
        fields.update(values)
    if kept:
        names = [name.removesuffix("_id") for name in fields]
        model.objects.bulk_update(kept.values(), [*names, *derived], batch_size=BATCH)


def _set_centres(hromadas):
    centres = {facts.katottg: facts.centre for facts in hromadas}
    settlements = dict(
        Settlement.objects.filter(katottg__in=centres.values())
        .order_by()
        .values_list("katottg", "pk")
    )
    places = Hromada.objects.in_bulk(list(centres), field_name="katottg")
    for code, place in places.items():
        place.centre_id = settlements[centres[code]]
    Hromada.objects.bulk_update(places.values(), ["centre"], batch_size=BATCH)


def _keep_names(changes, known, until):
    """Keep what readers knew places by: former names, and addresses that these don't explain."""
    kept = [FormerName(katottg=k.katottg, name=k.name, until=k.until) for k in known]
    dated = {(name.katottg, fold(name.name)) for name in kept}
    dated |= set(FormerName.objects.order_by().values_list("katottg", "key"))
    for old, new in ((change.old, change.new) for change in changes if change.is_renamed):
        name = bare_name(old)
        # A date that we know is better than that of the edition that first has the new name.
        if (new.katottg, fold(name)) not in dated:
            slug = getattr(old, "slug", "")
            kept.append(FormerName(katottg=new.katottg, name=name, until=until, slug=slug))
    for name in kept:
        name.derive()
    FormerName.objects.bulk_create(kept, batch_size=BATCH)

    oblasts = _ids(Oblast)
    explained = set(FormerName.objects.order_by().values_list("katottg", "slug"))
    FormerSlug.objects.bulk_create(
        FormerSlug(
            katottg=old.katottg, oblast_id=oblasts.get(_oblast_of(old)), slug=old.slug, until=until
        )
        for old, new in changes
        if hasattr(old, "slug")
        and (_oblast_of(old), old.slug) != (_oblast_of(new), new.slug)
        and (_oblast_of(old) != _oblast_of(new) or (old.katottg, old.slug) not in explained)
    )


def _oblast_of(place):
    """Return the code of the oblast under whose address the place's page stands, or ""."""
    return getattr(place, "oblast", "")


def _ids(model):
    return dict(model.objects.order_by().values_list("katottg", "pk"))


def _codes(places):
    return [place.katottg for place in places]
