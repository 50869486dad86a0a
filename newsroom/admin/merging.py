"""Merging tags that mean one thing: which, what each has, and which of them stays."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html

from news.models import Article, Tag
from regions.admin.choices import ChoiceSelectMultiple, is_id
from ukrainian.plurals import counted

MAX_MERGED = 20  # tags at a time; more is a slip of «select all»


def articles_counted(number):
    """Return «1 стаття», «2 статті», «5 статей»."""
    return counted(number, "стаття", "статті", "статей")


class MergeForm(forms.Form):
    """Which of the chosen tags stays."""

    keep = forms.ModelChoiceField(
        queryset=Tag.objects.none(),
        label="Який тег лишається",
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "Оберіть тег, який лишається."},
    )

    def __init__(self, tags, data=None, keep=None):
        super().__init__(data, initial={"keep": keep})
        self.fields["keep"].queryset = tags
        self.fields["keep"].label_from_instance = lambda tag: format_html(
            "«{}» — {}, {}", tag.name, articles_counted(tag.used), tag.get_absolute_url()
        )


class Merges:
    """Part of the admin of tags: the action of the list, and the page that it and others lead to.

    The page only asks; its answer is sent to the action.
    """

    def get_urls(self):
        view = self.admin_site.admin_view(self.merge_view)
        return [path("merge/", view, name="news_tag_merge"), *super().get_urls()]

    def has_merge_permission(self, request):
        """Merging deletes a tag and changes another."""
        return self.has_change_permission(request) and self.has_delete_permission(request)

    def merge_view(self, request):
        """Show what merging `?tags=1&tags=2` would do, with the tag `?keep=1` proposed to stay."""
        if not self.has_merge_permission(request):
            raise PermissionDenied
        chosen = [each for each in request.GET.getlist("tags") if is_id(each)]
        tags = self.get_queryset(request).filter(pk__in=chosen[: MAX_MERGED + 1])
        proposed = request.GET.get("keep", "")
        return self._ask(request, tags, MergeForm(tags, keep=proposed if is_id(proposed) else None))

    def _ask(self, request, tags, form):
        """Return the page: the tags chosen by typing, then what each has and which stays."""
        tags = tags.order_by("-used", "order")
        form.fields["keep"].queryset = tags
        source = Article._meta.get_field("tags")
        chosen = forms.ModelMultipleChoiceField(
            Tag.objects.all(), widget=ChoiceSelectMultiple(source, self.admin_site)
        )
        attrs = {"id": "merged-tags", "aria-describedby": "merged-tags-help"}
        names = ", ".join(tag.name for tag in tags)
        context = {
            **self.admin_site.each_context(request),
            "title": f"Об’єднати: {names}" if len(tags) > 1 else "Об’єднати теги",
            "form": form,
            "chosen": chosen.widget.render("tags", [tag.pk for tag in tags], attrs),
            "tags": tags,
            "is_ready": 2 <= len(tags) <= MAX_MERGED,
            "together": articles_counted(Article.objects.filter(tags__in=tags).distinct().count()),
            "max_merged": MAX_MERGED,
            "opts": self.opts,
            "checkbox": ACTION_CHECKBOX_NAME,
            "media": self.media + chosen.widget.media,
        }
        return TemplateResponse(request, "admin/news/tag/merge.html", context)

    @admin.action(description="Об’єднати в один", permissions=["merge"])
    def merge(self, request, queryset):
        """Ask which of the chosen tags stays, then give it the articles and addresses of all."""
        tags = queryset.order_by("-used", "order")
        if not 2 <= len(tags) <= MAX_MERGED:
            reason = f"Позначте від двох до {MAX_MERGED} тегів, які означають одне."
            self.message_user(request, reason, messages.WARNING)
            return None
        form = MergeForm(tags, request.POST if "confirmed" in request.POST else None)
        if not (form.is_bound and form.is_valid()):
            return self._ask(request, tags, form)
        try:
            self._merge_all(request, tags, form.cleaned_data["keep"])
        except (IntegrityError, Tag.DoesNotExist):
            reason = "Хтось саме змінював ці теги, тож нічого не об’єднано. Спробуйте ще раз."
            self.message_user(request, reason, messages.ERROR)
        return None

    def _merge_all(self, request, tags, keep):
        with transaction.atomic():
            keep = Tag.objects.select_for_update().get(pk=keep.pk)
            others = [tag for tag in tags if tag.pk != keep.pk]
            for tag in others:
                had = f"{articles_counted(tag.used)}, адреса {tag.get_absolute_url()}"
                self.log_change(request, keep, f"Приєднано тег «{tag.name}» ({had}).")
                self.log_deletions(request, Tag.objects.filter(pk=tag.pk))
                tag.merge_into(keep)
        names = ", ".join(f"«{tag.name}»" for tag in others)
        self.message_user(
            request,
            f"Об’єднано: {names} тепер «{keep.name}», його має "
            f"{articles_counted(keep.articles.count())}. Старі посилання ведуть на нього.",
            messages.SUCCESS,
        )

    def merge_address(self, tags, keep=None):
        """Return the address of the page that asks about merging `tags`, a list of ids."""
        query = {"tags": tags} | ({"keep": keep} if keep else {})
        return reverse("admin:news_tag_merge", query=query)
