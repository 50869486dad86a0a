"""Settlements in the API, by their codes and by their names, today's and former ones."""

from django.db.models import Case, IntegerField, Q, When
from ninja import Field, Query, Router

from news.api import schemas
from news.api.describing import former_names, place, place_label, settlement_label
from news.api.places import MAX_QUERY, InOblast
from news.api.refusals import REFUSALS, Katottg, found
from regions.find import beginning
from regions.models import FormerName, Hromada, Settlement
from regions.names import read_name

router = Router(tags=["Places"])

FORMER = 1000  # former names that are read; the register has some 1,500 of all places


class SettlementFilters(InOblast):
    hromada: Katottg | None = Field(
        None, description="The KATOTTG code of a hromada.", examples=["UA63080090000067457"]
    )
    q: str | None = Field(
        None,
        max_length=MAX_QUERY,
        description="The name, today's or former, in Ukrainian or in Latin letters. Whole names "
        "come first, then those that begin so, on one page.",
        examples=["Ківшарівка"],
    )


@router.get(
    "",
    response={200: schemas.Page[schemas.Settlement]} | REFUSALS,
    summary="Settlements by code or name",
    operation_id="listSettlements",
)
def settlements(request, filters: Query[SettlementFilters]):
    """All cities, towns and villages by their codes, or those of a name."""
    rows = filters.inside(Settlement.objects.all(), "hromada__oblast")
    if filters.hromada:
        rows = rows.filter(hromada=found(Hromada.objects, "hromada", katottg=filters.hromada))
    if filters.q is None:
        return filters.answer(request, rows, _gathered(), _settlement, "katottg")
    best = _called(rows, filters.q.replace("\x00", " "))[: filters.limit]
    return {"items": [_settlement(row) for row in best], "next": None, "next_cursor": None}


@router.get(
    "{katottg}",
    response={200: schemas.SettlementInFull} | REFUSALS,
    summary="One settlement",
    operation_id="getSettlement",
)
def settlement(request, katottg: Katottg):
    """A settlement with its former names."""
    row = found(_gathered(), "settlement", katottg=katottg)
    return _settlement(row) | {"former_names": former_names(row)}


def _called(rows, query):
    """Narrow a queryset of settlements to those of a name, the best first."""
    asked = read_name(query)
    if not asked.key:
        return rows.none()
    field = "latin" if asked.is_latin else "key"
    former = FormerName.objects.filter(beginning(field, asked.key)).order_by(field)[:FORMER]
    former = former.values_list("katottg", field)
    whole = [code for code, name in former if name == asked.key]
    is_whole = Q(**{field: asked.key}) | Q(katottg__in=whole)
    rank = Case(When(is_whole, then=0), default=1, output_field=IntegerField())
    codes = [code for code, _ in former]
    rows = rows.filter(beginning(field, asked.key) | Q(katottg__in=codes))
    return _gathered(rows).order_by(rank, "order", "katottg")


def _gathered(rows=Settlement.objects):
    """Gather all that `_settlement` reads."""
    return rows.select_related("hromada__oblast", "hromada__raion")


def _settlement(row):
    return settlement_label(row) | {
        "hromada": place_label(row.hromada),
        "raion": place(row.hromada.raion),
        "oblast": place_label(row.hromada.oblast),
    }
