"""Articles: the list, the form, and who may do what with them."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.html import format_html

from news.models import Article, ReadAlso
from news.models.article import State
from news.preview import preview_path
from news.search import search
from newsroom.admin.article_filters import HromadaFilter, OblastFilter, StateFilter, TagFilter
from newsroom.admin.article_form import ArticleForm, KyivTimeField, KyivTimeWidget
from newsroom.admin.beginning import Begins
from newsroom.admin.choosing_tags import TagSelect, TagsField
from newsroom.admin.keeping import KeepsVersions
from newsroom.admin.ownership import OwnedAdmin
from newsroom.admin.previewing import Previews
from regions.admin.choices import ChoiceSelect, ChoosesByLabel
from ukrainian.plurals import counted

MAX_PICKS = 4  # cards under an article
SHOWN_HROMADAS = 2  # in a line of the list

# What is an author's to write; the rest decides when and how readers see it.
TEXT = ("title", "lead", "body", "cover")
PLACES = ("hromadas", "oblasts", "tags")
ORIGIN = ("byline", "source_name", "source_url", "language", "translation_of")


def articles_counted(number):
    """Return «1 статтю», «2 статті», «5 статей»: articles that something was done to."""
    return counted(number, "статтю", "статті", "статей")


class ReadAlsoForm(forms.ModelForm):
    def clean(self):
        """Refuse the article itself. Raises ValidationError."""
        cleaned = super().clean()
        if cleaned.get("to") and cleaned["to"].pk == self.instance.article_id:
            self.add_error("to", "Стаття не може радити саму себе.")
        return cleaned


class ReadAlsoInline(ChoosesByLabel, admin.TabularInline):
    """The hand-picked cards. They belong to the article: who may change it may change them."""

    model = ReadAlso
    form = ReadAlsoForm
    fk_name = "article"
    fields = ["to", "position"]
    autocomplete_fields = ["to"]
    verbose_name = "додати картку"  # stands on the button
    verbose_name_plural = "Читайте також (до чотирьох карток, решту добере портал)"
    extra = 0
    max_num = MAX_PICKS

    def get_formset(self, request, obj=None, **kwargs):
        return super().get_formset(request, obj, validate_max=True, **kwargs)

    def _may_change(self, request, article):
        articles = self.admin_site.get_model_admin(Article)
        if article is None or article.pk is None:
            return articles.has_add_permission(request)
        return articles.has_change_permission(request, article)

    def has_view_permission(self, request, obj=None):
        return self.admin_site.get_model_admin(Article).has_view_permission(request, obj)

    def has_add_permission(self, request, obj=None):
        return self._may_change(request, obj)

    def has_change_permission(self, request, obj=None):
        return self._may_change(request, obj)

    def has_delete_permission(self, request, obj=None):
        return self._may_change(request, obj)


@admin.register(Article)
class ArticleAdmin(KeepsVersions, Previews, Begins, OwnedAdmin):
    new = "Нова стаття"
    accusative = "статтю"
    form = ArticleForm
    inlines = [ReadAlsoInline]
    list_display = ["title", "stage", "published", "places", "language", "views"]
    list_filter = [StateFilter, HromadaFilter, OblastFilter, TagFilter, "language"]
    date_hierarchy = "published_at"
    search_fields = ["title", "lead"]
    search_help_text = "Слова із заголовка, ліда, тексту чи джерела"
    # What has no date yet is being worked on: it stands first, on every database.
    ordering = [F("published_at").desc(nulls_first=True), "-pk"]
    autocomplete_fields = ["cover", "hromadas", "oblasts", "tags", "translation_of"]
    popup_fields = ["cover"]
    actions = ["publish", "archive"]
    save_on_top = True
    formfield_overrides = {
        models.DateTimeField: {"form_class": KyivTimeField, "widget": KyivTimeWidget},
    }

    @property
    def media(self):
        """Select2 for the filters of the list, too."""
        select = ChoiceSelect(Article._meta.get_field("hromadas"), self.admin_site)
        own = forms.Media(js=["admin/js/autocomplete.js", "js/admin-filters.js"])
        return super().media + select.media + own

    # Who may what

    def may_publish(self, request):
        """Whether the account decides what readers see."""
        return request.user.has_perm("news.publish_article")

    has_publish_permission = may_publish

    def is_own(self, request, obj):
        """One's own draft; once it is sent to review it is the editors'."""
        return super().is_own(request, obj) and self.stored_state(obj) == State.DRAFT

    def stored_state(self, article):
        """The state in the database: a form that is being checked has changed the object's own."""
        return getattr(article, "_stored_state", article.state)

    def has_change_permission(self, request, obj=None):
        if not super().has_change_permission(request, obj):
            return False
        is_public = obj and self.stored_state(obj) in {State.PUBLISHED, State.ARCHIVED}
        return not is_public or self.may_publish(request)

    def has_delete_permission(self, request, obj=None):
        if self.may(request, "delete"):
            return self.has_change_permission(request, obj)
        return self.may(request, "add") if obj is None else self.is_own(request, obj)

    def get_queryset(self, request):
        articles = super().get_queryset(request).with_views()
        if self.may(request, "view") or self.may(request, "change"):
            return articles
        return articles.filter(created_by=request.user)

    def choices(self, request):
        """For «Читайте також» and translations: what one may see here, and what everybody may."""
        if self.may(request, "view") or self.may(request, "change"):
            return Article.objects.all()
        return Article.objects.filter(created_by=request.user) | Article.objects.published()

    def choice_label(self, article):
        if not article.published_at:
            return f"{article.title} · {article.get_state_display()}"
        return f"{article.title} · {timezone.localtime(article.published_at):%d.%m.%Y}"

    def get_object(self, request, object_id, from_field=None):
        article = super().get_object(request, object_id, from_field)
        if article:
            article._stored_state = article.state
        return article

    # The list

    def get_changelist_instance(self, request):
        changelist = super().get_changelist_instance(request)
        changelist.result_list = changelist.result_list.defer("body", "lead").prefetch_related(
            "hromadas"
        )
        return changelist

    @admin.display(description="стан", ordering="state")
    def stage(self, article):
        """The state as a word, on a colour (static/css/admin.css)."""
        if article.is_scheduled():
            moment = timezone.localtime(article.published_at)
            words = f"заплановано на {moment:%d.%m.%Y, %H:%M}"
            return format_html('<span class="stage stage-scheduled">{}</span>', words)
        words = article.get_state_display()
        return format_html('<span class="stage stage-{}">{}</span>', article.state, words)

    @admin.display(description="дата", ordering="published_at")
    def published(self, article):
        if article.published_at is None:
            return None
        return f"{timezone.localtime(article.published_at):%d.%m.%Y %H:%M}"

    @admin.display(description="громади")
    def places(self, article):
        names = [hromada.short_name for hromada in article.hromadas.all()]
        more = len(names) - SHOWN_HROMADAS
        shown = ", ".join(names[:SHOWN_HROMADAS])
        return f"{shown} і ще {more}" if more > 0 else shown

    @admin.display(description="перегляди", ordering="views")
    def views(self, article):
        return article.views

    def get_search_results(self, request, queryset, search_term):
        """By the folded text of the article: SQLite knows no capital Cyrillic letters."""
        term = search_term.replace("\x00", "")
        return (search(queryset, term) if term.strip() else queryset), False

    # The form

    def get_fieldsets(self, request, obj=None):
        fieldsets = [
            (None, {"fields": TEXT}),
            ("Місця і теми", {"fields": PLACES}),
            ("Походження і мова", {"fields": ORIGIN}),
        ]
        publication = ["state"]
        if self.may_publish(request):
            publication += ["published_at"]
            if obj and obj.published_at:
                publication += ["change_note"]
            if request.user.has_perm("auth.change_user"):
                publication += ["views_imported"]
        return [*fieldsets, ("Публікація", {"fields": publication})]

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        if db_field.name == "state" and not self.may_publish(request):
            kwargs["choices"] = [
                (state.value, state.label) for state in (State.DRAFT, State.REVIEW)
            ]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name != "tags":
            return super().formfield_for_manytomany(db_field, request, **kwargs)
        kwargs |= {"widget": TagSelect(db_field, self.admin_site), "form_class": TagsField}
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        field.may_create = field.widget.may_create = request.user.has_perm("news.add_tag")
        field.help_text = (
            "Почніть писати й оберіть зі списку; нову назву можна створити."
            if field.may_create
            else "Почніть писати й оберіть зі списку. Новий тег створить редактор."
        )
        return field

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "body":
            kwargs["widget"] = AdminTextareaWidget({"rows": 24})
        if db_field.name == "lead":
            kwargs["widget"] = AdminTextareaWidget({"rows": 3})
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_changeform_initial_data(self, request):
        """Take values from the address, but no time: Django's widget cannot read it from there."""
        initial = super().get_changeform_initial_data(request)
        return {name: value for name, value in initial.items() if name != "published_at"}

    def get_view_on_site_url(self, obj=None):
        """The article as readers see it, or as they will."""
        if obj is None:
            return None
        return obj.get_absolute_url() if obj.is_published() else preview_path(obj)

    def save_model(self, request, obj, form, change):
        obj.saved_by = request.user
        if "change_note" in form.changed_data and obj.change_note and form.was_public():
            obj.changed_at = timezone.now()
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        form.instance.bring_oblasts()

    def deletion_note(self, article):
        if article.is_published():
            return (
                "Її вже читають: посилання на неї перестануть працювати, а лічильник зникне. "
                "Зазвичай краще перенести статтю в архів."
            )
        return ""

    # What is done to several at once

    @admin.action(description="Опублікувати", permissions=["publish"])
    def publish(self, request, queryset):
        """Publish what isn't yet; an article without a date gets this minute's."""
        published, scheduled, refused = 0, 0, []
        for article in queryset.exclude(state=State.PUBLISHED):
            article.state = State.PUBLISHED
            try:
                article.clean()
            except ValidationError as error:
                refused.append(f"«{article.title}»: {' '.join(error.messages)}")
                continue
            article.saved_by = request.user
            article.save()
            self.log_change(request, article, "Опубліковано.")
            if article.is_scheduled():
                scheduled += 1
            else:
                published += 1
        if published:
            self.message_user(
                request, f"Опубліковано {articles_counted(published)}.", messages.SUCCESS
            )
        if scheduled:
            self.message_user(
                request,
                f"Заплановано {articles_counted(scheduled)}: кожна з’явиться у свій час.",
                messages.SUCCESS,
            )
        for reason in refused:
            self.message_user(request, f"Не опубліковано {reason}", messages.ERROR)
        if not (published or scheduled or refused):
            self.message_user(request, "Усе обране вже опубліковано.", messages.INFO)

    @admin.action(description="Перенести в архів", permissions=["publish"])
    def archive(self, request, queryset):
        """Take from the readers, keeping the article."""
        archived = 0
        for article in queryset.exclude(state=State.ARCHIVED):
            article.state = State.ARCHIVED
            article.saved_by = request.user
            article.save()
            self.log_change(request, article, "Перенесено в архів.")
            archived += 1
        if archived:
            self.message_user(
                request, f"Перенесено в архів {articles_counted(archived)}.", messages.SUCCESS
            )
        else:
            self.message_user(request, "Усе обране вже в архіві.", messages.INFO)
