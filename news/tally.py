"""Entering views into the database: many in one transaction, and each exactly once.

Raw SQL, the one text for both databases where that is possible: every reading of every article
passes through here, and for the same rows the ORM takes several times the CPU.
"""

import json
import os
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction

from news import sources
from news.generation import kept
from news.models import Article, Refusal
from news.upsert import insert, together

AGAIN = 30 * 60 * 1000  # ms until the same reader of an article is counted again
HOUR = 60 * 60 * 1000  # ms in which one address can't add more than VIEWS_PER_ADDRESS
LOCK = 0x5649455753  # "VIEWS": a number of ours; who holds its lock is the one who counts
AT_ANY_TIME = datetime.max.replace(tzinfo=UTC)

# Waits until no other worker counts. What the next statement reads is true until the commit.
QUEUE = "SELECT pg_advisory_xact_lock(%s), pg_current_xact_id()::text"
# What the database knows: totals of articles, times at which readers were seen, and how many views
# of an address there were.
KNOWN = """
SELECT 0, article_id, count FROM news_viewstotal WHERE article_id {among}
UNION ALL
SELECT 1, reader, at FROM news_seen WHERE reader {among} AND at > %s
UNION ALL
SELECT 2, address, COUNT(*) FROM news_seen WHERE address {among} AND at > %s GROUP BY address
"""
AMONG = {"postgresql": "= ANY(%s::bigint[])", "sqlite": "IN (SELECT value FROM json_each(%s))"}


@dataclass(slots=True)
class View:
    """One reading of an article, as it was reported.

    `at` is in milliseconds since 1970, `day` the day of Kyiv, `reader` and `address` are hashes of
    64 bits (news/readers.py), `refusal` a Refusal or "", `source` the host that led here or "".
    `number` is the answer: what readers of the article see from now on; None where it isn't public.
    `is_kept` says that it waits on disk: then the number is an older one, or None.
    """

    article: int
    at: int
    day: date
    reader: int = 0
    address: int = 0
    refusal: str = ""
    source: str = ""
    number: int | None = None
    is_kept: bool = False


class InDoubt(Exception):  # noqa: N818 - what is known, not what went wrong
    """The connection broke while the commit was under way; `xid` is the transaction's number."""

    def __init__(self, xid):
        super().__init__(xid)
        self.xid = xid


def enter(views, journal=None):
    """Count a list of View in one transaction, and set `refusal` and `number` of each.

    `journal` is a function that is called to write in the same transaction. Raises IntegrityError
    where an article was removed at this moment, InDoubt, and OperationalError or InterfaceError
    while the database is away; then nothing was written.
    """
    check_file()
    public = {pk: _public(pk) for pk in {view.article for view in views}}
    xid, is_done = None, False
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            xid = _count(cursor, views, public)
            if journal:
                journal()
            is_done = True
    except (OperationalError, InterfaceError) as error:
        if is_done and xid:
            raise InDoubt(xid) from error
        raise


def check_file():
    """Raise OperationalError where SQLite's file is gone: to connect would make an empty one.

    Where it is another file, as after a restore, the connection to the former one is closed.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return
    try:
        found = os.stat(connection.settings_dict["NAME"])
    except OSError as error:
        connection.close()
        raise OperationalError("the file of the database is gone") from error
    raw, file = connection.connection, (found.st_dev, found.st_ino)
    before, opened = getattr(connection, "counted_into", (None, None))
    if raw is None or (raw is before and opened != file):
        connection.close()
    else:
        connection.counted_into = raw, file


@kept(most=8192)
def _public(pk):
    """Return (ms since 1970, imported views) of an article that is or will be public, or None."""
    articles = Article.objects.published(AT_ANY_TIME).filter(pk=pk)
    found = articles.values_list("published_at", "views_imported").first()
    return found and (int(found[0].timestamp() * 1000), found[1])


def _count(cursor, views, public):
    """Judge views and write what follows; return the transaction's number where it has one."""
    asking = [view for view in views if not view.refusal]
    xid, totals, seen, addresses = _known(cursor, list(public), asking)
    counted = []
    for view in asking:
        view.refusal = _refusal(view, public[view.article], seen, addresses)
        if not view.refusal:
            counted.append(view)
            seen.setdefault(view.reader, []).append(view.at)
            addresses[view.address] += 1
    with together(cursor) as statements:
        if counted:
            remember(statements, counted)
            days = Counter((view.article, view.day) for view in counted)
            add(statements, [(*key, number) for key, number in days.items()])
            where = Counter((view.article, view.day, view.source) for view in counted)
            sources.add(statements, where)
            totals.update(view.article for view in counted)
        refuse(statements, [view for view in views if view.refusal])
    for view in views:
        if _is_public(public[view.article], view.at):
            view.number = public[view.article][1] + totals[view.article]
    return xid


def _is_public(found, at):
    return found is not None and found[0] <= at


def _refusal(view, found, seen, addresses):
    if not _is_public(found, view.at):
        return Refusal.UNKNOWN.value
    # What comes out of a journal may be older than what was counted meanwhile.
    if any(abs(view.at - at) < AGAIN for at in seen.get(view.reader, ())):
        return Refusal.REPEAT.value
    if addresses[view.address] >= settings.VIEWS_PER_ADDRESS:
        return Refusal.TOO_MANY.value
    return ""


def _known(cursor, articles, asking):
    """Return (number of the transaction or None, {article: total}, {reader: [times]}, {address:
    views in the hour before}); nobody else counts from now on until the commit."""
    first = min((view.at for view in asking), default=0)
    readers = list({view.reader for view in asking})
    addresses = list({view.address for view in asking})
    given = [articles, readers, first - AGAIN, addresses, first - HOUR]
    known, xid = KNOWN.format(among=AMONG[connection.vendor]), None
    if connection.vendor == "postgresql":
        cursor.execute(f"{QUEUE}; {known}", [LOCK, *given])
        xid = cursor.fetchone()[1]
        cursor.nextset()
    else:  # whose transactions have begun with such a lock
        cursor.execute(known, [json.dumps(each) for each in given])
    totals, seen, limited = Counter(), {}, Counter()
    for kind, key, number in cursor.fetchall():
        if kind == 1:
            seen.setdefault(key, []).append(number)
        else:
            (limited if kind else totals)[key] = number
    return xid, totals, seen, limited


def remember(cursor, views):
    """Write down that the readers of these views were seen."""
    types = {"reader": "bigint", "at": "bigint", "address": "bigint"}
    insert(cursor, "news_seen", types, [(view.reader, view.at, view.address) for view in views])


def add(cursor, rows):
    """Add views to the days and the totals of articles; rows are (id, date, number)."""
    types = {"article_id": "bigint", "day": "date", "count": "int"}
    insert(cursor, "news_viewsbyday", types, sorted(rows), "article_id, day")
    totals = Counter()
    for article, _, number in rows:
        totals[article] += number
    del types["day"]
    insert(cursor, "news_viewstotal", types, sorted(totals.items()), "article_id")


def refuse(cursor, views):
    """Count refused views under their reasons."""
    if views:
        types = {"day": "date", "reason": "text", "count": "int"}
        counts = Counter((view.day, view.refusal) for view in views)
        rows = [(*key, number) for key, number in sorted(counts.items())]
        insert(cursor, "news_refusedviews", types, rows, "day, reason")
