"""Sums of views: by steps of a period, by what was read, by where readers came from."""

import bisect
from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache
from django.db import connection
from django.db.models import F, Sum
from django.utils import timezone

from news.models import Article, RefusedViews
from newsroom.statistics.subject import ARTICLE, AUTHOR, PLACES, PORTAL

TOP = 20
SECONDS = 300  # for which sums over many articles are kept: a year has millions of rows


@dataclass(frozen=True)
class Figures:
    """All sums of a page.

    ``steps``    views of each step of the period, in their order
    ``before``   views of the same span before, or None where it isn't known
    ``top``      [(id, views)] of the most read of one kind, best first
    ``sources``  {source: views}
    ``refused``  {reason: views that weren't counted}; of the whole portal only
    ``at``       when they were added up, an aware datetime
    """

    steps: list
    before: int | None
    top: list
    sources: dict
    refused: dict
    at: datetime

    @property
    def total(self):
        return sum(self.steps)


def figures(subject, period, by, count=TOP):
    """Return the Figures of a Subject in a Period; `by` is the kind of which the `count` most read
    are asked, ARTICLE, AUTHOR or of PLACES. At most SECONDS old, those of one article new."""
    key = f"statistics:{subject.kind}:{subject.pk}:{period.first}:{period.last}:{by}:{count}"
    found = None if subject.kind == ARTICLE else cache.get(key)
    if found is None:
        before = period.before()
        span = period.first, period.last
        found = Figures(
            by_steps(subject, period),
            before and _total(subject.views().filter(day__range=before)),
            [] if subject.kind == ARTICLE else most_read(subject, span, by, count),
            by_source(subject, span),
            refused(span) if subject.kind == PORTAL else {},
            timezone.now(),
        )
        if subject.kind != ARTICLE:
            cache.set(key, found, SECONDS)
    return found


def by_steps(subject, period):
    """Return the views of each step of a Period, a list of int."""
    steps = period.steps()
    firsts, sums = [step.first for step in steps], [0] * len(steps)
    days = subject.views().filter(day__range=(period.first, period.last))
    for day, views in days.order_by("day").values_list("day").annotate(Sum("count")):
        sums[bisect.bisect(firsts, day) - 1] += views
    return sums


def by_source(subject, span):
    """Return {source: views} of a span of dates, (first, last)."""
    rows = subject.sources().filter(day__range=span).order_by()
    return dict(rows.values_list("source").annotate(Sum("count")))


def refused(span):
    """Return {reason: views refused for it} of a span of dates."""
    rows = RefusedViews.objects.filter(day__range=span).order_by()
    return dict(rows.values_list("reason").annotate(Sum("count")))


def most_read(subject, span, by, count):
    """Return [(id, views)] of what was read most among a subject's articles in a span of dates.

    `by` says what: ARTICLE, AUTHOR or of PLACES. An article with three topics counts for each.
    """
    # Without the `+ 0` SQLite takes the index that has the articles in order, and reads all days.
    rows = subject.views().filter(day__range=span).order_by().annotate(key=F("article_id") + 0)
    sums = rows.values("key").annotate(views=Sum("count"))
    if by == ARTICLE:
        return list(sums.order_by("-views", "-key").values_list("key", "views")[:count])
    return _carried(sums, by, count)


def _carried(sums, by, count):
    """Return [(id, views)] of what articles carry, by a queryset of their `key` and `views`.

    In SQL, for the order matters: the few articles that were read, then what they carry. SQLite
    keeps the order of a CROSS JOIN; and the ORM can't join what it has grouped.
    """
    if by == AUTHOR:
        table, article, thing = Article._meta.db_table, "id", "created_by_id"
    else:
        table = getattr(Article, f"{by}s").through._meta.db_table
        article, thing = "article_id", f"{PLACES[by]._meta.model_name}_id"
    # Names of tables and columns are our own; what was asked for stands in the parameters.
    sql, parameters = sums.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH sums AS ({sql}) SELECT {thing}, SUM(views) FROM sums CROSS JOIN {table} AS its "  # noqa: S608
            f"WHERE its.{article} = sums.key AND {thing} IS NOT NULL "
            f"GROUP BY {thing} ORDER BY 2 DESC, 1 LIMIT %s",
            [*parameters, count],
        )
        return [(pk, int(views)) for pk, views in cursor.fetchall()]


def _total(views):
    return views.aggregate(total=Sum("count"))["total"] or 0
