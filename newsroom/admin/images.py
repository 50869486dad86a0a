"""Images: found by their words, shown small, with how often they are used."""

from django import forms
from django.contrib import admin
from django.db import models
from django.db.models import Count
from django.utils.html import format_html

from news.images import READERS
from news.models import Article, Image
from newsroom.admin.ownership import OwnedAdmin
from regions.admin.choices import folded_words
from ukrainian.folding import fold

MAX_SEARCHED = 5000  # the newest images, compared in Python: they keep no folded key


@admin.register(Image)
class ImageAdmin(OwnedAdmin):
    new = "Нове зображення"
    accusative = "зображення"
    list_display = ["thumbnail", "alt", "credit", "size", "used", "created_at"]
    list_display_links = ["thumbnail", "alt"]
    search_fields = ["alt"]
    search_help_text = "Слова з опису, підпису чи імені автора"
    list_per_page = 24
    # Django's own widget links to the upload, and that has no address: only renditions are public.
    formfield_overrides = {
        models.FileField: {"widget": forms.FileInput({"accept": ",".join(READERS)})}
    }

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """As Django's, without the transaction that it holds open around the whole form.

        The renditions of a new file take more than a second, and on SQLite nobody else could
        write meanwhile; `Image.save` opens its own when they are ready.
        """
        return self._changeform_view(request, object_id, form_url, extra_context)

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(used=Count("articles"))

    def get_fields(self, request, obj=None):
        fields = ["file", "alt", "caption", "credit", "focal_x", "focal_y"]
        return ["preview", *fields] if obj else fields

    def get_readonly_fields(self, request, obj=None):
        return ["preview"] if obj else []

    @admin.display(description="зображення")
    def thumbnail(self, image):
        """The rendition of a small card; the words beside it say what it shows."""
        small = image.rendition("card-small")
        return format_html(
            '<img class="thumbnail" src="{}" alt="" loading="lazy">', small.urls["jpg"]
        )

    @admin.display(description="зараз")
    def preview(self, image):
        shown = image.rendition("full-480")
        return format_html(
            '<img src="{}" alt="{}" width="{}" height="{}">',
            *(shown.urls["jpg"], image.alt, shown.width, shown.height),
        )

    @admin.display(description="статей", ordering="used")
    def used(self, image):
        """How many articles it covers."""
        return image.used

    @admin.display(description="розмір", ordering="width")
    def size(self, image):
        return f"{image.width} × {image.height}"

    def choices(self, request):
        return Image.objects.all()

    def get_search_results(self, request, queryset, search_term):
        words = folded_words(search_term)
        if not words:
            return queryset, False
        texts = queryset.order_by("-pk").values_list("pk", "alt", "caption", "credit")
        found = [
            pk
            for pk, *parts in texts[:MAX_SEARCHED]
            if all(word in fold(" ".join(parts)) for word in words)
        ]
        return queryset.filter(pk__in=found), False

    def get_deleted_objects(self, objs, request):
        """Protect also what stands in the text of an article: no foreign key knows of it."""
        deleted, counts, lacking, protected = super().get_deleted_objects(objs, request)
        for image in objs:
            shown = Article.objects.filter(body__contains=f"/media/renditions/{image.pk}/")
            protected += [f"Стаття: {title}" for title in shown.values_list("title", flat=True)]
        return deleted, counts, lacking, protected
