"""Tags: the list with how often each is used, and merging two that mean one thing."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db import models, transaction
from django.db.models import Count, Q
from django.template.response import TemplateResponse
from django.utils.html import format_html

from news.models import Tag
from regions.admin.choices import folded_words
from regions.admin.wording import WordedAdmin
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

    def __init__(self, tags, data=None):
        super().__init__(data)
        self.fields["keep"].queryset = tags
        self.fields["keep"].label_from_instance = lambda tag: format_html(
            "«{}» — {}", tag.name, articles_counted(tag.used)
        )


@admin.register(Tag)
class TagAdmin(WordedAdmin):
    new = "Новий тег"
    accusative = "тег"
    list_display = ["name", "name_en", "used", "slug"]
    search_fields = ["name"]
    search_help_text = "Назва українською чи англійською"
    fields = ["name", "name_en", "slug", "description", "description_en"]
    formfield_overrides = {models.TextField: {"widget": AdminTextareaWidget({"rows": 3})}}
    actions = ["merge"]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(used=Count("articles"))

    @admin.display(description="статті", ordering="used")
    def used(self, tag):
        return tag.used

    def choices(self, request):
        return Tag.objects.all()

    def get_search_results(self, request, queryset, search_term):
        for word in folded_words(search_term):
            queryset = queryset.filter(Q(key__contains=word) | Q(name_en__icontains=word))
        return queryset, False

    def deletion_note(self, tag):
        number = tag.articles.count()
        if not number:
            return ""
        return (
            f"Його має {articles_counted(number)}: вони лишаться, але без цього тегу, а посилання "
            "на нього перестануть працювати. Щоб посилання жили, краще об’єднати його з іншим."
        )

    def has_merge_permission(self, request):
        """Merging deletes a tag and changes another."""
        return self.has_change_permission(request) and self.has_delete_permission(request)

    @admin.action(description="Об’єднати в один", permissions=["merge"])
    def merge(self, request, queryset):
        """Ask which of the chosen tags stays, then give it the articles and addresses of all."""
        tags = queryset.order_by("-used", "order")
        names = ", ".join(tag.name for tag in tags[: MAX_MERGED + 1])
        if not 2 <= len(tags) <= MAX_MERGED:
            reason = f"Позначте від двох до {MAX_MERGED} тегів, які означають одне."
            self.message_user(request, reason, messages.WARNING)
            return None
        form = MergeForm(tags, request.POST if "confirmed" in request.POST else None)
        if form.is_bound and form.is_valid():
            self._merge_all(request, tags, form.cleaned_data["keep"])
            return None
        return TemplateResponse(
            request,
            "admin/news/tag/merge.html",
            {
                **self.admin_site.each_context(request),
                "title": f"Об’єднати: {names}",
                "form": form,
                "tags": tags,
                "opts": self.opts,
                "checkbox": ACTION_CHECKBOX_NAME,
                "media": self.media,
            },
        )

    def _merge_all(self, request, tags, keep):
        others = [tag for tag in tags if tag.pk != keep.pk]
        with transaction.atomic():
            for tag in others:
                self.log_change(request, keep, f"Приєднано тег «{tag.name}».")
                tag.merge_into(keep)
        names = ", ".join(f"«{tag.name}»" for tag in others)
        self.message_user(
            request,
            f"Об’єднано: {names} тепер «{keep.name}», його має "
            f"{articles_counted(keep.articles.count())}. Старі посилання ведуть на нього.",
            messages.SUCCESS,
        )
