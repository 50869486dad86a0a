"""Which articles a page of the API has: the newest of one language or of both, by the indexes.

An edge is (moment, id) of the article after which a page begins; of what was found by words the
moment is a whole second, as the index of the search has it.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from news.listing import clauses, fetch
from news.models.search import article_of, seconds_of
from news.moments import from_database
from news.search import find

SECOND = timedelta(seconds=1)
TIMES = 8  # as many are asked for where very many are dated by one second
MOST = 1000


def newest(listings, most, edge=None):
    """Return ([(moment, id)], whether there are more): the newest of some Listings below an edge,
    at most `most`. One query for each."""
    rows = []
    for listing in listings:
        table, key, only, given = clauses(listing, edge)
        rows += fetch(
            f"SELECT dated.published_at, {key} FROM {table} WHERE {only} "  # noqa: S608
            f"ORDER BY dated.published_at DESC, {key} DESC LIMIT {most + 1}",
            given,
        )
    rows = sorted(((from_database(moment), pk) for moment, pk in rows), reverse=True)
    return rows[:most], len(rows) > most


def matching(query, listings, most, edge=None):
    """Return the same of what a query (what a reader typed) finds in some Listings."""
    rows, horizon = [], None
    for listing in listings:
        some, is_all = _matching(query, listing, most + 1, edge)
        rows += some
        if not is_all and 0 < len(some) <= most:
            # Older ones of this language weren't looked for, and may be newer than the other's.
            horizon = max(horizon or some[-1], some[-1])
    rows = sorted((row for row in rows if not horizon or row >= horizon), reverse=True)
    return rows[:most], len(rows) > most or horizon is not None


def _matching(query, listing, most, edge):
    if edge:
        after = edge[0] + SECOND
        listing = replace(listing, until=min(listing.until or after, after))
    asked = most
    while True:
        found = find(query, listing, "newest", asked)
        rows = [(_moment(key), article_of(key)) for key in found.keys]
        below = [row for row in rows if not edge or row < edge]
        is_all = found.number is not None
        if is_all or len(below) >= most or asked >= MOST:
            return below[:most], is_all
        asked = min(asked * TIMES, MOST)


def _moment(key):
    return datetime.fromtimestamp(seconds_of(key), UTC)
