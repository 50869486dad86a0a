"""Counting views: exact sums by day of Kyiv, and what was read most."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import F, Sum
from django.utils import timezone

from news.models import Article, ViewsByDay


def count_view(article, at=None):
    """Add one view of an Article to the day of the aware datetime `at` (default: now).

    Exact under any number of parallel callers: the database adds, not Python.
    """
    day = timezone.localdate(at)
    rows = ViewsByDay.objects.filter(article=article, day=day)
    if rows.update(count=F("count") + 1):
        return
    try:
        with transaction.atomic():
            ViewsByDay.objects.create(article=article, day=day, count=1)
    except IntegrityError:  # another reader made the day's row between our two statements
        rows.update(count=F("count") + 1)


def most_read(articles, days, count, at=None):
    """Return the `count` most read of a queryset of articles over the last `days` days.

    Returns a list of Article with cards gathered and `recent`, its views in those days, best
    first; an article nobody read in that time isn't in it.
    """
    sums = views_of_days(articles, days, count, at)
    cards = Article.objects.with_cards().in_bulk(sums)
    for pk, recent in sums.items():
        cards[pk].recent = recent
    return [cards[pk] for pk in sums]


def views_of_days(articles, days, count, at=None):
    """Return {id: views} of the `count` most read of a queryset over the last `days` days of Kyiv,
    best first. One query; an article nobody read in that time isn't in it."""
    since = timezone.localdate(at) - timedelta(days=days - 1)
    sums = (
        ViewsByDay.objects.filter(day__gte=since, article__in=articles.order_by().values("pk"))
        .values("article_id")
        .annotate(recent=Sum("count"))
        .order_by("-recent", "-article_id")
    )
    return dict(sums.values_list("article_id", "recent")[:count])
