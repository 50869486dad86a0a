"""Pages of a list that stay right while news comes in: a page starts after the last row seen.

A cursor is the sort key and the id of that row. To a client it is an opaque string.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode

from django.db.models import Q
from ninja import Field, Schema
from ninja.errors import HttpError

from news.addresses import absolute

MAX_ID = 2**63 - 1  # what a database keeps


class Paging(Schema):
    """What every long list can be asked."""

    limit: int = Field(20, ge=1, le=100, description="How many rows at most.")
    cursor: str = Field(
        "",
        max_length=300,
        description="`next_cursor` of the page before, asked with the same filters.",
    )

    def answer(self, request, rows, gathered, describe, field="order", **order):
        """Return a schemas.Page as a dict.

        `rows` is a queryset of all that is asked for. `gathered` is one of the same model with all
        that `describe` reads to make an item of a row; it is asked for the rows of the page alone,
        because a database that has to sort works out every column of every row first. `field` and
        `order` are those of `page_after`.
        """
        keys, cursor = page_after(self.cursor, rows, field, self.limit, **order)
        found = gathered.in_bulk(keys)
        query = request.GET.copy()
        query["cursor"] = cursor
        return {
            "items": [describe(found[key]) for key in keys if key in found],
            "next": absolute(f"{request.path}?{query.urlencode()}") if cursor else None,
            "next_cursor": cursor,
        }


def page_after(cursor, rows, field, limit, *, newest_first=False, read=str):
    """Return (ids of the page's rows as a list, cursor of the next page or None).

    `cursor` is what an earlier call returned, or "" for the first page. `rows` is a queryset; it is
    sorted by `field` and id. `limit` is the number of rows. `read` makes the value of `field` from
    its str, or raises ValueError. Raises HttpError 422 for a cursor that no call returned.
    """
    way, sign = ("lt", "-") if newest_first else ("gt", "")
    if cursor:
        key, pk = _decode(cursor, read)
        # The second condition says it all; by the first the database finds its index.
        rows = rows.filter(**{f"{field}__{way}e": key})
        rows = rows.filter(Q(**{f"{field}__{way}": key}) | Q(**{f"pk__{way}": pk}))
    rows = rows.order_by(f"{sign}{field}", f"{sign}pk").values_list(field, "pk")
    found = list(rows[: limit + 1])
    cursor = _encode(*found[limit - 1]) if len(found) > limit else None
    return [pk for _, pk in found[:limit]], cursor


def _encode(key, pk):
    return urlsafe_b64encode(json.dumps([str(key), pk]).encode()).decode().rstrip("=")


def _decode(cursor, read):
    try:
        key, pk = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not (isinstance(key, str) and key.isprintable()):
            raise ValueError("not a key")
        if not (type(pk) is int and 0 < pk <= MAX_ID):
            raise ValueError("not an id")
        return read(key), pk
    except (TypeError, ValueError, RecursionError) as error:
        raise HttpError(
            422, "cursor: the API gave no such value. Leave it out to start from the first page."
        ) from error
