"""The page of the search: what was found, how to narrow it, and what to try when it is nothing."""

import re
from datetime import date
from itertools import islice
from typing import NamedTuple

from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from news import corpus
from news.filters import NAMES, Filters
from news.listing import Listing
from news.lists import mistaken
from news.paging import numbered
from news.search import MAX_QUERY, Found, find, parse
from news.search_results import results
from news.search_suggest import named
from news.templatetags.site import other_address
from ukrainian.folding import count_cyrillic
from ukrainian.lemmas import asked

FEW = 3  # found: then another spelling is offered as well
TRIED = 8  # other queries that are asked when nothing was found
QUOTES = '«»“”„‟"'
_PIECE = re.compile(rf"[-–—]?[{QUOTES}][^{QUOTES}]*[{QUOTES}]|[^\s{QUOTES}]+")
ORDER = ("q", "order", "exact", *NAMES, "page")  # of the parameters in an address


class Search(NamedTuple):
    """A search as a reader asked for it.

    ``query``     what was typed
    ``shown``     what was looked for: that, or what it was meant to be
    ``offered``   what else may have been meant, or ""
    ``found``     the Found of `shown`
    """

    query: str
    shown: str
    offered: str
    found: Found


class Try(NamedTuple):
    """Another search that finds something: in words, and how many articles.

    The `number` is None for more than `more_than`.
    """

    words: str
    number: int | None
    more_than: int
    address: str


@require_safe
def search_page(request):
    query = typed(request)
    order = "newest" if request.GET.get("order") == "newest" else ""
    exact = "1" if request.GET.get("exact") == "1" else ""
    filters = Filters.read(request.GET, kept=[("q", query), ("order", order), ("exact", exact)])
    context = mistaken(filters) | {"query": query, "asked": bool(parse(query))}
    context["elsewhere"] = _elsewhere(request, filters)
    if filters.errors:
        return render(request, "news/search.html", context, status=404)
    if context["asked"]:
        context |= looked_up(request, filters, query, order, bool(exact))
    elif query:
        context["named"], context["namesakes"] = named(query)
    return render(request, "news/search.html", context)


def typed(request):
    """Return the `q` of a request as a reader typed it, of a length that is read."""
    return request.GET.get("q", "").replace("\x00", "").strip()[:MAX_QUERY]


def looked_up(request, filters, query, order, exact):
    """Return what the page says of a query that has words, as a dictionary."""
    search = looked_for(query, filters.listing(), order or "best", exact)
    found = search.found
    names, namesakes = named(search.shown)
    context = {
        "search": search,
        "named": names,
        "namesakes": namesakes,
        "page": numbered(
            request,
            found.ids,
            lambda pks: results(pks, found.words),
            filters.query(),
            found.number,
        ),
        "orders": [
            (_("the best"), _address(request, filters, order=None), not order),
            (_("the newest"), _address(request, filters, order="newest"), bool(order)),
        ],
        "as_typed": _address(request, filters, exact=1),
        "as_offered": _address(request, filters, q=search.offered, exact=None),
    }
    if found.ids:
        return context | {
            "years": years(request, filters, found),
            "found_oblasts": oblasts(request, filters, found),
        }
    return context | {"tries": tries(request, filters, search.shown)}


def looked_for(query, listing, order, exact):
    """Return the Search of a query in a Listing.

    What finds nothing and was typed in the wrong layout or with a slip is mended; with `exact`, and
    where the query has found something, the other spelling is only offered.
    """
    found = find(query, listing, order=order)
    is_few = found.number is not None and found.number <= FEW
    mended = corpus.mended(query, listing.language) if is_few else None
    if mended is None:
        return Search(query, query, "", found)
    if mended.silently and not exact and not found.number:
        return Search(query, mended.query, "", find(mended.query, listing, order=order))
    return Search(query, query, mended.query, found)


def years(request, filters, found):
    """Return triples of a year, its number of articles and its address: to narrow what was found.

    None where it lies within one year.
    """
    narrowed = []
    for year, number in found.by_year():
        days = {
            "from": max(date(year, 1, 1), filters.since or date.min),
            "to": min(date(year, 12, 31), filters.until or date.max),
        }
        narrowed.append((year, number, _address(request, filters, **days)))
    return narrowed if narrowed[1:] else []


def oblasts(request, filters, found):
    """Return triples of the Label of an oblast, its number of articles and its address.

    None where a place was chosen already, and where all that was found is in one.
    """
    by_oblast = [] if filters.oblast or filters.hromada else found.by_oblast()
    return [
        (label, number, _address(request, filters, oblast=label.slug))
        for label, number in by_oblast
        if number != found.number or number is None
    ]


def tries(request, filters, query):
    """Return a list of Try: without the filters, with fewer words, in the other language.

    At most TRIED searches, of which those are told that find something.
    """
    found = []
    for words, other, listing, address in islice(_ways(request, filters, query), TRIED):
        its = find(other, listing)
        if its.number != 0:
            found.append(Try(words, its.number, its.more_than, address))
    return found


def _ways(request, filters, query):
    """Yield tuples: the words of a Try, its query, its Listing and its address."""
    narrowed = filters.listing()
    everywhere = Listing(narrowed.language)
    wide = dict.fromkeys(NAMES)
    if filters.chosen:
        # Translators: «без фільтрів»
        yield _("without the filters"), query, everywhere, _address(request, filters, **wide)
    fewer = _fewer(query, narrowed.language)
    for left_out, less in fewer:
        # Translators: «без «ремонт»»: без слова чи фрази
        words = _("without “%(words)s”") % {"words": left_out}
        yield words, less, narrowed, _address(request, filters, q=less, exact=None)
    if filters.chosen:
        for left_out, less in fewer:
            # Translators: «без фільтрів і без «ремонт»»
            words = _("without the filters and without “%(words)s”") % {"words": left_out}
            yield words, less, everywhere, _address(request, filters, q=less, exact=None, **wide)
    other, path = other_address(request.path)
    if other == "en" and count_cyrillic(query):
        return
    # Translators: «англійською», «українською»: тією мовою, що не на цій сторінці
    words = _("in Ukrainian") if other == "uk" else _("in English")
    yield words, query, Listing(other), f"{path}?{urlencode({'q': query})}"


def _fewer(query, language):
    """Return pairs: what is left out of a query, and the rest; first all that no article has."""
    pieces = _PIECE.findall(query)
    lemmas = [{lemma for word in asked(piece) for lemma in word.whole} for piece in pieces]
    numbers = corpus.articles_with(set().union(*lemmas), language)
    unknown = [not any(numbers[lemma] for lemma in its) for its in lemmas]
    ways = [unknown] if sum(unknown) > 1 else []
    ways += [[at == place for at in range(len(pieces))] for place in range(len(pieces))]
    found = []
    for left_out in ways:
        out = [piece for piece, is_out in zip(pieces, left_out, strict=True) if is_out]
        rest = [piece for piece, is_out in zip(pieces, left_out, strict=True) if not is_out]
        if rest:
            found.append((" ".join(out).strip(QUOTES), " ".join(rest)))
    return found


def _address(request, filters, **changes):
    """Return the address of the search with some parameters changed; None takes one away."""
    pairs = dict(filters.query()) | changes
    return f"{request.path}?" + urlencode(
        [(name, pairs[name]) for name in ORDER if pairs.get(name) is not None]
    )


def _elsewhere(request, filters):
    """Return the address of the same search in the other language."""
    _language, path = other_address(request.path)
    pairs = [(name, value) for name, value in filters.query() if name != "exact"]
    return f"{path}?{urlencode(pairs)}" if pairs else path
