"""«Схожі теги»: groups of tags that may be one, to be merged or told apart for good."""

from itertools import combinations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from news.models import Tag
from newsroom import twins
from newsroom.admin.merging import MAX_MERGED
from newsroom.models import TagsApart
from regions.admin.choices import is_id

SHOWN = 50  # groups on the page; the next come when these are settled


class FindsTwins:
    """Part of the admin of tags."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.twins_view)
        return [path("twins/", view, name="news_tag_twins"), *super().get_urls()]

    def twins_view(self, request):
        """Show the groups; a POST of `tags` says that these are different, for good."""
        if not self.has_merge_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            self._tell_apart(request)
            return HttpResponseRedirect(reverse("admin:news_tag_twins"))
        found = twins.groups(
            Tag.objects.values_list("pk", "name", "name_en"),
            TagsApart.objects.values_list("first_id", "second_id"),
        )
        ids = [pk for group in found[:SHOWN] for pk in group.ids]
        tags = {tag.pk: tag for tag in self.get_queryset(request).filter(pk__in=ids)}
        groups = [self._group(group, tags) for group in found[:SHOWN]]
        context = {
            **self.admin_site.each_context(request),
            "title": "Схожі теги",
            "groups": groups,
            "number": len(found),
            "more": len(found) - len(groups),
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/news/tag/twins.html", context)

    def _group(self, group, tags):
        """Return what the template shows of a twins.Group: its tags, the most used first."""
        alike = sorted((tags[pk] for pk in group.ids), key=lambda tag: (-tag.used, tag.pk))
        alike = alike[:MAX_MERGED]
        return {
            "tags": alike,
            "reasons": ", ".join(group.reasons),
            "merge": self.merge_address([tag.pk for tag in alike], keep=alike[0].pk),
        }

    def _tell_apart(self, request):
        chosen = [int(each) for each in request.POST.getlist("tags") if is_id(each)]
        tags = Tag.objects.filter(pk__in=chosen[:MAX_MERGED]).order_by("pk")
        if len(tags) < 2:
            self.message_user(
                request, "Цих тегів уже немає: їх об’єднали чи видалили.", messages.WARNING
            )
            return
        TagsApart.objects.bulk_create(
            [TagsApart(first=first, second=second) for first, second in combinations(tags, 2)],
            ignore_conflicts=True,
        )
        names = ", ".join(f"«{tag.name}»" for tag in tags)
        for tag in tags:
            self.log_change(request, tag, f"Позначено, що це різні теги: {names}.")
        self.message_user(request, f"Запам’ятали: {names} — різні теги.", messages.SUCCESS)
