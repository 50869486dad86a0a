"""Lists of news: all of it with filters, the topics, one topic."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from news.addresses import section
from news.archive import archive_of
from news.filters import Filters, tag_called
from news.generation import kept
from news.labels import OBLAST, TAG, in_order, labels
from news.listing import listing_of, numbers
from news.models import Kind, Tag
from news.paging import in_pages, page_of
from regions.models import Oblast
from ukrainian.sorting import sort_key


def popular_tags(count=None):
    """Return the `count` topics that most public articles of the language carry, as pairs of a
    Label and their number, the most common first; without a count all that have any."""
    return most_carried(get_language())[:count]


@kept
def most_carried(language):
    """Return all topics of public articles of a language, as `popular_tags`."""
    news = numbers(Kind.TAG, language)
    known = labels(TAG, news, language)
    return sorted(
        ((known[pk], news[pk]) for pk in known), key=lambda pair: (-pair[1], pair[0].order)
    )


@in_pages
@require_safe
def news_list(request):
    filters = Filters.read(request.GET)
    if filters.errors:
        return render(request, "news/list.html", mistaken(filters), status=404)
    context = {
        "filters": filters,
        "page": page_of(request, filters.listing(), filters.query()),
        "archive": archive_of(filters),
        "is_narrowed": True,
        **filters.options(),
    }
    return render(request, "news/list.html", context)


def mistaken(filters):
    """Return what a list shows of filters that can't be understood: them, and all to choose."""
    return {
        "filters": filters,
        "oblasts": [(oblast, None) for oblast in all_oblasts(get_language())],
        "tags": [(tag, None) for tag, _ in sorted(popular_tags(), key=lambda pair: pair[0].order)],
    }


@kept
def all_oblasts(language):
    """Return the Labels of all oblasts in a language, in their order."""
    keys = list(Oblast.objects.values_list("pk", flat=True))
    return in_order(labels(OBLAST, keys, language), keys)


@require_safe
def tags(request):
    return render(request, "news/tags.html", {"letters": topics_by_letter})


def topics_by_letter():
    """Return {letter: [Tag]} of all topics, in the alphabet of the page's language; each has
    `news`, the number of its public articles."""
    news = {tag.pk: number for tag, number in popular_tags()}
    letters = {}
    for tag in sorted(Tag.objects.filter(pk__in=news), key=lambda tag: sort_key(tag.title)):
        tag.news = news[tag.pk]
        letters.setdefault(capfirst(tag.title)[0], []).append(tag)
    return letters


@in_pages
@require_safe
def tag(request, slug):
    found = tag_called(slug)
    if found is None:
        raise Http404("no such topic")
    if found.slug != slug:
        return redirect(found, permanent=True)
    context = {
        "tag": found,
        "page": page_of(request, listing_of(found)),
        "archive": f"{section('archive')}?tag={found.slug}",
    }
    return render(request, "news/tag.html", context)
