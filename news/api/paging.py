"""Pages of a list that stay right while news comes in: a page starts after the last row seen.

A cursor is the sort key and the id of that row. To a client it is an opaque string.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode

from django.db.models import Q
from ninja import Field, Schema

from news.addresses import absolute
from news.api.refusals import wrong

MAX_ID = 2**63 - 1  # what a database keeps


class Paging(Schema):
    """What every long list can be asked."""

    limit: int = Field(20, ge=1, le=100, description="How many rows at most.")
    cursor: str = Field(
        "",
        max_length=300,
        description="`next_cursor` of the page before, asked with the same filters.",
    )

    def answer(self, request, rows, gathered, describe, field="order"):
        """Return a schemas.Page as a dict.

        `rows` is a queryset of all that is asked for, which comes by `field` and id. `gathered` is
        one of the same model with all that `describe` reads to make an item of a row; it is asked
        for the rows of the page alone, because a database that has to sort works out every column
        of every row first.
        """
        if self.cursor:
            key, pk = decoded(self.cursor)
            # The second condition says it all; by the first the database finds its index.
            rows = rows.filter(**{f"{field}__gte": key})
            rows = rows.filter(Q(**{f"{field}__gt": key}) | Q(pk__gt=pk))
        found = list(rows.order_by(field, "pk").values_list(field, "pk")[: self.limit + 1])
        cursor = encoded(*found[self.limit - 1]) if len(found) > self.limit else None
        keys = [pk for _, pk in found[: self.limit]]
        rows = gathered.in_bulk(keys)
        return page(request, [describe(rows[key]) for key in keys if key in rows], cursor)


def page(request, items, cursor):
    """Return a schemas.Page as a dict; `cursor` is that of the next page, or None."""
    query = request.GET.copy()
    query["cursor"] = cursor
    following = absolute(f"{request.path}?{query.urlencode()}") if cursor else None
    return {"items": items, "next": following, "next_cursor": cursor}


def encoded(key, pk):
    """Return the cursor of a row by its sort key and its id."""
    return urlsafe_b64encode(json.dumps([str(key), pk]).encode()).decode().rstrip("=")


def decoded(cursor, read=str):
    """Return (sort key, id) of a cursor; `read` makes the key of its str, or raises ValueError.

    Raises ValidationError for a cursor that no page gave.
    """
    try:
        key, pk = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not (isinstance(key, str) and key.isprintable()):
            raise ValueError("not a key")
        if not (type(pk) is int and 0 < pk <= MAX_ID):
            raise ValueError("not an id")
        return read(key), pk
    except (TypeError, ValueError, RecursionError) as error:
        sentence = "the API gave no such value. Leave it out to start from the first page"
        raise wrong("cursor", sentence) from error
