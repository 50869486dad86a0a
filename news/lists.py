"""Lists of news: all of it with filters, a topic, the most read, what a search found."""

from django.db.models import Count
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.views.decorators.http import require_safe

from news import counting
from news.archive import archive_of
from news.filters import Filters
from news.models import Article, Tag
from news.paging import PER_PAGE, in_pages, numbered, page_of
from news.search import search, words
from news.views import public
from regions.find import find
from regions.models import Oblast
from ukrainian.sorting import sort_key

PERIODS = {"day": 1, "week": 7, "month": 30}


def popular_tags(count):
    """Return the `count` tags that most public articles of the language carry, as a list.

    The most common is first; each has `news`, its number. Without a count: all that have any. Two
    queries, because one that counts and reads the tags sorts whole rows of them, one for each use.
    """
    tagged = Article.tags.through.objects.filter(article__in=public().order_by().values("pk"))
    numbers = tagged.values_list("tag").annotate(news=Count("pk")).order_by("-news", "tag")
    numbers = dict(numbers[:count])
    tags = Tag.objects.filter(pk__in=numbers)
    for tag in tags:
        tag.news = numbers[tag.pk]
    return sorted(tags, key=lambda tag: (-tag.news, tag.order))


@in_pages
@require_safe
def news_list(request):
    filters = Filters.read(request.GET)
    if filters.errors:
        return render(request, "news/list.html", mistaken(filters), status=404)
    page = page_of(request, filters.apply(public()), filters.query())
    context = {
        "filters": filters,
        **filters.options(public()),
        "page": page,
        "archive": archive_of(filters),
    }
    return render(request, "news/list.html", context)


def mistaken(filters):
    """Return what a list shows of filters that can't be understood: them, and all to choose."""
    return {
        "filters": filters,
        "oblasts": Oblast.objects.all(),
        "tags": Tag.objects.public(),
    }


@require_safe
def tags(request):
    """All topics by their letters, in the alphabet of the page's language."""
    found = popular_tags(None)
    letters = {}
    for tag in sorted(found, key=lambda tag: sort_key(tag.title)):
        letters.setdefault(capfirst(tag.title)[0], []).append(tag)
    return render(request, "news/tags.html", {"tags": found, "letters": letters})


@in_pages
@require_safe
def tag(request, slug):
    found = Tag.objects.filter(slug=slug).first()
    if found is None:
        return redirect(get_object_or_404(Tag, former_slugs__slug=slug), permanent=True)
    page = page_of(request, public().with_tag(found))
    context = {
        "tag": found,
        "page": page,
        "archive": f"{reverse('archive')}?tag={found.slug}",
    }
    return render(request, "news/tag.html", context)


@require_safe
def popular(request):
    period = request.GET.get("period", "week")
    if period not in PERIODS:
        raise Http404("no such period")
    if period == "week" and "period" in request.GET:
        return redirect("popular", permanent=True)
    articles = counting.most_read(public(), days=PERIODS[period], count=PER_PAGE)
    context = {"period": period, "periods": list(PERIODS), "articles": articles}
    return render(request, "news/popular.html", context)


@require_safe
def search_page(request):
    query = request.GET.get("q", "").replace("\x00", "").strip()
    filters = Filters.read(request.GET, kept=[("q", query)])
    context = mistaken(filters) | {"query": query, "asked": words(query)}
    context["places"] = find(query, limit=3) if query else []
    if not filters.errors:
        # Every text is read through to find the words: once, and not again for their number.
        found = list(search(filters.apply(public()), query).values_list("pk", flat=True))
        context["page"] = numbered(request, found, filters.query())
    return render(request, "news/search.html", context, status=404 if filters.errors else 200)
