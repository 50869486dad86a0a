"""Asking the index of the database: which entries meet a condition, the newest first."""

from django.db import connection
from django.utils import timezone

from news.models.article import Language
from news.models.search import ID_BITS, SECOND_BITS
from news.search.conditions import match, tsquery

LANGUAGES = tuple(Language.values)
LOWEST, HIGHEST = -(1 << 62), 1 << 62  # of all keys, also of what isn't public

BEGINNING = 300  # words at most that are asked for instead of their beginning
PROBED = 100  # entries
PROBE = (
    "SELECT key, lexemes @@ %s::tsquery, "  # noqa: S608
    "(SELECT reltuples FROM pg_class WHERE oid = 'news_searchentry'::regclass) "
    f"FROM news_searchentry WHERE key BETWEEN %s AND %s ORDER BY key DESC LIMIT {PROBED}"
)
WALK = (
    "SELECT key FROM (SELECT key, lexemes FROM news_searchentry WHERE key BETWEEN %s AND %s "
    "ORDER BY key DESC LIMIT {rows}) AS newest WHERE lexemes @@ %s::tsquery "
    "ORDER BY key DESC LIMIT {most}"
)
# Of a condition that it doesn't see when it plans it thinks that few meet it, and takes the index.
GATHER = (
    "SELECT key FROM news_searchentry WHERE lexemes @@ (SELECT %s::tsquery) "
    "AND key BETWEEN %s AND %s ORDER BY key DESC LIMIT {most}"
)


def span(listing, now=None):
    """Return (lowest, highest) key of what a Listing may show at the aware `now` (default: now)."""
    base = LANGUAGES.index(listing.language) << SECOND_BITS + ID_BITS
    lowest = base + (_seconds(listing.since) << ID_BITS if listing.since else 0)
    highest = base + (_seconds(now or timezone.now()) + 1 << ID_BITS) - 1
    if listing.until:
        highest = min(highest, base + (_seconds(listing.until) << ID_BITS) - 1)
    return lowest, highest


def _seconds(moment):
    return min(max(0, int(moment.timestamp())), (1 << SECOND_BITS) - 1)


def newest(condition, lowest, highest, most):
    """Return the keys, a list, of the entries that meet a condition, from `lowest` to `highest`,
    the newest first, at most `most`."""
    if connection.vendor == "postgresql":
        return _newest_of_lexemes(tsquery(condition), lowest, highest, most)
    sql = (
        "SELECT rowid FROM news_searchindex WHERE news_searchindex MATCH %s "  # noqa: S608
        f"AND rowid BETWEEN %s AND %s ORDER BY rowid DESC LIMIT {most}"
    )
    return [key for (key,) in _fetch(sql, [match(_written_out(condition)), lowest, highest])]


def _written_out(condition):
    """Return a condition with all words that begin as one asks, for SQLite. It would read all that
    have any of them before it gives the first; of single words it gives the newest at once."""
    kind, *rest = condition
    if kind == "word":
        return condition
    if kind != "begins":
        return (kind, *map(_written_out, rest))
    sql = f"SELECT term FROM news_searchterms WHERE term >= %s AND term < %s LIMIT {BEGINNING + 1}"  # noqa: S608
    words = [word for (word,) in _fetch(sql, [rest[0], rest[0] + chr(0x10FFFF)])]
    return ("or", *(("word", word) for word in words)) if 0 < len(words) <= BEGINNING else condition


def _newest_of_lexemes(asked, lowest, highest, most):
    """Return what `newest` does. PostgreSQL either reads all entries downwards, until there are
    enough, or has its index give all that meet the condition, of any date, and sorts them. What it
    would choose itself may take twenty times as long: it doesn't count what the lexemes of an entry
    cost, and knows how many have them of a thousand words only. The newest PROBED tell."""
    rows = _fetch(PROBE, [asked, lowest, highest])
    found = [key for key, has, _ in rows if has]
    if len(rows) < PROBED or len(found) >= most:
        return found[:most]
    part, total = len(found) / PROBED, rows[0][2]
    if part and most / part < part * total:
        keys = _fetch(WALK.format(rows=int(2 * most / part), most=most), [lowest, highest, asked])
        if len(keys) == most:  # or the word was new, and is rare among the others
            return [key for (key,) in keys]
    return [key for (key,) in _fetch(GATHER.format(most=most), [asked, lowest, highest])]


def batches(condition, lowest, highest, size):
    """Yield the same in lists of at most `size`; the last one has less."""
    while keys := newest(condition, lowest, highest, size):
        yield keys
        if len(keys) < size:
            return
        highest = keys[-1] - 1


def entries(keys, columns):
    """Return {key: tuple of the columns} of entries, by their keys."""
    if not keys:
        return {}
    places = ", ".join(["%s"] * len(keys))
    sql = f"SELECT key, {', '.join(columns)} FROM news_searchentry WHERE key IN ({places})"  # noqa: S608
    return {key: tuple(rest) for key, *rest in _fetch(sql, list(keys))}


def ids(condition):
    """Return (SQL, parameters) of the ids of all articles, public or not, that meet a condition."""
    if connection.vendor == "sqlite":
        sql = "SELECT rowid FROM news_searchindex WHERE news_searchindex MATCH %s"
        sql = f"SELECT article_id FROM news_searchentry WHERE key IN ({sql})"  # noqa: S608
        return sql, [match(_written_out(condition))]
    sql = "SELECT article_id FROM news_searchentry WHERE lexemes @@ (SELECT %s::tsquery)"
    return sql, [tsquery(condition)]


def _fetch(sql, given):
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return cursor.fetchall()
