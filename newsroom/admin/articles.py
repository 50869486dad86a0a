"""Articles: the form, and who may do what with them. Its parts stand in modules of their own."""

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db import models
from django.db.models import F
from django.forms import Script
from django.urls import reverse
from django.utils import timezone

from news.models import Article
from news.models.article import State
from news.search import parse, search
from news.templatetags.articles import body_html
from newsroom.admin.article_filters import (
    DatesFilter,
    HromadaFilter,
    OblastFilter,
    StateFilter,
    TagFilter,
)
from newsroom.admin.article_form import (
    MOVES,
    ArticleForm,
    KyivTimeField,
    KyivTimeWidget,
    StateInput,
)
from newsroom.admin.article_list import Lists
from newsroom.admin.beginning import Begins
from newsroom.admin.bulk import ActsOnMany
from newsroom.admin.choosing_tags import TagSelect, TagsField
from newsroom.admin.covers import ChoosesCover
from newsroom.admin.editor import WritesBody
from newsroom.admin.front import GoesToFront
from newsroom.admin.keeping import KeepsVersions
from newsroom.admin.moving import MovesByButtons
from newsroom.admin.often import OftenChosen
from newsroom.admin.ownership import OwnedAdmin
from newsroom.admin.picks import ReadAlsoInline
from newsroom.admin.previewing import Previews
from newsroom.admin.suggesting import SuggestsLabels
from newsroom.admin.telling import TellsLog
from regions.admin.choices import ChoiceSelect

# What is an author's to write; the rest decides when and how readers see it.
TEXT = ("title", "lead", "cover", "body")
TEXT_TO_READ = (*TEXT[:-1], "text")
PLACES = ("tags", "hromadas", "oblasts")
ORIGIN = ("byline", "source_name", "source_url", "language", "translation_of")


@admin.register(Article)
class ArticleAdmin(
    WritesBody,
    ChoosesCover,
    SuggestsLabels,
    KeepsVersions,
    Previews,
    Begins,
    GoesToFront,
    TellsLog,
    MovesByButtons,
    Lists,
    ActsOnMany,
    OftenChosen,
    OwnedAdmin,
):
    new = "Нова стаття"
    accusative = "статтю"
    form = ArticleForm
    inlines = [ReadAlsoInline]
    list_filter = [
        *(StateFilter, HromadaFilter, OblastFilter, TagFilter, DatesFilter),
        "language",
    ]
    search_fields = ["title", "lead"]
    search_help_text = "Слова із заголовка, ліда, тексту чи джерела"
    # What has no date yet is being worked on: it stands first, on every database.
    ordering = [F("published_at").desc(nulls_first=True), "-pk"]
    autocomplete_fields = ["hromadas", "oblasts", "tags", "translation_of"]
    formfield_overrides = {
        models.DateTimeField: {"form_class": KyivTimeField, "widget": KyivTimeWidget},
    }

    @property
    def media(self):
        """Select2 for the filters of the list, too."""
        select = ChoiceSelect(Article._meta.get_field("hromadas"), self.admin_site)
        own = forms.Media(
            js=[
                "admin/js/autocomplete.js",
                "js/admin-filters.js",
                *(
                    Script(f"js/newsroom/form/{name}.js", type="module")
                    for name in ("checks", "go", "keys", "once", "schedule")
                ),
            ],
            css={"all": ["css/newsroom/form.css", "css/newsroom/list.css"]},
        )
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
        articles = Article.objects.defer("body")
        if self.may(request, "view") or self.may(request, "change"):
            return articles
        return articles.filter(created_by=request.user) | articles.published()

    def choice_label(self, article):
        if not article.published_at:
            return f"{article.title} · {article.get_state_display()}"
        return f"{article.title} · {timezone.localtime(article.published_at):%d.%m.%Y}"

    def get_object(self, request, object_id, from_field=None):
        article = super().get_object(request, object_id, from_field)
        if article:
            article._stored_state = article.state
        return article

    def get_search_results(self, request, queryset, search_term):
        """By the folded text of the article: SQLite knows no capital Cyrillic letters."""
        term = search_term.replace("\x00", "")
        return (search(queryset, parse(term, typing=True)) if term.strip() else queryset), False

    # The form

    @admin.display(description="текст")
    def text(self, article):
        """The body for those who may only read it: as words, not as HTML."""
        return body_html(article.body)

    def get_fieldsets(self, request, obj=None):
        publication = ["state"]
        if self.may_publish(request):
            publication += ["published_at"]
            if obj and obj.published_at:
                publication += ["change_note"]
            if request.user.has_perm("auth.change_user"):
                publication += ["views_imported"]
        may_write = obj is None or self.has_change_permission(request, obj)
        return [
            (None, {"fields": TEXT if may_write else TEXT_TO_READ}),
            ("Теми і місця", {"fields": PLACES}),
            ("Публікація", {"fields": publication}),
            ("Походження і мова", {"fields": ORIGIN}),
        ]

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        if db_field.name == "state":
            known = State if self.may_publish(request) else (State.DRAFT, State.REVIEW)
            asked = MOVES if self.may_publish(request) else ()
            kwargs["choices"] = [
                *((each, each.label) for each in known),
                *((each, each) for each in asked),
            ]
            kwargs["widget"] = StateInput()
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
        if db_field.name == "title":
            # One thought, on as many lines as the column needs; Enter makes no second one.
            kwargs["widget"] = AdminTextareaWidget({"rows": 1})
        if db_field.name == "lead":
            kwargs["widget"] = AdminTextareaWidget({"rows": 3})
        if db_field.name == "views_imported":
            kwargs["show_hidden_initial"] = True  # to know what was changed here, see save_model
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_changeform_initial_data(self, request):
        """Take values from the address, but no time: Django's widget cannot read it from there."""
        initial = super().get_changeform_initial_data(request)
        return {name: value for name, value in initial.items() if name != "published_at"}

    def get_view_on_site_url(self, obj=None):
        """The article as readers see it, or as they will."""
        if obj is None:
            return None
        if obj.is_published():
            return obj.get_absolute_url()
        return reverse("admin:news_article_preview", args=[obj.pk])

    def save_model(self, request, obj, form, change):
        obj.saved_by = request.user
        if "change_note" in form.changed_data and obj.change_note and form.was_public():
            obj.changed_at = timezone.now()
        # An importer may have raised them since this form was opened.
        keeps_views = change and "views_imported" not in form.changed_data
        if keeps_views:
            obj.views_imported = F("views_imported")
        super().save_model(request, obj, form, change)
        if keeps_views:
            obj.refresh_from_db(fields=["views_imported"])

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
