"""Lists of news: all of it with filters, a topic, the most read, what a search found."""

from django.core.paginator import EmptyPage, PageNotAnInteger, Paginator
from django.db.models import Count
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from news import counting
from news.filters import Filters
from news.models import Article, Tag
from news.search import search, words
from news.views import public
from regions.find import find
from regions.models import Oblast

PER_PAGE = 20
PERIODS = {"day": 1, "week": 7, "month": 30}


def page_of(request, articles):
    """Return the page of cards that `?page=` asks for; Http404 for one that doesn't exist.

    `articles` is a queryset, or the list of the ids where it costs too much to ask twice. Only the
    ids are counted, sorted and skipped over; whole rows are read for the page alone.
    """
    keys = articles if isinstance(articles, list) else articles.values("pk")
    paginator = Paginator(keys, PER_PAGE)
    try:
        page = paginator.page(request.GET.get("page") or 1)
    except (EmptyPage, PageNotAnInteger) as error:
        raise Http404("no such page of the list") from error
    page.object_list = Article.objects.filter(pk__in=page.object_list).with_cards()
    return page


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


@require_safe
def news_list(request):
    filters = Filters.read(request.GET)
    articles = public().none() if filters.errors else filters.apply(public())
    return render(
        request,
        "news/list.html",
        {
            "filters": filters,
            "page": page_of(request, articles),
            "oblasts": Oblast.objects.all(),
            "tags": Tag.objects.public(),
        },
        status=404 if filters.errors else 200,
    )


@require_safe
def tags(request):
    return render(request, "news/tags.html", {"tags": popular_tags(None)})


@require_safe
def tag(request, slug):
    found = Tag.objects.filter(slug=slug).first()
    if found is None:
        return redirect(get_object_or_404(Tag, former_slugs__slug=slug), permanent=True)
    page = page_of(request, public().with_tag(found))
    return render(request, "news/tag.html", {"tag": found, "page": page})


@require_safe
def popular(request):
    period = request.GET.get("period", "week")
    if period not in PERIODS:
        raise Http404("no such period")
    articles = counting.most_read(public(), days=PERIODS[period], count=PER_PAGE)
    context = {"period": period, "periods": list(PERIODS), "articles": articles}
    return render(request, "news/popular.html", context)


@require_safe
def search_page(request):
    filters = Filters.read(request.GET)
    query = request.GET.get("q", "").replace("\x00", "").strip()
    articles = public().none() if filters.errors else search(filters.apply(public()), query)
    # Every text is read through to find the words: once, and not again for their number.
    found = list(articles.values_list("pk", flat=True))
    return render(
        request,
        "news/search.html",
        {
            "query": query,
            "asked": words(query),
            "filters": filters,
            "page": page_of(request, found),
            "places": find(query, limit=3) if query else [],
            "oblasts": Oblast.objects.all(),
            "tags": Tag.objects.public(),
        },
        status=404 if filters.errors else 200,
    )
