"""Images: a library of pictures, and the page of one with its words, focal point, file and uses."""

import logging

from django import forms
from django.contrib import admin
from django.db import models
from django.db.models import Count, F, Q
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html

from news import renditions
from news.models import Article, Image, ImageUse
from news.sent_images import READERS
from newsroom.admin.image_library import Library
from newsroom.admin.ownership import OwnedAdmin
from regions.admin.choices import folded_words

logger = logging.getLogger(__name__)

SHOWN_USES = 50  # articles that the page of an image lists


class Toggle(admin.SimpleListFilter):
    """A filter that is on or off."""

    template = "admin/news/image/toggle.html"
    words = ""

    def lookups(self, request, model_admin):
        return [("1", self.words)]


class WithoutWords(Toggle):
    title = parameter_name = "wordless"
    words = "без опису"

    def queryset(self, request, queryset):
        return queryset.filter(alt="") if self.value() else queryset


class Mine(Toggle):
    title = parameter_name = "mine"
    words = "мої"

    def queryset(self, request, queryset):
        return queryset.filter(created_by=request.user) if self.value() else queryset


class Unused(Toggle):
    title = parameter_name = "unused"
    words = "не використані"

    def queryset(self, request, queryset):
        return queryset.unused() if self.value() else queryset


class ImageForm(forms.ModelForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and "file" in self.fields:
            self.fields["file"].required = False
            self.fields["file"].label = "Новий файл"
            self.fields["file"].help_text = (
                "Замість теперішнього: номер, адреса й усі статті лишаться. "
                + self.fields["file"].help_text
            )


@admin.register(Image)
class ImageAdmin(Library, OwnedAdmin):
    new = "Нове зображення"
    accusative = "зображення"
    form = ImageForm
    list_display = ["alt"]
    list_filter = [WithoutWords, Mine, Unused]
    search_fields = ["alt"]
    search_help_text = "Слова з опису, підпису чи імені автора"
    list_per_page = 24
    actions_selection_counter = False  # Django's script for it wants a table
    # Django's own widget links to the upload, and that has no address: only renditions are public.
    formfield_overrides = {
        models.FileField: {"widget": forms.FileInput({"accept": ",".join(READERS)})},
        models.FloatField: {"widget": forms.NumberInput({"min": 0, "max": 1, "step": 0.01})},
    }

    @property
    def media(self):
        modules = [
            forms.Script(f"js/newsroom/images/{name}.js", type="module")
            for name in ("upload-many", "focal-point", "before-upload")
        ]
        own = forms.Media(js=modules, css={"all": ["css/newsroom/images.css"]})
        return super().media + own

    # The list

    def get_changelist_instance(self, request):
        changelist = super().get_changelist_instance(request)
        used = counted_uses([image.pk for image in changelist.result_list])
        for image in changelist.result_list:
            image.used = used[image.pk]
        return changelist

    def changelist_view(self, request, extra_context=None):
        extra = {"may_add": self.has_add_permission(request), "accept": ",".join(READERS)}
        return super().changelist_view(request, extra | (extra_context or {}))

    def choices(self, request):
        return Image.objects.all()

    def get_search_results(self, request, queryset, search_term):
        for word in folded_words(search_term):
            queryset = queryset.filter(key__contains=word)
        return queryset, False

    # The page of one

    def get_fieldsets(self, request, obj=None):
        file = ("Файл", {"fields": ["file"]})
        words = (None, {"fields": ["alt", "caption", "credit"]})
        point = ("Точка обрізання", {"fields": [("focal_x", "focal_y")]})
        if obj is None:
            return [(None, {"fields": ["file", "alt", "caption", "credit"]}), point]
        if not self.has_change_permission(request, obj):
            return [words, point]
        return [words, point, file]

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """As Django's, without the transaction that it holds open around the whole form.

        Decoding a new file takes half a second, and on SQLite nobody else could write meanwhile;
        `Image.save` opens its own. A storage that is away or full is told in words.
        """
        try:
            return self._changeform_view(request, object_id, form_url, extra_context)
        except OSError:
            logger.exception("A picture could not be stored or read.")
            return render(request, "newsroom/storage_away.html", status=503)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj:
            # What was typed and refused is not how the picture looks.
            stored = Image.objects.get(pk=obj.pk)
            if stored.is_behind() and not stored.trouble:
                renditions.later(stored)  # the process that was to make them may be gone
            context["image"] = stored
            context["shown"] = stored.rendition("full-960")
            context["card"] = stored.rendition("card")
            context["uses"], context["more_uses"] = self.uses(request, stored)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def uses(self, request, image):
        """Return [(Article, whether it is its cover)] of what the account may see, newest first,
        and the number of all others that use the Image."""
        covered = set(image.articles.values_list("pk", flat=True))
        using = covered.union(image.uses.values_list("article_id", flat=True))
        articles = self.admin_site.get_model_admin(Article)
        if not articles.has_view_permission(request):
            return [], len(using)
        newest = sorted(using, reverse=True)[:SHOWN_USES]
        seen = articles.get_queryset(request).filter(pk__in=newest).order_by("-pk")
        shown = [(article, article.pk in covered) for article in seen.defer("body", "lead")]
        return shown, len(using) - len(shown)

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        renditions.later(obj)

    def get_deleted_objects(self, objs, request):
        """Name the articles that use an image, as covers or in their texts."""
        deleted, counts, lacking, protected = super().get_deleted_objects(objs, request)
        if protected:
            using = Article.objects.filter(
                Q(cover__in=objs) | Q(image_uses__image__in=objs)
            ).distinct()
            protected = [
                format_html(
                    'Стаття: <a href="{}">{}</a>',
                    reverse("admin:news_article_change", args=[pk]),
                    title,
                )
                for pk, title in using.order_by("-pk").values_list("pk", "title")[:SHOWN_USES]
            ]
        return deleted, counts, lacking, protected


def counted_uses(pks):
    """Return {pk of an Image: number of articles that it covers or stands in}: two queries."""
    covers = Image.objects.filter(pk__in=pks).order_by().values_list("pk", Count("articles"))
    used = dict(covers)
    in_texts = (
        ImageUse.objects.filter(image__in=pks)
        .exclude(article__cover=F("image"))
        .values_list("image")
        .annotate(number=Count("pk"))
    )
    for pk, number in in_texts:
        used[pk] += number
    return used
