"""The editor of an article's text, and what it asks the server for.

Without scripts it is a plain textarea. The editor is ProseMirror as django-prose-editor ships it,
with a schema, a toolbar and a way of writing HTML of our own (static/js/newsroom/editor/).
"""

import json

from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import PermissionDenied
from django.forms import Media, Script
from django.http import JsonResponse
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from news.embeds import PROVIDERS
from news.models import Article
from news.search import MAX_QUERY, parse, search

FOUND = 8  # articles that a search for a link shows
STYLES = ("css/variables.css", "css/base.css", "css/article.css")  # of the reader's page


class BodyWidget(AdminTextareaWidget):
    """A text of an article or of a starter, written as it will be read."""

    def __init__(self, attrs=None):
        super().__init__({"rows": 24} | (attrs or {}))

    @property
    def media(self):
        return Media(
            js=[Script("js/newsroom/editor/start.js", type="module")],
            css={"all": ["css/newsroom/editor.css", "css/newsroom/images.css"]},
        )

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"]["data-editor"] = json.dumps(
            {
                "providers": [
                    {"name": one.name, "patterns": one.patterns, "address": one.address}
                    for one in PROVIDERS
                ],
                "articles": reverse("admin:news_article_linked"),
                "styles": [static(style) for style in STYLES],
            }
        )
        return context


class WritesBody:
    """Part of the admin of articles: their text has the editor, which finds other articles."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "body":
            kwargs["widget"] = BodyWidget()
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_urls(self):
        view = self.admin_site.admin_view(require_safe(self.linked))
        return [path("linked/", view, name="news_article_linked"), *super().get_urls()]

    def linked(self, request):
        """Answer the public articles that hold the words `q`, newest first, for a link to one.

        {"articles": [{"title", "path", "note"}]}; only what readers can open may be linked.
        """
        if not (self.has_add_permission(request) or self.has_change_permission(request)):
            raise PermissionDenied
        words = request.GET.get("q", "").replace("\x00", "")[:MAX_QUERY].strip()
        found = Article.objects.published()
        found = search(found, parse(words, typing=True)).defer("lead", "body")[:FOUND]
        return JsonResponse(
            {
                "articles": [
                    {
                        "title": article.title,
                        "path": article.get_absolute_url(),
                        "note": f"{timezone.localtime(article.published_at):%d.%m.%Y}"
                        + ("" if article.language == "uk" else ", англійською"),
                    }
                    for article in found
                ]
            }
        )
