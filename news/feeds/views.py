"""The views of the feeds, and the page that lists them for readers."""

from functools import partial

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from news.addresses import absolute
from news.feeds import entries, formats
from news.feeds.subjects import everything, path_of, subject_of
from news.filters import MAX_VALUE, tag_called
from news.freshness import dated
from news.lists import all_oblasts, popular_tags
from news.places import note_on, place_of, typed
from news.structured import LOGO
from regions.find import find_typed
from regions.models import Hromada

LENGTH = 30  # articles in a feed
MOST_FOUND = 20  # places that a name finds


@require_safe
@conditional_page
def all_news(request, format):
    return answer(everything(), format)


@require_safe
@conditional_page
def tag(request, slug, format):
    found = named(slug)
    if found.slug != slug:
        return redirect("feed_tag", found.slug, format, permanent=True)
    return answer(subject_of(tag=found), format)


@require_safe
@conditional_page
def region(request, katottg, format):
    """The news of an oblast or hromada; a settlement's code leads to its hromada's feed."""
    place = place_of(katottg)
    if place.katottg != katottg:
        return redirect("feed_region", place.katottg, format, permanent=True)
    return answer(subject_of(place), format)


@require_safe
@conditional_page
def pair(request, katottg, slug, format):
    """The news on a topic in an oblast or hromada."""
    place, found = place_of(katottg), named(slug)
    if (place.katottg, found.slug) != (katottg, slug):
        return redirect("feed_pair", place.katottg, found.slug, format, permanent=True)
    return answer(subject_of(place, found), format)


def named(slug):
    """Return the Tag of a slug, today's or a former one. Raises Http404."""
    found = tag_called(slug)
    if found is None:
        raise Http404("no such topic")
    return found


def answer(subject, format):
    """Return the response with the feed of a Subject in a format, in the language of the page."""
    language = get_language()
    head = formats.Head(
        language=language,
        title=subject.title,
        description=subject.description,
        address=subject.address(language, format),
        link=absolute(subject.link),
        site=_("Hromada Portal"),
        icon=absolute(static(LOGO[0])),
        hub=settings.WEBSUB_HUB_URL,
    )
    found = entries.newest(subject.listing(language), LENGTH)
    content = formats.written(format, head, found, settings.FEEDS_FULL_TEXT)
    response = dated(HttpResponse(content, content_type=formats.TYPES[format]))
    if head.hub:
        # WebSub, section 4: both are told in the header, where subscribers look first.
        response["Link"] = f'<{head.hub}>; rel="hub", <{head.address}>; rel="self"'
    return response


@require_safe
def page(request):
    """The list of the feeds for readers, with a form that finds that of a place, or of a topic in
    one."""
    query, tag = typed(request), tag_called(request.GET.get("tag", "")[:MAX_VALUE])
    meant, found = find_typed(query, MOST_FOUND) if query else ("", [])
    slug = tag and tag.slug
    context = {
        "query": query,
        "meant": meant,
        "tag": tag,
        "found": [(*words_of(one), path_of(one.place.katottg, slug)) for one in nearest(found)],
        "own": path_of(slug=slug),
        "length": LENGTH,
        "topics": topics,
        "oblasts": partial(all_oblasts, get_language()),
    }
    return render(request, "news/feeds.html", context)


def nearest(found):
    """Return the first Found of each place: two villages of one hromada have one feed."""
    first = {}
    for one in found:
        first.setdefault(one.place, one)
    return list(first.values())


def words_of(found):
    """Return the name of the place whose feed a Found leads to, and what tells why."""
    where = note_on(found)
    name = found.place.short_title if isinstance(found.place, Hromada) else found.place.title
    return name, where if found.match == found.place else f"{found.title}: {where}"


def topics():
    """Return the Labels of all topics that have news in the language of the page, by name."""
    return sorted((tag for tag, _ in popular_tags()), key=lambda tag: tag.order)
