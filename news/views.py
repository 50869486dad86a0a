"""The page of an article. Nothing here reads a session."""

from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from news import counting
from news.body import plain_text
from news.contents import contents
from news.models import Article
from news.neighbours import neighbours
from news.reading_time import reading_minutes
from news.related import read_also
from news.translations import translations, with_translations


def public():
    """Return what may be read now in the language of the page, newest first."""
    return Article.objects.published().in_language(get_language())


@require_safe
def article(request, name):
    pk, _, _ = name.partition("-")
    found = get_object_or_404(whole_articles().published().with_views(), pk=pk)
    if request.path != found.get_absolute_url():
        return redirect(found, permanent=True)
    return render(request, "news/article.html", article_context(found))


def whole_articles():
    """Return all articles with everything that an article's page shows gathered."""
    articles = Article.objects.select_related("cover").prefetch_related("tags").with_places()
    return with_translations(articles)


def article_context(article):
    """Return what the template of an article's page needs, for the page itself and its preview."""
    return {
        "article": article,
        "contents": contents(article.body),
        "minutes": reading_minutes(f"{article.lead} {plain_text(article.body)}"),
        "neighbours": neighbours(article),
        "translations": translations(article),
        "read_also": read_also(article),
    }


@csrf_exempt
@require_POST
def view(request, pk):
    """Count one view of a public article; answer {"views": N}, what readers see now."""
    found = get_object_or_404(Article.objects.published(), pk=pk)
    counting.count_view(found)
    response = JsonResponse({"views": found.views})
    response["Cache-Control"] = "no-store"
    return response
