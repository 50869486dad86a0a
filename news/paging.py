"""Pages of a moving list: «older than this article», so that nothing is shown twice or lost.

A page by number shifts with every article that is published: its last card comes again on the
next page, and a kept address shows something else tomorrow. Here the address names the edge, the
moment and the id of the article above the page: `?before=20261122T081500Z-123`.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import wraps

from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import redirect
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from news.models import Article

PER_PAGE = 20
_CURSOR = re.compile(r"(\d{8}T\d{6})(?:\.(\d{6}))?Z-(\d{1,18})", re.ASCII)


@dataclass
class Page:
    """A page of a list of articles.

    ``object_list``  the articles, a queryset with cards gathered, at most PER_PAGE
    ``count``        how many the whole list has
    ``first``        the place of the page's first article in it, from 1
    ``address``      the one address of this page: path and query
    ``start``        that of the list's first page
    ``newer``        that of the page before, or ""
    ``older``        that of the page after, or ""
    """

    object_list: object
    count: int
    first: int
    address: str
    start: str
    newer: str
    older: str

    @property
    def last(self):
        """The place of the page's last article in the list."""
        return min(self.first + PER_PAGE - 1, self.count)

    @property
    def span(self):
        """Which articles of how many these are, in words, for titles; "" on the first page."""
        if self.first == 1:
            return ""
        numbers = {"first": self.first, "last": self.last, "count": self.count}
        # Translators: «21–40 з 57»
        return _("%(first)s–%(last)s of %(count)s") % numbers


class MovedPage(Exception):
    """A page that was asked for by its number, as its addresses were once; it has another."""

    def __init__(self, address, permanent):
        self.address, self.permanent = address, permanent
        super().__init__(address)


def in_pages(view):
    """Decorate a view that calls `page_of`: an old `?page=N` is led to where that page stands."""

    @wraps(view)
    def led(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except MovedPage as moved:
            return redirect(moved.address, permanent=moved.permanent)

    return led


def page_of(request, articles, query=()):
    """Return the Page that `?before=` asks for; the view must be decorated with `in_pages`.

    `articles` is a queryset of Article in its own order, newest first; `query` holds the other
    parameters of its address as (name, value) pairs in their fixed order. Raises Http404 for an
    edge that can't be read or has nothing older. Costs two queries beside those of the cards, and
    one more on every page but the first; none skips over rows, and only keys are sorted.
    """
    if "page" in request.GET:
        raise _moved(request, articles, query)
    edge = read_cursor(request.GET["before"]) if "before" in request.GET else None
    shown, newer, above = articles, 0, []
    if edge is None:
        count = articles.count()
    else:
        counts = articles.order_by().aggregate(
            count=Count("pk"), newer=Count("pk", filter=_newer(edge))
        )
        count, newer = counts["count"], counts["newer"]
        if newer == count:
            raise Http404("nothing in the list is older than this")
        # The date alone is what an index of dates can begin from.
        shown = articles.filter(_older(edge), published_at__lte=edge[0])
        above = list(
            articles.filter(_newer(edge), published_at__gte=edge[0])
            .order_by("published_at", "pk")
            .values_list("published_at", "pk")[: PER_PAGE + 1]
        )
    cards = Article.objects.filter(pk__in=shown.values("pk")[:PER_PAGE]).with_cards()
    start = _address(request, query)

    def before(published_at, pk):
        return _address(request, [*query, ("before", cursor(published_at, pk))])

    older = ""
    if newer + PER_PAGE < count:
        last = list(cards)[-1]
        older = before(last.published_at, last.pk)
    return Page(
        object_list=cards,
        count=count,
        first=newer + 1,
        # Many edges give one page: the article that stands right above it names it.
        address=before(*above[0]) if above else start,
        start=start,
        newer=(before(*above[PER_PAGE]) if newer > PER_PAGE else start) if newer else "",
        older=older,
    )


def numbered(request, keys, query=()):
    """Return the Page that `?page=` asks for of a list of ids, in the order of their articles.

    For a search, which costs too much to ask twice. Raises Http404 for a page that isn't there.
    """
    number = _number(request)
    start = (number - 1) * PER_PAGE
    if start >= len(keys) and number > 1:
        raise Http404("no such page of the list")

    def address(number):
        return _address(request, [*query, ("page", number)] if number > 1 else query)

    return Page(
        object_list=Article.objects.filter(pk__in=keys[start : start + PER_PAGE]).with_cards(),
        count=len(keys),
        first=start + 1,
        address=address(number),
        start=address(1),
        newer=address(number - 1) if number > 1 else "",
        older=address(number + 1) if start + PER_PAGE < len(keys) else "",
    )


def cursor(published_at, pk):
    """Return the edge below an article, by its aware datetime and its id, as an address has it."""
    moment = published_at.astimezone(UTC)
    fraction = f".{moment.microsecond:06}" if moment.microsecond else ""
    return f"{moment.year:04}{moment:%m%dT%H%M%S}{fraction}Z-{pk}"


def read_cursor(text):
    """Return (aware datetime, id) of what `cursor` wrote; Http404 for anything else."""
    match = _CURSOR.fullmatch(text)
    try:
        moment = datetime.strptime(match[1], "%Y%m%dT%H%M%S").replace(
            microsecond=int(match[2] or 0), tzinfo=UTC
        )
    except (TypeError, ValueError) as error:
        raise Http404("no such place in the list") from error
    return moment, int(match[3])


def _older(edge):
    moment, pk = edge
    return Q(published_at__lt=moment) | Q(published_at=moment, pk__lt=pk)


def _newer(edge):
    """What stands above the edge, with the article that names it."""
    moment, pk = edge
    return Q(published_at__gt=moment) | Q(published_at=moment, pk__gte=pk)


def _number(request):
    """Return the `?page=` of a request, 1 or more; Http404 for what is no number."""
    asked = request.GET.get("page") or "1"
    if not re.fullmatch(r"[1-9]\d{0,8}", asked, re.ASCII):
        raise Http404("no such page of the list")
    return int(asked)


def _moved(request, articles, query):
    """Return the MovedPage of `?page=N`: the edge of what such a page would show at this moment.

    The first page alone is led for ever: what it shows has always been the newest.
    """
    number = _number(request)
    if number == 1:
        return MovedPage(_address(request, query), permanent=True)
    above = (number - 1) * PER_PAGE - 1
    keys = list(articles.values_list("published_at", "pk")[above : above + 2])
    if len(keys) < 2:
        raise Http404("no such page of the list")
    edge = cursor(*keys[0])
    return MovedPage(_address(request, [*query, ("before", edge)]), permanent=False)


def _address(request, query):
    return f"{request.path}?{urlencode(query)}" if query else request.path
