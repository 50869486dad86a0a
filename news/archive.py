"""The archive: how many news each month brought, all of them or those of a place or a topic."""

from collections import Counter

from django.shortcuts import render
from django.utils.dates import MONTHS
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from news.addresses import section
from news.filters import NAMES, Filters
from news.listing import months
from news.spans import month_ends

PLACE_AND_TOPIC = [name for name in NAMES if name not in ("from", "to")]


def archive_of(filters):
    """Return the address of the archive by the place and topic of `filters`; dates are its own."""
    query = [(name, value) for name, value in filters.query() if name in PLACE_AND_TOPIC]
    address = section("archive")
    return f"{address}?{urlencode(query)}" if query else address


@require_safe
def archive(request):
    filters = Filters.read(request.GET, names=PLACE_AND_TOPIC)
    context = {
        "filters": filters,
        "years": [] if filters.errors else years_of(filters),
        "canonical": archive_of(filters),
    }
    return render(request, "news/archive.html", context, status=404 if filters.errors else 200)


def years_of(filters):
    """Return the years of the news under `filters`, the newest first, each with its months.

    As a list of {"year", "news", "query", "months"}, a month being {"name", "news", "query"};
    `query` leads to the list of the news of that time under `filters`. A year or month without news
    isn't there. Months are those of Kyiv.
    """
    found = months(filters.listing())
    of_year = Counter()
    for (year, _), news in found:
        of_year[year] += news

    def query(first, last):
        return filters.query_with(**{"from": first.isoformat(), "to": last.isoformat()})

    return [
        {
            "year": year,
            "news": of_year[year],
            "query": query(month_ends(year, 1)[0], month_ends(year, 12)[1]),
            "months": [
                {"name": MONTHS[month], "news": news, "query": query(*month_ends(year, month))}
                for (its_year, month), news in found
                if its_year == year
            ],
        }
        for year in of_year
    ]
