"""Starters: what an announcement, a news item or an interview begins from."""

from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.urls import reverse
from django.utils.html import format_html

from newsroom.admin.editor import BodyWidget
from newsroom.models import Starter
from regions.admin.wording import WordedAdmin


@admin.register(Starter)
class StarterAdmin(WordedAdmin):
    new = "Нова заготовка"
    accusative = "заготовку"
    list_display = ["name", "position", "begin"]
    search_fields = ["name"]
    fields = ["name", "position", "lead", "body", "tags"]
    autocomplete_fields = ["tags"]

    @admin.display(description="нова стаття")
    def begin(self, starter):
        address = reverse("admin:news_article_add")
        return format_html('<a href="{}?starter={}">Почати з неї</a>', address, starter.pk)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "lead":
            kwargs["widget"] = AdminTextareaWidget({"rows": 3})
        if db_field.name == "body":
            kwargs["widget"] = BodyWidget()
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def deletion_note(self, starter):
        return "Статті, які з неї починалися, лишаться, як є."
