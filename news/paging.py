"""Pages of a moving list: «older than this article», so that nothing is shown twice or lost.

A page by number shifts with every article that is published: its last card comes again on the
next page, and a kept address shows something else tomorrow. Here the address names the edge, the
moment and the id of the article above the page: `?before=20261122T081500Z-123`.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import wraps

from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from news.listing import MOST_COUNTED

PER_PAGE = 20
OLD_PAGES = 500  # that are still led by their number: each skips over all above it
_CURSOR = re.compile(r"(\d{8}T\d{6})(?:\.(\d{6}))?Z-(\d{1,18})", re.ASCII)


@dataclass
class Page:
    """A page of a list of articles.

    ``object_list``  the Cards, at most PER_PAGE
    ``count``        how many articles the whole list has; None for more than are counted
    ``first``        the place of the page's first article in it, from 1; None for one far down
    ``address``      the one address of this page: path and query
    ``start``        that of the list's first page
    ``newer``        that of the page before, or ""
    ``older``        that of the page after, or ""
    """

    object_list: list
    count: int | None
    first: int | None
    address: str
    start: str
    newer: str
    older: str

    @property
    def last(self):
        """The place of the page's last article in the list."""
        return self.first + len(self.object_list) - 1

    @property
    def more_than(self):
        """What is less than the number of articles, where it isn't counted."""
        return MOST_COUNTED

    @property
    def span(self):
        """Which articles of how many these are, in words, for titles; "" on the first page."""
        return self.words if self.newer else ""

    @property
    def words(self):
        """Which articles of how many these are, in words; far down the list, of which time."""
        if self.first is None:
            newest = timezone.localtime(self.object_list[0].published_at)
            # Translators: «до 15 березня 2024, 14:35»: новини, не новіші за цю мить
            return _("up to %(moment)s") % {"moment": date_format(newest, "j E Y, H:i")}
        numbers = {"first": self.first, "last": self.last, "count": self.count}
        if self.count is None:
            numbers["count"] = self.more_than
            # Translators: «21–40 з понад 1000»
            return _("%(first)s–%(last)s of more than %(count)s") % numbers
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


def page_of(request, listing, query=()):
    """Return the Page that `?before=` asks for; the view must be decorated with `in_pages`.

    `listing` is a Listing (news/listing.py); `query` holds the other parameters of its address as
    (name, value) pairs in their fixed order. Raises Http404 for an edge that can't be read or has
    nothing older. Costs two queries for the cards, and two more on every page but the first; the
    number of all is kept.
    """
    if "page" in request.GET:
        raise _moved(request, listing, query)
    edge = read_cursor(request.GET["before"]) if "before" in request.GET else None
    newer, above = 0, []
    if edge:
        above = listing.above(edge, PER_PAGE + 1)
        newer = len(above) if len(above) <= PER_PAGE else listing.number_above(edge)
    shown = listing.cards(PER_PAGE + 1, edge)
    if edge and not shown:
        raise Http404("nothing in the list is older than this")
    start = _address(request, query)

    def before(published_at, pk):
        return _address(request, [*query, ("before", cursor(published_at, pk))])

    newest = before(*above[PER_PAGE]) if len(above) > PER_PAGE else start
    last = shown[PER_PAGE - 1] if len(shown) > PER_PAGE else None
    return Page(
        object_list=shown[:PER_PAGE],
        count=listing.number(),
        first=None if newer is None else newer + 1,
        # Many edges give one page: the article that stands right above it names it.
        address=before(*above[0]) if above else start,
        start=start,
        newer=newest if above else "",
        older=before(last.published_at, last.pk) if last else "",
    )


def numbered(request, keys, made, query=(), count=None):
    """Return the Page that `?page=` asks for of what was found, a list of ids in their order.

    `made` is a function that takes the ids of a page and returns what the page shows of them;
    `count` is how many there are, also beyond the ids; None for more than are counted. Raises
    Http404 for a page that isn't there.
    """
    number = _number(request)
    start = (number - 1) * PER_PAGE
    if start >= len(keys) and number > 1:
        raise Http404("no such page of the list")

    def address(number):
        return _address(request, [*query, ("page", number)] if number > 1 else query)

    return Page(
        object_list=made(keys[start : start + PER_PAGE]),
        count=count,
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


def _number(request):
    """Return the `?page=` of a request, 1 or more; Http404 for what is no number."""
    asked = request.GET.get("page") or "1"
    if not re.fullmatch(r"[1-9]\d{0,8}", asked, re.ASCII):
        raise Http404("no such page of the list")
    return int(asked)


def _moved(request, listing, query):
    """Return the MovedPage of `?page=N`: the edge of what such a page would show at this moment.

    The first page alone is led for ever: what it shows has always been the newest. There were
    never more than OLD_PAGES.
    """
    number = _number(request)
    if number == 1:
        return MovedPage(_address(request, query), permanent=True)
    edge = listing.edge_at((number - 1) * PER_PAGE) if number <= OLD_PAGES else None
    if edge is None:
        raise Http404("no such page of the list")
    return MovedPage(_address(request, [*query, ("before", cursor(*edge))]), permanent=False)


def _address(request, query):
    return f"{request.path}?{urlencode(query)}" if query else request.path
