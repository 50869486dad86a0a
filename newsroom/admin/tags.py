"""Tags: the list with how often each is used, and the form that keeps old addresses alive."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from news.models import Article, Tag
from newsroom.admin.merging import Merges, articles_counted
from newsroom.admin.twins import FindsTwins
from regions.admin.choices import folded_words
from regions.admin.wording import WordedAdmin
from ukrainian.slugs import transliterate


class UsageFilter(admin.SimpleListFilter):
    title = "ужиток"
    parameter_name = "used"

    def lookups(self, request, model_admin):
        return [("no", "не має жодна стаття"), ("yes", "є у статтях")]

    def queryset(self, request, queryset):
        carried = Exists(Article.tags.through.objects.filter(tag=OuterRef("pk")))
        if self.value() == "no":
            return queryset.filter(~carried)
        return queryset.filter(carried) if self.value() == "yes" else queryset


class EnglishFilter(admin.SimpleListFilter):
    title = "англійська назва"
    parameter_name = "english"

    def lookups(self, request, model_admin):
        return [("no", "немає"), ("yes", "є")]

    def queryset(self, request, queryset):
        if self.value() == "no":
            return queryset.filter(name_en="")
        return queryset.exclude(name_en="") if self.value() == "yes" else queryset


class TagForm(forms.ModelForm):
    readdress = forms.BooleanField(
        required=False,
        label="Змінити й адресу",
        help_text="Складеться з нової назви; стара адреса вестиме на нову.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and not self.instance.name_en and "name_en" in self.fields:
            shown = transliterate(self.instance.name)
            self.fields["name_en"].help_text += f" Зараз там «{shown}»."

    def clean(self):
        """Empty the address that is to follow the name, unless another was written."""
        cleaned = super().clean()
        if cleaned.get("readdress") and "slug" not in self.changed_data:
            cleaned["slug"] = ""
        return cleaned


@admin.register(Tag)
class TagAdmin(Merges, FindsTwins, WordedAdmin):
    new = "Новий тег"
    accusative = "тег"
    form = TagForm
    list_filter = [UsageFilter, EnglishFilter]
    search_fields = ["name"]
    search_help_text = "Назва українською чи англійською"
    formfield_overrides = {models.TextField: {"widget": AdminTextareaWidget({"rows": 3})}}
    actions = ["merge"]

    # The list

    def get_queryset(self, request):
        """With `used`, the number of articles: counted only for the rows that are shown."""
        carried = Article.tags.through.objects.filter(tag=OuterRef("pk")).order_by()
        number = carried.values("tag").annotate(number=Count("pk")).values("number")
        return super().get_queryset(request).annotate(used=Coalesce(Subquery(number), 0))

    def get_list_display(self, request):
        return ["name", "name_en", self._use(request), "slug"]

    def _use(self, request):
        """The column of use: a link to the articles for those who see all of them there."""
        opens = request.user.has_perm("news.view_article")
        return "use" if opens or request.user.has_perm("news.change_article") else "used"

    @admin.display(description="статті", ordering="used")
    def used(self, tag):
        return tag.used

    @admin.display(description="статті", ordering="used")
    def use(self, tag):
        address = reverse("admin:news_article_changelist", query={"tag": tag.pk})
        label = f"{articles_counted(tag.used)} з тегом «{tag.name}»"
        return format_html('<a href="{}" aria-label="{}">{}</a>', address, label, tag.used)

    def changelist_view(self, request, extra_context=None):
        may = {"may_merge": self.has_merge_permission(request)}
        return super().changelist_view(request, may | (extra_context or {}))

    def choices(self, request):
        return Tag.objects.all()

    def get_search_results(self, request, queryset, search_term):
        for word in folded_words(search_term):
            queryset = queryset.filter(Q(key__contains=word) | Q(name_en__icontains=word))
        return queryset, False

    # The form

    def get_fields(self, request, obj=None):
        names, about = ["name", "name_en", "slug"], ["description", "description_en"]
        if obj is None:
            return [*names, *about]
        if self.has_change_permission(request, obj):
            names.append("readdress")
        return [*names, *about, self._use(request), "old_addresses"]

    def get_readonly_fields(self, request, obj=None):
        return ["used", "use", "old_addresses"] if obj else []

    @admin.display(description="старі адреси")
    def old_addresses(self, tag):
        slugs = [(reverse("tag", args=[former.slug]),) for former in tag.former_slugs.all()]
        return format_html_join(", ", "{}", slugs) or "—"

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if change and obj and self.has_merge_permission(request):
            context["merge_address"] = self.merge_address([obj.pk])
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if change and obj.slug != form.initial["slug"]:
            old = reverse("tag", args=[form.initial["slug"]])
            message = f"Адреса тепер {obj.get_absolute_url()}; стара, {old}, веде на неї."
            self.message_user(request, message, messages.SUCCESS)

    def construct_change_message(self, request, form, formsets, add=False):
        """Say what a renamed tag was called, and where it stood: the log is asked for that."""
        if add:
            return super().construct_change_message(request, form, formsets, add)
        sentences = []
        tag, before = form.instance, form.initial
        if tag.name != before["name"]:
            sentences.append(f"Назва: була «{before['name']}», тепер «{tag.name}».")
        if tag.slug != before["slug"]:
            sentences.append(f"Адреса: була «{before['slug']}», тепер «{tag.slug}».")
        told = {"name", "slug", "readdress"}
        others = [form.fields[name].label for name in form.changed_data if name not in told]
        if others:
            sentences.append(f"Змінено: {', '.join(others).lower()}.")
        return " ".join(sentences) or "Нічого не змінено."

    def deletion_note(self, tag):
        number = tag.articles.count()
        if not number:
            return ""
        return (
            f"Його має {articles_counted(number)}: вони лишаться, але без цього тегу, а посилання "
            "на нього перестануть працювати. Щоб посилання жили, краще об’єднати його з іншим."
        )
