"""Days of views that are over a year old become months, so that the tables don't grow for ever.

The row of a month's first day then holds the whole month: sums over months stay what they were, and
who adds up whole months needs to know nothing of it.
"""

from collections import Counter
from datetime import date, timedelta

from django.db import connection, transaction

from news.models import ViewsByDay, ViewsBySource
from news.spans import month_ends
from news.upsert import insert

ARTICLES = 200  # in one transaction: readers who are counted meanwhile wait for some milliseconds

# Of each table the columns that tell its rows apart, with their types in PostgreSQL.
TABLES = {
    ViewsByDay: {"article_id": "bigint", "day": "date"},
    ViewsBySource: {"article_id": "bigint", "day": "date", "source": "text"},
}


def daily_since(today):
    """Return the first date of which views are kept by days at the date `today`: that of the month
    that was a year ago. What is older is kept, or will be, by months."""
    return date(today.year - 1, today.month, 1)


def months_to_roll_up(model, today):
    """Yield the first dates of the months before `daily_since` that still have days, the oldest
    first. `model` is one of TABLES."""
    until = daily_since(today)
    oldest = model.objects.filter(day__lt=until).order_by("day").values_list("day", flat=True)
    month = oldest.first()
    while month and month < until:
        month, last = month_ends(month.year, month.month)
        if _days(model, month).exists():
            yield month
        month = last + timedelta(days=1)


def rows_to_roll_up(model, month):
    """Return how many rows of days the month that begins at the date `month` still has."""
    return _days(model, month).count()


def roll_up(model, month):
    """Make months of the days of the month that begins at `month`; yield after each transaction how
    many rows it took away. May be stopped and begun again at any time, also by two at once."""
    articles = _days(model, month).order_by("article").values_list("article", flat=True).distinct()
    articles = list(articles)
    for start in range(0, len(articles), ARTICLES):
        yield _roll_up_articles(model, month, articles[start : start + ARTICLES])


def _days(model, month):
    return model.objects.filter(day__gt=month, day__lte=month_ends(month.year, month.month)[1])


@transaction.atomic
def _roll_up_articles(model, month, articles):
    columns = TABLES[model]
    # The rows are locked, so that none of them grows between its reading and its end. SQLite has
    # locked the whole table already (`transaction_mode` in portal/settings.py).
    days = _days(model, month).filter(article__in=articles).order_by("pk").select_for_update()
    keys, sums = [], Counter()
    for pk, count, *key in days.values_list("pk", "count", *columns):
        key[list(columns).index("day")] = month
        sums[tuple(key)] += count
        keys.append(pk)
    if keys:
        rows = [(*key, count) for key, count in sorted(sums.items())]
        with connection.cursor() as cursor:
            table = model._meta.db_table
            insert(cursor, table, columns | {"count": "int"}, rows, ", ".join(columns))
        model.objects.filter(pk__in=keys).delete()
    return len(keys)
