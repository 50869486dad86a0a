"""The reader's own feed: the news of the places and topics that they follow.

The list is kept in the reader's browser (static/js/followed.js) and comes in the address of each
request, `/my/?regions=UA…,UA…&tags=slug,slug`. So nobody has to be known here, readers of the same
places share one cached page, and the feed works, can be bookmarked and taken to another device
without scripts too.
"""

import re
from dataclasses import dataclass

from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from news.listing import Listing, pair_of
from news.lists import all_oblasts, popular_tags
from news.models import FormerTagSlug, Tag
from news.paging import in_pages, page_of
from regions.find import find
from regions.models import Hromada, Oblast

MOST = 30  # places and topics of one reader, as many as followed.js keeps
MAX_QUERY = 100  # characters of a query that are read
FOUND = 12  # places shown for it
TOPICS = 16  # offered

FORMS = {"regions": re.compile(r"UA\d{17}", re.ASCII), "tags": re.compile(r"[\w-]{1,100}")}


@dataclass
class Followed:
    """A place or topic of the list.

    ``kind``  "regions" or "tags"
    ``keys``  the codes or slugs by which the list has it: topics that were merged have several
    ``what``  the Oblast, Hromada or Tag
    ``rest``  the query of a feed without it, for a reader without scripts
    """

    kind: str
    keys: list
    what: object
    rest: str = ""

    @property
    def title(self):
        return getattr(self.what, "short_title", self.what.title)


@require_safe
@in_pages
def my(request):
    asked = read_keys(request.GET)
    has_list = any(asked.values())
    followed, gone = what_stands_for(asked)
    query = request.GET.get("q", "").replace("\x00", "").strip()[:MAX_QUERY]
    context = {
        "query": query,
        "places": find(query, limit=FOUND) if query else [],
        "followed": followed,
        "gone": gone,
        "address": address_of(asked),
        "has_list": has_list,
        # What my.js fetches is only the feed: counting all topics would cost more than its news.
        "oblasts": [] if has_list else all_oblasts(get_language()),
        "topics": [] if has_list else [tag for tag, _ in popular_tags(TOPICS)],
    }
    if followed:
        pairs = [(kind, ",".join(keys)) for kind, keys in asked.items() if keys]
        context["page"] = page_of(request, any_of(followed), pairs)
    return render(request, "news/my.html", context)


def read_keys(query):
    """Return {"regions": [codes], "tags": [slugs]} of a QueryDict, each once, in order.

    What can't be a code or a slug is left out, and what is beyond MOST.
    """
    asked, left = {}, MOST
    for kind, form in FORMS.items():
        keys = {key for key in query.get(kind, "").split(",") if form.fullmatch(key)}
        asked[kind] = sorted(keys)[:left]
        left -= len(asked[kind])
    return asked


def what_stands_for(asked):
    """Return (followed, gone): what keys mean today, and those that mean nothing any more.

    `followed` is a list of Followed, oblasts first, then hromadas, then topics; `gone` a list of
    pairs of a kind and a key.
    """
    found = things_called(asked)
    for one in found:
        without = {
            kind: [key for key in keys if kind != one.kind or key not in one.keys]
            for kind, keys in asked.items()
        }
        one.rest = address_of(without)
    known = {(one.kind, key) for one in found for key in one.keys}
    gone = [(kind, key) for kind, keys in asked.items() for key in keys if (kind, key) not in known]
    return found, gone


def things_called(asked):
    """Return the list of Followed that keys mean today: oblasts first, then hromadas, then topics.

    A topic that was renamed or merged is found by its former slug. Five queries at most.
    """
    regions, slugs = asked["regions"], asked["tags"]
    places = []
    if regions:
        places += Oblast.objects.filter(katottg__in=regions)
        places += Hromada.objects.filter(katottg__in=regions).select_related("oblast")
    found = [Followed("regions", [place.katottg], place) for place in places]
    if slugs:
        by_slug = {tag.slug: tag for tag in Tag.objects.filter(slug__in=slugs)}
        if missing := [slug for slug in slugs if slug not in by_slug]:
            former = FormerTagSlug.objects.filter(slug__in=missing).select_related("tag")
            by_slug |= {one.slug: one.tag for one in former}
        topics = {}
        for slug in slugs:
            if tag := by_slug.get(slug):
                topics.setdefault(tag, []).append(slug)
        found += [Followed("tags", keys, tag) for tag, keys in topics.items()]
    return found


def any_of(followed):
    """Return the Listing of the articles that carry any of these."""
    return Listing(get_language(), any_of=tuple(pair_of(one.what) for one in followed))


def address_of(keys):
    """Return the query of a feed's address, "?regions=…&tags=…", or "" of an empty list."""
    pairs = [(kind, ",".join(found)) for kind, found in keys.items() if found]
    return f"?{urlencode(pairs)}".replace("%2C", ",") if pairs else ""
