"""The archive: how many news each month brought, all of them or those of a place or a topic."""

from collections import Counter

from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.shortcuts import render
from django.urls import reverse
from django.utils.dates import MONTHS
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from news.filters import NAMES, Filters
from news.spans import month_ends
from news.views import public

PLACE_AND_TOPIC = [name for name in NAMES if name not in ("from", "to")]


def archive_of(filters):
    """Return the address of the archive by the place and topic of `filters`; dates are its own."""
    query = [(name, value) for name, value in filters.query() if name in PLACE_AND_TOPIC]
    return f"{reverse('archive')}?{urlencode(query)}" if query else reverse("archive")


@require_safe
def archive(request):
    filters = Filters.read(request.GET, names=PLACE_AND_TOPIC)
    articles = public().none() if filters.errors else filters.apply(public())
    context = {
        "filters": filters,
        "years": years_of(articles, filters),
        "canonical": archive_of(filters),
    }
    return render(request, "news/archive.html", context, status=404 if filters.errors else 200)


def years_of(articles, filters):
    """Return the years of a queryset of articles, the newest first, each with its months.

    As a list of {"year", "news", "query", "months"}, a month being {"name", "news", "query"};
    `query` leads to the list of the news of that time under `filters`. A year or month without news
    isn't there. Months are those of Kyiv. One query.
    """
    months = dict(
        articles.order_by()
        .annotate(month=TruncMonth("published_at"))
        .values_list("month")
        .annotate(Count("pk"))
    )
    of_year = Counter()
    for month, news in months.items():
        of_year[month.year] += news

    def query(first, last):
        return filters.query_with(**{"from": first.isoformat(), "to": last.isoformat()})

    return [
        {
            "year": year,
            "news": of_year[year],
            "query": query(month_ends(year, 1)[0], month_ends(year, 12)[1]),
            "months": [
                {"name": MONTHS[month.month], "news": months[month], "query": query(*ends)}
                for month in sorted(months, reverse=True)
                if month.year == year
                for ends in [month_ends(year, month.month)]
            ],
        }
        for year in sorted(of_year, reverse=True)
    ]
