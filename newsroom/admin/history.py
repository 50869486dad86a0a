"""The history of an article: every kept version, two compared, any taken up again."""

from itertools import pairwise

from django.contrib.admin.models import LogEntry
from django.contrib.admin.options import get_content_type_for_model
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import path, reverse

from newsroom import revisions
from newsroom.comparing import folded
from newsroom.differences import differences, in_short
from newsroom.models import Revision
from newsroom.models.revision import ACCEPTED
from regions.admin.choices import is_id

PER_PAGE = 20
LOGGED = 50  # lines of the log of actions under the versions


def name_of(user):
    """Return how the newsroom calls an account, or «невідомо хто» for one that is gone."""
    return (user.get_full_name() or user.get_username()) if user else "невідомо хто"


class ShowsHistory:
    """Part of the admin of articles: the pages of its versions."""

    def get_urls(self):
        compare = self.admin_site.admin_view(self.compare_view)
        return [
            path("<int:pk>/compare/", compare, name="news_article_compare"),
            *super().get_urls(),
        ]

    def history_view(self, request, object_id, extra_context=None):
        """All kept versions and one's own autosave, the newest first; and the log of actions."""
        article = self.get_object(request, object_id)
        if article is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_or_change_permission(request, article):
            raise PermissionDenied
        readable = Revision.objects.readable_by(request.user, article).order_by("-pk")
        paginator = Paginator(readable.select_related("created_by"), PER_PAGE)
        page = paginator.get_page(request.GET.get("p"))
        logged = LogEntry.objects.filter(
            object_id=str(article.pk), content_type=get_content_type_for_model(article)
        )
        context = {
            "title": f"Історія: {article}",
            "page": page,
            "pages": paginator.get_elided_page_range(page.number),
            "versions": self._versions(article, list(page)),
            "log": logged.select_related("user").order_by("-action_time")[:LOGGED],
            "may_restore": self.has_change_permission(request, article),
        }
        return self._page(
            request, article, "newsroom/history.html", context | (extra_context or {})
        )

    def _versions(self, article, shown):
        """Return what the page says of each version: what it changed against the one before it.

        The versions before the oldest one shown take one query more.
        """
        older = []
        if shown:
            oldest = min(each.pk for each in shown)
            older = list(article.revisions.accepted().filter(pk__lt=oldest)[:1])
        accepted = sorted(
            [each for each in [*shown, *older] if each.kind in ACCEPTED],
            key=lambda each: each.pk,
            reverse=True,
        )
        before = {later.pk: earlier for later, earlier in pairwise(accepted)}
        versions = []
        for each in shown:
            if each.kind in ACCEPTED:
                earlier = before.get(each.pk)
            else:  # against what was stored when it was typed
                earlier = next((other for other in accepted if other.pk < each.pk), None)
            versions.append(
                {
                    "revision": each,
                    "who": name_of(each.created_by),
                    "changed": in_short(earlier.data, each.data) if earlier else "",
                    "is_first": earlier is None,
                    "told": self._told(earlier, each),
                }
            )
        return versions

    def _told(self, earlier, revision):
        """Return the note on a correction that readers were given with this version, or ""."""
        note = revision.data.get("change_note") or ""
        return note if earlier is None or note != earlier.data.get("change_note") else ""

    def compare_view(self, request, pk):
        """Two versions: `?a=` the older and `?b=` the newer; without `a` what is stored now."""
        article = self.get_object(request, str(pk))
        if article is None:
            raise Http404
        if not self.has_view_or_change_permission(request, article):
            raise PermissionDenied
        readable = Revision.objects.readable_by(request.user, article)
        chosen = {name: self._chosen(readable, request.GET.get(name)) for name in ("a", "b")}
        sides = sorted(chosen.values(), key=lambda each: each.pk if each else 0)
        if chosen["a"] is None or chosen["b"] is None:
            sides = [chosen["a"], chosen["b"]]
        present = revisions.snapshot(article) if None in sides else None
        before, after = (each.data if each else present for each in sides)
        found = differences(before, after)
        for difference in found:
            difference.groups = folded(difference.rows)
        context = {
            "title": f"Порівняння версій: {article}",
            "sides": [
                {"revision": each, "who": each and name_of(each.created_by)} for each in sides
            ],
            "differences": found,
            "may_restore": self.has_change_permission(request, article),
        }
        return self._page(request, article, "newsroom/compare.html", context)

    def _chosen(self, readable, pk):
        """Return the Revision of an address's value; None for none. Raises Http404."""
        if not pk:
            return None
        found = readable.select_related("created_by").filter(pk=pk).first() if is_id(pk) else None
        if found is None:
            raise Http404("Такої версії немає.")
        return found

    def _page(self, request, article, template, context):
        request.current_app = self.admin_site.name
        return TemplateResponse(
            request,
            template,
            {
                **self.admin_site.each_context(request),
                "article": article,
                "opts": self.opts,
                "media": self.media,
                "change_url": reverse("admin:news_article_change", args=[article.pk]),
                "history_url": reverse("admin:news_article_history", args=[article.pk]),
                "compare_url": reverse("admin:news_article_compare", args=[article.pk]),
                **context,
            },
        )
