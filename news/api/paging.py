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

    def answer(self, request, rows, describe, field="order", **order):
        """Return a schemas.Page of a queryset as a dict; `describe` makes an item of a row.

        `field` and `order` are those of `page_after`.
        """
        found, cursor = page_after(self.cursor, rows, field, self.limit, **order)
        query = request.GET.copy()
        query["cursor"] = cursor
        return {
            "items": [describe(row) for row in found],
            "next": absolute(f"{request.path}?{query.urlencode()}") if cursor else None,
            "next_cursor": cursor,
        }


def page_after(cursor, rows, field, limit, *, newest_first=False, read=str):
    """Return (rows of the page as a list, cursor of the next page or None).

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
    found = list(rows.order_by(f"{sign}{field}", f"{sign}pk")[: limit + 1])
    page = found[:limit]
    return page, _encode(getattr(page[-1], field), page[-1].pk) if len(found) > limit else None


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
