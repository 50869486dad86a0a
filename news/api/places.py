"""Oblasts and hromadas in the API, by their codes."""

from ninja import Field, Query, Router

from news.api import schemas
from news.api.describing import place, place_label
from news.api.paging import Paging
from news.api.refusals import REFUSALS, Katottg, found
from regions.find import find
from regions.models import FormerName, Hromada, Oblast

MAX_QUERY = 100  # characters of a name

oblasts_router = Router(tags=["Places"])
hromadas_router = Router(tags=["Places"])


class HromadaFilters(Paging):
    oblast: Katottg | None = Field(None, description="The KATOTTG code of an oblast.")
    q: str | None = Field(
        None,
        max_length=MAX_QUERY,
        description="The name, today's or former, of a hromada or of a settlement in it. The best "
        "matches come first, on one page.",
    )


@oblasts_router.get("", response={200: list[schemas.Oblast]}, summary="The 27 oblasts")
def oblasts(request):
    """The oblasts, the republic and the two cities with special status, by name."""
    return [_oblast(row) for row in Oblast.objects.all()]


@oblasts_router.get(
    "{katottg}", response={200: schemas.OblastInFull} | REFUSALS, summary="One oblast"
)
def oblast(request, katottg: Katottg):
    """An oblast with its raions."""
    row = found(Oblast.objects.prefetch_related("raions"), "oblast", katottg=katottg)
    return _oblast(row) | {
        "former_names": _former_names(row),
        "raions": [place(raion) for raion in row.raions.all()],
    }


@hromadas_router.get(
    "", response={200: schemas.Page[schemas.Hromada]} | REFUSALS, summary="Hromadas by name"
)
def hromadas(request, filters: Query[HromadaFilters]):
    """All hromadas in the Ukrainian alphabetical order, or those of a name."""
    rows = Hromada.objects.all()
    if filters.oblast:
        rows = rows.filter(oblast=found(Oblast.objects, "oblast", katottg=filters.oblast))
    if filters.q is None:
        return filters.answer(request, rows, _gathered(), _hromada)
    codes = [match.place.katottg for match in find(filters.q.replace("\x00", " "))]
    named = _gathered(rows).in_bulk(codes, field_name="katottg")
    best = [_hromada(named[code]) for code in codes if code in named]
    return {"items": best[: filters.limit], "next": None, "next_cursor": None}


@hromadas_router.get(
    "{katottg}", response={200: schemas.HromadaInFull} | REFUSALS, summary="One hromada"
)
def hromada(request, katottg: Katottg):
    """A hromada with its settlements."""
    row = found(_gathered().prefetch_related("settlements"), "hromada", katottg=katottg)
    return _hromada(row) | {
        "former_names": _former_names(row),
        "settlements": [_settlement(settlement) for settlement in row.settlements.all()],
    }


def _gathered(rows=Hromada.objects):
    """Gather all that `_hromada` reads."""
    return rows.select_related("oblast", "raion", "centre")


def _oblast(row):
    return place_label(row) | {"kind": row.kind}


def _hromada(row):
    return place_label(row) | {
        "short_name": row.short_name,
        "kind": row.kind,
        "website": row.website,
        "oblast": place_label(row.oblast),
        "raion": place(row.raion),
        "centre": row.centre and _settlement(row.centre),
    }


def _settlement(row):
    return place(row) | {"category": row.category}


def _former_names(row):
    names = FormerName.objects.filter(katottg=row.katottg)
    return [{"name": former.name, "until": former.until} for former in names]
