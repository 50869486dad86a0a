"""The article as readers will see it: beside the text, and by links for others."""

from datetime import timedelta

from django import forms
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.forms import Script
from django.http import Http404, JsonResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from news.article_page import whole_articles
from newsroom import preview
from newsroom.blocks import minute, name_of
from newsroom.models import Revision
from newsroom.revisions import as_article
from regions.admin.choices import is_id

DAYS = (1, 7, 30)  # how long a link may live
MAX_LINKS = 20  # live ones of an article


class Previews:
    """Part of the admin of articles."""

    @property
    def media(self):
        return super().media + forms.Media(
            js=[
                Script("js/newsroom/preview/pane.js", type="module"),
                Script("js/newsroom/preview/links.js", type="module"),
            ],
            css={"all": ["css/newsroom/preview.css"]},
        )

    def get_urls(self):
        name, view = f"{self.opts.app_label}_{self.opts.model_name}", self.admin_site.admin_view
        links = "<path:object_id>/preview-links/"
        return [
            path("add/preview/", view(self.preview_view), name=f"{name}_add_preview"),
            path("<path:object_id>/preview/", view(self.preview_view), name=f"{name}_preview"),
            path(links, view(self.links_view), name=f"{name}_links"),
            path(f"{links}<int:link_id>/", view(self.withdraw_view), name=f"{name}_withdraw"),
            *super().get_urls(),
        ]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["preview"] = self._preview_context(request, obj if change else None)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _preview_context(self, request, article):
        """Return what templates/newsroom/preview_pane.html needs."""
        if article is None:
            found = {"url": reverse("admin:news_article_add_preview"), "is_stored": False}
        else:
            found = {
                "url": reverse("admin:news_article_preview", args=[article.pk]),
                "is_stored": True,
            }
            if self.may_give_links(request, article):
                found["links_url"] = reverse("admin:news_article_links", args=[article.pk])
        revision = request.GET.get("revision", "")
        return found | {"revision": revision if is_id(revision) else "", "days": DAYS}

    def may_give_links(self, request, article):
        """Whether who makes the request may show the article to others; a public one needs none."""
        return self.has_change_permission(request, article) and not article.is_published()

    @method_decorator([xframe_options_sameorigin, require_safe])
    def preview_view(self, request, object_id=None):
        """The article as stored, or as the version `?revision=`; of one that was never saved only
        the versions of who makes the request."""
        article = object_id and self._asked(request, object_id, self.has_view_permission)
        if not article and not self.has_add_permission(request):
            raise PermissionDenied
        shown = article and whole_articles().with_views().get(pk=article.pk)
        revision = request.GET.get("revision")
        if revision is None and not shown:
            raise Http404("nothing is saved yet")
        if revision is not None:
            shown = as_article(self._revision(request, revision, article).data, shown or None)
        return preview.page(request, shown)

    def _revision(self, request, pk, article):
        readable = Revision.objects.readable_by(request.user, article or None)
        found = readable.filter(pk=pk).first() if is_id(pk) else None
        if found is None:
            raise Http404("no such version of the article")
        return found

    def _asked(self, request, object_id, is_allowed):
        """Return the article of an address. Raises Http404 or PermissionDenied."""
        article = self.get_object(request, unquote(object_id))
        if article is None:
            raise Http404("no such article")
        if not is_allowed(request, article):
            raise PermissionDenied
        return article

    # Links for those without an account, as JSON for static/js/newsroom/preview/links.js

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def links_view(self, request, object_id):
        """The live links of an article; a POST of `days` makes one more."""
        article = self._asked(request, object_id, self.has_change_permission)
        if request.method != "POST":
            return self._links(article)
        live = article.preview_links.live().count()
        if article.is_published():
            return _refused("Стаття вже опублікована: дайте її звичайну адресу.")
        if request.POST.get("days") not in map(str, DAYS):
            return _refused("Оберіть, скільки днів діятиме посилання.")
        if live >= MAX_LINKS:
            return _refused(f"Живих посилань уже {live}. Відкличте ті, що не потрібні.")
        expires_at = timezone.now() + timedelta(days=int(request.POST["days"]))
        article.preview_links.create(created_by=request.user, expires_at=expires_at)
        until = minute(expires_at, timezone.now())
        self.log_change(request, article, f"Дано посилання на перегляд, діє до: {until}.")
        return self._links(article)

    @method_decorator(require_POST)
    def withdraw_view(self, request, object_id, link_id):
        """Withdraw a link: from now on it opens nothing."""
        article = self._asked(request, object_id, self.has_change_permission)
        if article.preview_links.live().filter(pk=link_id).update(withdrawn_at=timezone.now()):
            self.log_change(request, article, "Відкликано посилання на перегляд.")
        return self._links(article)

    def _links(self, article):
        now = timezone.now()
        links = [
            {
                "url": preview.address_of(link),
                "withdraw": reverse("admin:news_article_withdraw", args=[article.pk, link.pk]),
                "made": f"{name_of(link.created_by)}, {minute(link.created_at, now)}",
                "until": minute(link.expires_at, now),
            }
            for link in article.preview_links.live(now).select_related("created_by")
        ]
        return JsonResponse({"links": links})


def _refused(reason):
    return JsonResponse({"error": reason}, status=400)
