"""The page of an article. Nothing here reads a session."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from news.article_page import article_html, public_article
from news.models import Article


def public():
    """Return what may be read now in the language of the page, newest first."""
    return Article.objects.published().in_language(get_language())


@require_safe
def article(request, name):
    found = public_article(int(name.partition("-")[0]))
    if found is None:
        raise Http404("no such article is public")
    if request.path != found.get_absolute_url():
        return redirect(found, permanent=True)
    return HttpResponse(article_html(request, found))
