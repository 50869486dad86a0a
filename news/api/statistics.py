"""Statistics in the API: how much news each month has, and how often that has been read."""

from datetime import date, timedelta
from itertools import chain
from typing import Annotated

from django.db import connection
from django.utils import timezone
from ninja import Field, Query, Router
from pydantic import AfterValidator, StringConstraints

from news import generation
from news.api import schemas
from news.api.articles import Narrowing
from news.api.refusals import REFUSALS, wrong
from news.listing import Listing, clauses
from news.spans import midnight

router = Router(tags=["Statistics"])

MOST = 36  # months of one answer: so much of the archive is read for it
USUAL = 12
FIRST = (1900, 1)
MOMENT = timedelta(microseconds=1)

Month = Annotated[
    str,
    StringConstraints(pattern="^(19|20)[0-9]{2}-(0[1-9]|1[0-2])$"),
    AfterValidator(lambda text: tuple(map(int, text.split("-")))),
]


class StatisticsFilters(Narrowing):
    since: Month | None = Field(
        None, description=f"The first month; {USUAL} before the last.", examples=["2025-01"]
    )
    until: Month | None = Field(
        None, description="The last month; without it this one.", examples=["2025-12"]
    )

    def months(self):
        """Return the months that are asked for, as pairs of numbers. Raises ValidationError."""
        today = timezone.localdate()
        last = self.until or max((today.year, today.month), self.since or FIRST)
        first = self.since or max(_shifted(last, 1 - USUAL), FIRST)
        number = _number(last) - _number(first) + 1
        if number < 1:
            raise wrong("since", "the first month is later than the last. Swap them")
        if number > MOST:
            raise wrong("since", f"these are {number} months; ask for {MOST} at most at a time")
        return [_shifted(first, step) for step in range(number)]


@router.get(
    "",
    response={200: schemas.Statistics} | REFUSALS,
    summary="News and views by month",
    operation_id="getStatistics",
)
def statistics(request, filters: Query[StatisticsFilters]):
    """How many public articles of each month there are, of a place, a topic or all of them, and how
    often those have been read until now. At most 36 months at a time."""
    months = filters.months()
    rows = [read(listing, months[0], months[-1]) for listing in filters.listings()]
    items = [
        {
            "month": f"{year}-{month:02}",
            "articles": sum(of.get((year, month), (0, 0))[0] for of in rows),
            "views": sum(of.get((year, month), (0, 0))[1] for of in rows),
        }
        for year, month in months
    ]
    return {
        "months": items,
        "articles": sum(item["articles"] for item in items),
        "views": sum(item["views"] for item in items),
    }


@generation.kept(most=64)
def read(listing, first, last):
    """Return {(year, month): (articles, views)} of a Listing from the first month to the last.

    One query. Each month is a range of the index that has the dates, and its articles' views are
    read by their ids: so it costs by the articles of these months and not of the archive.
    """
    parts, given = [], []
    for number in range(_number(first), _number(last) + 1):
        since, until = _begins(number), min(_begins(number + 1), timezone.now() + MOMENT)
        if since >= until:
            break
        month = Listing(listing.language, listing.labels, since=since, until=until)
        table, key, only, values = clauses(month)
        article = "A" if listing.labels else "dated"
        parts.append(
            f"SELECT {number} AS month, COUNT(*), "  # noqa: S608 - our own names
            f"SUM({article}.views_imported + COALESCE(V.count, 0)) FROM {table} "
            f"LEFT JOIN news_viewstotal AS V ON V.article_id = {key} WHERE {only}"
        )
        given.append(values)
    if not parts:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), [*chain(*given)])
        rows = cursor.fetchall()
    return {_month(number): (news, int(views)) for number, news, views in rows if news}


def _number(month):
    return month[0] * 12 + month[1] - 1


def _month(number):
    year, month = divmod(number, 12)
    return year, month + 1


def _shifted(month, by):
    return _month(_number(month) + by)


def _begins(number):
    return midnight(date(*_month(number), 1))
