"""What was read most in the last days, and the page that lists it, with the words of the week."""

import time
from datetime import timedelta

from django.db import connection
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from news import cards, trends
from news.generation import kept
from news.models import Article

PERIODS = {"day": 1, "week": 7, "month": 30}
SHOWN = 20
RANKED = 50  # articles of a period, which are more than any page shows
# A month of a busy newsroom has a quarter of a million rows to sum up, and nobody can tell numbers
# of now from those of five minutes ago.
SECONDS = 300


@require_safe
def popular(request):
    period = request.GET.get("period", "week")
    if period not in PERIODS:
        raise Http404("no such period")
    if period == "week" and "period" in request.GET:
        return redirect("popular", permanent=True)
    language = get_language()
    context = {
        "period": period,
        "articles": most_read(language, PERIODS[period], SHOWN),
        "trends": trends.shown(language),
    }
    return render(request, "news/popular.html", context)


def most_read(language, days, count, at=None):
    """Return the `count` public articles of a language that were read most in the last days of
    Kyiv, as pairs of a Card and its number of views in them, best first. Three queries at most."""
    numbers = most_read_ids(language, days, count, at)
    found = {card.pk: card for card in cards.made(public_rows(numbers, language, at))}
    return [(found[pk], number) for pk, number in numbers.items() if pk in found]


def public_rows(keys, language, at=None):
    """Return the values of cards.COLUMNS of those articles of the ids `keys` that are public at the
    aware datetime `at` (default: now) and in a language, newest first. One query.

    It asks for the ids alone, and looks at the rest here: asked for both, SQLite goes through all
    articles of the language and looks for the ids among them.
    """
    rows = Article.objects.filter(pk__in=keys).order_by()
    public = [
        row
        for row in rows.values_list(*cards.COLUMNS, "state", named=True)
        if row.language == language and Article.is_published(row, at)
    ]
    public.sort(key=lambda row: (row.published_at, row.id), reverse=True)
    return [row[:-1] for row in public]


def most_read_ids(language, days, count, at=None):
    """Return {id: views} of the articles of a language that were read most in the last `days` days
    of Kyiv until the aware datetime `at` (default: now), best first: `count` of them, up to RANKED.

    The numbers may be SECONDS old. Some may not be public yet: ask for those that are. One query,
    or none.
    """
    slot = int(time.time() // SECONDS)
    return dict(_ranked(language, days, timezone.localdate(at), slot)[:count])


@kept(most=64)
def _ranked(language, days, today, slot):
    """Return [(id of an article, views)] of a period that ends `today`, best first: RANKED of them.

    In SQL, for the order matters: first the few days by their index, then the articles that were
    read in them. SQLite keeps the order of a CROSS JOIN and otherwise begins with all articles.
    """
    period = [today - timedelta(days=back) for back in range(days)]
    with connection.cursor() as cursor:
        cursor.execute(
            _RANKED.format(", ".join(["%s"] * days)), [*map(_day, period), language, RANKED]
        )
        return cursor.fetchall()


def _day(date):
    return connection.ops.adapt_datefield_value(date)


# The days are named one by one: without statistics SQLite holds a range for nearly all rows.
_RANKED = """
WITH sums AS (
    SELECT article_id, SUM(count) AS recent FROM news_viewsbyday
    WHERE day IN ({}) GROUP BY article_id
)
SELECT id, recent FROM sums CROSS JOIN news_article
WHERE id = article_id AND language = %s AND state = 'published'
ORDER BY recent DESC, id DESC LIMIT %s
"""
