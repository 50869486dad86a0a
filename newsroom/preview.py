"""The article as readers will see it, before they do: on its page, by its template.

Who has an account asks the admin (newsroom/admin/previewing.py); who has none opens a signed link
of a `PreviewLink`. A preview is counted nowhere, kept in no cache and found by no search engine.
"""

from django.conf import settings
from django.core import signing
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from news.article_page import article_context, whole_articles
from newsroom.models import PreviewLink
from regions.admin.choices import is_id
from ukrainian.slugs import slugify

_SIGNER = signing.Signer(salt="newsroom.preview")


def address_of(link):
    """Return the whole address of a PreviewLink, to be given to people outside."""
    token = _SIGNER.sign(link.pk)
    return f"{settings.SITE_URL}{reverse('preview', args=[token])}"


def live_link(token):
    """Return the PreviewLink of a token with its article, or None for a token that is forged, or of
    a link that has ended or was withdrawn."""
    try:
        pk = _SIGNER.unsign(token)
    except signing.BadSignature:
        return None
    if not is_id(pk):
        return None
    return PreviewLink.objects.live().select_related("article").filter(pk=pk).first()


@never_cache
@require_safe
def by_link(request, token):
    """The stored article for who has a link; a published one at its own address."""
    link = live_link(token)
    if link is None:
        return _unlisted(render(request, "news/preview_expired.html", status=404))
    if link.article.is_published():
        return _unlisted(redirect(link.article))
    article = whole_articles().with_views().get(pk=link.article_id)
    return page(request, article, is_by_link=True)


def page(request, article, **context):
    """Return the page of an Article, stored or in memory, as readers will see it."""
    for tag in article.tags.all():
        # One that isn't made before the article is saved has no address yet.
        tag.slug = tag.slug or slugify(tag.name) or "-"
    context = {"is_preview": True, **context}
    with override(article.language or "uk"):
        response = render(request, "news/article.html", article_context(article) | context)
    response["Content-Language"] = article.language or "uk"
    return _unlisted(response)


def _unlisted(response):
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Referrer-Policy"] = "no-referrer"  # the address is the key
    return response
