"""Oblasts, raions and hromadas in the API, by their codes."""

from ninja import Field, Query, Router

from news.api import schemas
from news.api.describing import former_names, place, place_label, settlement_label
from news.api.paging import Paging
from news.api.refusals import BUSY, REFUSALS, Katottg, found
from regions.find import find
from regions.models import Hromada, Oblast, Raion

MAX_QUERY = 100  # characters of a name

oblasts_router = Router(tags=["Places"])
raions_router = Router(tags=["Places"])
hromadas_router = Router(tags=["Places"])


class InOblast(Paging):
    oblast: Katottg | None = Field(
        None, description="The KATOTTG code of an oblast.", examples=["UA63000000000041885"]
    )

    def inside(self, rows, lookup="oblast"):
        """Narrow a queryset to the oblast, if one is asked for; `lookup` leads to it."""
        if not self.oblast:
            return rows
        return rows.filter(**{lookup: found(Oblast.objects, "oblast", katottg=self.oblast)})


class HromadaFilters(InOblast):
    q: str | None = Field(
        None,
        max_length=MAX_QUERY,
        description="The name, today's or former, of a hromada or of a settlement in it. The best "
        "matches come first, on one page.",
        examples=["Ківшарівка"],
    )


@oblasts_router.get(
    "",
    response={200: list[schemas.Oblast]} | BUSY,
    summary="The 27 oblasts",
    operation_id="listOblasts",
)
def oblasts(request):
    """The oblasts, the republic and the two cities with special status, by name."""
    return [_oblast(row) for row in Oblast.objects.all()]


@oblasts_router.get(
    "{katottg}",
    response={200: schemas.OblastInFull} | REFUSALS,
    summary="One oblast",
    operation_id="getOblast",
)
def oblast(request, katottg: Katottg):
    """An oblast with its raions."""
    row = found(Oblast.objects.prefetch_related("raions"), "oblast", katottg=katottg)
    return _oblast(row) | {
        "former_names": former_names(row),
        "raions": [place(raion) for raion in row.raions.all()],
    }


@raions_router.get(
    "",
    response={200: schemas.Page[schemas.Raion]} | REFUSALS,
    summary="Raions by name",
    operation_id="listRaions",
)
def raions(request, filters: Query[InOblast]):
    """All raions in the Ukrainian alphabetical order, or those of an oblast."""
    rows = filters.inside(Raion.objects.all())
    return filters.answer(request, rows, Raion.objects.select_related("oblast"), _raion)


@raions_router.get(
    "{katottg}",
    response={200: schemas.RaionInFull} | REFUSALS,
    summary="One raion",
    operation_id="getRaion",
)
def raion(request, katottg: Katottg):
    """A raion with its hromadas."""
    rows = Raion.objects.select_related("oblast").prefetch_related("hromadas__oblast")
    row = found(rows, "raion", katottg=katottg)
    return _raion(row) | {
        "former_names": former_names(row),
        "hromadas": [place_label(hromada) for hromada in row.hromadas.all()],
    }


@hromadas_router.get(
    "",
    response={200: schemas.Page[schemas.Hromada]} | REFUSALS,
    summary="Hromadas by name",
    operation_id="listHromadas",
)
def hromadas(request, filters: Query[HromadaFilters]):
    """All hromadas in the Ukrainian alphabetical order, or those of a name."""
    rows = filters.inside(Hromada.objects.all())
    if filters.q is None:
        return filters.answer(request, rows, _gathered(), _hromada)
    codes = [match.place.katottg for match in find(filters.q.replace("\x00", " "))]
    named = _gathered(rows).in_bulk(codes, field_name="katottg")
    best = [_hromada(named[code]) for code in codes if code in named]
    return {"items": best[: filters.limit], "next": None, "next_cursor": None}


@hromadas_router.get(
    "{katottg}",
    response={200: schemas.HromadaInFull} | REFUSALS,
    summary="One hromada",
    operation_id="getHromada",
)
def hromada(request, katottg: Katottg):
    """A hromada with its settlements."""
    row = found(_gathered().prefetch_related("settlements"), "hromada", katottg=katottg)
    return _hromada(row) | {
        "former_names": former_names(row),
        "settlements": [settlement_label(settlement) for settlement in row.settlements.all()],
    }


def _gathered(rows=Hromada.objects):
    """Gather all that `_hromada` reads."""
    return rows.select_related("oblast", "raion", "centre")


def _oblast(row):
    return place_label(row) | {"kind": row.kind}


def _raion(row):
    return place(row) | {"oblast": place_label(row.oblast)}


def _hromada(row):
    return place_label(row) | {
        "short_name": row.short_name,
        "kind": row.kind,
        "website": row.website,
        "oblast": place_label(row.oblast),
        "raion": place(row.raion),
        "centre": row.centre and settlement_label(row.centre),
    }
