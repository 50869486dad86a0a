"""A list of news by language, topics, places and dates, read from the indexes that serve it.

`Listing` says which news; its rows come newest first, from `Listed` (news/models/listed.py) where
a topic or a place is named and from the articles where none is. Nothing is sorted, nothing is
skipped over, and what is counted is counted once for a generation of the content, or to a bound.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import chain

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import get_language

from news import cards, generation
from news.models import Article, Kind, Listed, Tag
from news.models.article import State
from news.moments import from_database, to_database
from news.spans import midnight
from regions.models import Hromada, Oblast

MOST_COUNTED = 1000  # of a list under several labels; a reader learns that there are more
COMPOUND = 240  # statements in one; SQLite takes 500
MOMENT = timedelta(microseconds=1)
MODELS = {Kind.TAG: Tag, Kind.OBLAST: Oblast, Kind.HROMADA: Hromada}
KINDS = {kind.label: kind for kind in Kind}


@dataclass(frozen=True)
class Listing:
    """Which public articles a list shows.

    ``language``  "uk" or "en"
    ``labels``    pairs of a Kind and an id: what each article carries, all of them
    ``any_of``    pairs as well, of which each article carries one at least
    ``since``     aware datetimes, from the first and before the last, or None
    ``until``
    """

    language: str
    labels: tuple = ()
    any_of: tuple = ()
    since: datetime | None = None
    until: datetime | None = None

    def rows(self, at=None):
        """Return a queryset of what is listed, newest first, and the name of the articles in it.

        What is public at the aware datetime `at` (default: now). The queryset is of Listed (its
        article is "article_id") or of Article ("pk"); both have `published_at`. Not for `any_of`.
        """
        if not self.labels:
            rows, name = Article.objects.published(at).in_language(self.language), "pk"
        else:
            first, *others = self.in_order()
            rows = listed(first, self.language).filter(published_at__lte=at or timezone.now())
            for kind, label in others:
                also = Listed.objects.filter(kind=kind, label=label, article=OuterRef("article"))
                rows = rows.filter(Exists(also))
            name = "article_id"
        if self.since:
            rows = rows.filter(published_at__gte=self.since)
        if self.until:
            rows = rows.filter(published_at__lt=self.until)
        return rows, name

    def in_order(self):
        """Return the labels, the rarest first: its articles are looked through for the others."""
        if not self.labels[1:]:
            return self.labels
        return sorted(self.labels, key=lambda label: carrying(label, self.language))

    def cards(self, most, before=None):
        """Return the newest Cards, at most `most`, or those older than an edge, (moment, id).

        Two queries, and one more for `any_of`.
        """
        if self.any_of:
            found = Article.objects.filter(pk__in=merged(self, most, before))
            return cards.made(list(found.values_list(*cards.COLUMNS)))
        return cards.made(newest(self, most, before))

    def keys(self, most):
        """Return the ids of the newest, at most `most`."""
        if self.any_of:
            return merged(self, most)
        rows, name = self.rows()
        return list(rows.values_list(name, flat=True)[:most])

    def above(self, edge, most):
        """Return (moment, id) of the articles from an edge up, the nearest first: at most `most`,
        with the article that names the edge."""
        if self.any_of:
            keys = merged(self, most, edge, upwards=True)
            rows = Article.objects.filter(pk__in=keys).order_by("published_at", "pk")
            return list(rows.values_list("published_at", "pk"))
        table, key, only, given = clauses(self, edge, upwards=True)
        rows = fetch(
            f"SELECT dated.published_at, {key} FROM {table} WHERE {only} "  # noqa: S608
            f"ORDER BY dated.published_at, {key} LIMIT {most}",
            given,
        )
        return [(from_database(moment), pk) for moment, pk in rows]

    def edge_at(self, place):
        """Return (moment, id) of the article at a place, from 1, if another follows it, or None.

        The only thing here that skips over rows: ask for places that are bounded.
        """
        if self.any_of:
            keys = merged(self, place + 1)[place - 1 :]
            rows, name = Article.objects.filter(pk__in=keys), "pk"
            found = list(rows.values_list("published_at", name))
        else:
            rows, name = self.rows()
            found = list(rows.values_list("published_at", name)[place - 1 : place + 1])
        return found[0] if len(found) == 2 else None

    def number(self):
        """Return how many there are, or None for more than MOST_COUNTED.

        All of a language, of a topic, of a place, and of any dates of one, are always counted.
        """
        found = counted(self)
        return None if found > MOST_COUNTED and (self.any_of or self.labels[1:]) else found

    def number_above(self, edge):
        """Return how many stand above an edge, with the article that names it, or None for more
        than MOST_COUNTED."""
        if self.any_of:
            found = len(merged(self, MOST_COUNTED + 1, edge, upwards=True))
        else:
            table, key, only, given = clauses(self, edge, upwards=True)
            some = f"SELECT {key} FROM {table} WHERE {only} LIMIT {MOST_COUNTED + 1}"  # noqa: S608
            [(found,)] = fetch(f"SELECT COUNT(*) FROM ({some}) AS above", given)  # noqa: S608
        return found if found <= MOST_COUNTED else None


def listing_of(*things, language=None):
    """Return the Listing of the news that carry all `things`: each a Tag, an Oblast or a Hromada.

    In a language (default: that of the page).
    """
    return Listing(language or get_language(), tuple(map(pair_of, things)))


def pair_of(thing):
    """Return the pair (Kind, id) of a Tag, an Oblast or a Hromada, or of the Label of one."""
    return KINDS[thing._meta.model_name if hasattr(thing, "_meta") else thing.kind], thing.pk


def listed(label, language):
    """Return the queryset of Listed under one label, a pair of a Kind and an id."""
    kind, pk = label
    return Listed.objects.filter(kind=kind, label=pk, language=language)


@generation.kept
def carrying(label, language):
    """Return how many public articles of a language carry a label, a pair of a Kind and an id."""
    return listed(label, language).filter(published_at__lte=timezone.now()).count()


@generation.kept
def counted(listing):
    """Return how many articles a Listing has; of several labels, and of any of them, MOST_COUNTED
    and one stand for more."""
    if listing.any_of:
        return len(merged(listing, MOST_COUNTED + 1))
    rows, _ = listing.rows()
    return (rows.order_by()[: MOST_COUNTED + 1] if listing.labels[1:] else rows).count()


@generation.kept(most=16)
def numbers(kind, language):
    """Return {id: number of public articles} of the labels of a Kind that any carries."""
    mine = Listed.objects.filter(
        kind=kind, label=OuterRef("pk"), language=language, published_at__lte=timezone.now()
    )
    mine = mine.order_by().values("label").annotate(news=Count("pk")).values("news")
    labels = MODELS[kind].objects.order_by().annotate(news=Coalesce(Subquery(mine), 0))
    return {pk: news for pk, news in labels.values_list("pk", "news") if news}


@generation.kept(most=128)
def numbers_under(kind, listing):
    """Return {id: number} of the labels of a Kind that the articles of a Listing carry.

    Where there are more than MOST_COUNTED articles, to count would cost more than the list: then
    {id: None} of all that any article of the language carries.
    """
    if not (listing.labels or listing.since or listing.until):
        return numbers(kind, listing.language)
    if counted(listing) > MOST_COUNTED:
        return dict.fromkeys(numbers(kind, listing.language))
    rows, name = listing.rows()
    uses = Listed.objects.filter(kind=kind, article__in=rows.order_by().values(name)).order_by()
    return dict(uses.values_list("label").annotate(Count("pk")))


@generation.kept(most=16)
def recent(kind, language, since):
    """Return {id: number of public articles since an aware datetime} of the labels of a Kind.

    Kept, so ask from a moment that stays for a while: the beginning of a day.
    """
    mine = Listed.objects.filter(
        kind=kind, label=OuterRef("pk"), language=language, published_at__gte=since
    )
    mine = mine.filter(published_at__lte=timezone.now())
    mine = mine.order_by().values("label").annotate(news=Count("pk")).values("news")
    labels = MODELS[kind].objects.order_by().annotate(news=Subquery(mine))
    return dict(labels.exclude(news=None).values_list("pk", "news"))


def newest(listing, most, before=None):
    """Return the rows of `Listing.cards`, tuples of the values of cards.COLUMNS."""
    table, key, only, given = clauses(listing, before)
    article = "A" if listing.labels else "dated"
    rows = fetch(
        f"SELECT {article}.id, {article}.language, {article}.slug, title, lead, "  # noqa: S608
        f"dated.published_at, {_COVER} FROM {table} "
        f"LEFT JOIN news_image AS cover ON cover.id = cover_id WHERE {only} "
        f"ORDER BY dated.published_at DESC, {key} DESC LIMIT {most}",
        given,
    )
    return [(*row[:5], from_database(row[5]), *row[6:]) for row in rows]


def clauses(listing, edge=None, upwards=False):
    """Return (tables, column of the article's id, conditions, their values) of a Listing in SQL.

    Of what stands below an edge, (moment, id), or `upwards` above it, with the article that names
    it. It is what `Listing.rows` says in the framework's words: this is asked for every page of
    every list, and to compose it took as long as all the rest of the page.
    """
    now = timezone.now()
    # One bound from above, for an index takes one: the edge, unless it is to come.
    given = [to_database(min(edge[0], now) if edge and not upwards else now)]
    if listing.labels:
        first, *others = listing.in_order()
        table, key = "news_listed AS dated", "dated.article_id"
        if not upwards:
            table += " JOIN news_article AS A ON A.id = dated.article_id"
        only = "dated.kind = %s AND dated.label = %s" + f" AND {_CARRIES}" * len(others)
        labels = [(kind.value, label) for kind, label in (first, *others)]
        given = [*chain(*labels), listing.language, *given]
    else:
        table, key, only = "news_article AS dated", "dated.id", "dated.state = %s"
        given = [State.PUBLISHED.value, listing.language, *given]
    only += " AND dated.language = %s AND dated.published_at <= %s"
    if listing.since:
        only, given = f"{only} AND dated.published_at >= %s", [*given, to_database(listing.since)]
    if listing.until:
        only, given = f"{only} AND dated.published_at < %s", [*given, to_database(listing.until)]
    if edge and upwards:
        only += f" AND dated.published_at >= %s AND (dated.published_at > %s OR {key} >= %s)"
        given += [to_database(edge[0])] * 2 + [edge[1]]
    elif edge:
        only += f" AND (dated.published_at < %s OR {key} < %s)"
        given += [to_database(edge[0]), edge[1]]
    return table, key, only, given


def fetch(sql, given):
    """Return the rows of a statement."""
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return cursor.fetchall()


_COVER = ", ".join(f"cover.{name}" for name in cards.COVER)
_CARRIES = (
    "EXISTS (SELECT 1 FROM news_listed AS also WHERE also.article_id = dated.article_id "
    "AND also.kind = %s AND also.label = %s)"
)


def merged(listing, most, edge=None, upwards=False):
    """Return the ids of the `most` articles of a Listing's `any_of` next to an edge, (moment, id).

    Those below it, the newest first; or `upwards` those above it with the article that names it,
    the nearest first. Without an edge the newest of all. In SQL, because the framework can't unite
    querysets that are cut on SQLite; and they must be cut, or every news of a large place would be
    read to show twenty.
    """
    only, beyond = "", []
    if edge:
        sign, equal = (">", ">=") if upwards else ("<", "<")
        only = (
            f"AND published_at {sign}= %s "
            f"AND (published_at {sign} %s OR published_at = %s AND article_id {equal} %s) "
        )
        beyond = [to_database(edge[0])] * 3 + [edge[1]]
    order = "published_at, article_id" if upwards else "published_at DESC, article_id DESC"
    one = (
        "SELECT * FROM (SELECT published_at, article_id FROM news_listed WHERE kind = %s "  # noqa: S608
        f"AND label = %s AND language = %s AND published_at <= %s {only}"
        f"ORDER BY {order} LIMIT {most}) AS one"
    )
    parameters, now = [], to_database(timezone.now())
    for kind, label in listing.any_of:
        parameters += [kind.value, label, listing.language, now, *beyond]
    parts = " UNION ".join([one] * len(listing.any_of))
    rows = fetch(
        f"SELECT article_id FROM ({parts}) AS merged ORDER BY {order} LIMIT {most}",  # noqa: S608
        parameters,
    )
    return [pk for (pk,) in rows]


@generation.kept(most=256)
def months(listing):
    """Return [((year, month), number of articles)] of a Listing, the newest first; none is 0.

    The months are Kyiv's. Each is counted as a range of the index that has the dates: a function
    of the date, to group by, would be asked for every row.
    """
    rows, _ = listing.rows()
    moments = rows.values_list("published_at", flat=True)
    ends = [*moments.reverse()[:1], *moments[:1]]
    if not ends:
        return []
    first, last = map(timezone.localtime, ends)
    parts, parameters, found = [], [], []
    for number in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        since, until = (midnight(date(*_month(one), 1)) for one in (number, number + 1))
        month = replace(listing, since=since).rows(min(until - MOMENT, timezone.now()))[0]
        sql, values = month.order_by().values("published_at").query.sql_with_params()
        parts.append(f"SELECT {number}, COUNT(*) FROM ({sql}) AS month")  # noqa: S608
        parameters.append(values)
    with connection.cursor() as cursor:
        for start in range(0, len(parts), COMPOUND):
            some = slice(start, start + COMPOUND)
            cursor.execute(" UNION ALL ".join(parts[some]), [*chain(*parameters[some])])
            found += cursor.fetchall()
    return [(_month(number), news) for number, news in sorted(found, reverse=True) if news]


def _month(number):
    """Return (year, month) of a number of months since the year 0."""
    year, month = divmod(number, 12)
    return year, month + 1
