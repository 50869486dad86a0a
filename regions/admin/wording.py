"""Titles in right Ukrainian, and choices that say which of two namesakes they are.

Django puts the bare name of a model into its sentences («Змінити стаття»). Ukrainian wants cases,
so each of our admins gives the two forms that cannot be derived. What Django says about all models
alike is reworded in news/admin/messages/.
"""

from django.contrib import admin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.admin.widgets import (
    AutocompleteSelect,
    AutocompleteSelectMultiple,
    RelatedFieldWidgetWrapper,
)
from django.db import models
from django.urls import path, reverse

from ukrainian.folding import fold

MAX_TERM = 200  # characters of a search that are read
MAX_WORDS = 8


def folded_words(term):
    """Return the words of a typed search, folded for comparing: at most MAX_WORDS strings."""
    return fold(term.replace("\x00", "")[:MAX_TERM]).replace(",", " ").split()[:MAX_WORDS]


def is_id(text):
    """Whether a text from an address or a form can be the id of a row on both databases."""
    return text.isascii() and text.isdigit() and len(text) <= 18


class Choices(AutocompleteJsonView):
    """What Django's autocomplete answers, with the admin's own `choices` and `choice_label`."""

    def get_queryset(self):
        rows = self.model_admin.choices(self.request)
        rows, has_doubles = self.model_admin.get_search_results(self.request, rows, self.term)
        return rows.distinct() if has_doubles else rows

    def serialize_result(self, obj, to_field_name):
        label = self.model_admin.choice_label(obj)
        return super().serialize_result(obj, to_field_name) | {"text": label}


class _FromChoices:
    """An autocomplete widget that asks the `Choices` of the model it points at."""

    def get_url(self):
        opts = self.field.remote_field.model._meta
        name = f"{self.admin_site.name}:{opts.app_label}_{opts.model_name}_choices"
        return reverse(name)

    def optgroups(self, name, value, attrs=None):
        """Return the options of what is chosen; what cannot be an id is no choice, and no error."""
        return super().optgroups(name, [each for each in value if is_id(str(each))], attrs)


class ChoiceSelect(_FromChoices, AutocompleteSelect):
    """One row of a `WordedAdmin`, found by typing."""


class ChoiceSelectMultiple(_FromChoices, AutocompleteSelectMultiple):
    """Several rows of a `WordedAdmin`, found by typing."""


class ChoosesByLabel:
    """For admins and inlines: `autocomplete_fields` show the labels of the admin they point at.

    Only the fields in `popup_fields` offer to add or change what they point at on the way.
    """

    popup_fields = ()

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_delete_related = False
            if db_field.name not in self.popup_fields:
                field.widget.can_add_related = field.widget.can_change_related = False
        return field

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        return self._labelled(super().formfield_for_foreignkey, db_field, request, kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        return self._labelled(super().formfield_for_manytomany, db_field, request, kwargs)

    def _labelled(self, make_field, db_field, request, kwargs):
        if db_field.name not in self.get_autocomplete_fields(request):
            return make_field(db_field, request, **kwargs)
        select = ChoiceSelectMultiple if db_field.many_to_many else ChoiceSelect
        kwargs.setdefault("widget", select(db_field, self.admin_site))
        field = make_field(db_field, request, **kwargs)
        target = self.admin_site.get_model_admin(db_field.remote_field.model)
        field.queryset = target.choices(request)
        field.label_from_instance = target.choice_label
        return field


class WordedAdmin(ChoosesByLabel, admin.ModelAdmin):
    """An admin whose titles are right Ukrainian.

    `new` is the title of an empty form («Нова стаття»), `accusative` the model's name after a verb
    («статтю»).
    """

    new = ""
    accusative = ""
    # The count of all rows costs a scan and tells nothing beside the count of what was found.
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50

    def choice_label(self, obj):
        """Return the text by which a row is known in a list of choices."""
        return str(obj)

    def choices(self, request):
        """Return the rows that may be chosen in forms by who makes the request."""
        return self.get_queryset(request)

    def deletion_note(self, obj):
        """Return a sentence on what else changes when `obj` is deleted, or ""."""
        return ""

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_choices"
        view = self.admin_site.admin_view(Choices.as_view(admin_site=self.admin_site))
        return [path("choices/", view, name=name), *super().get_urls()]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if isinstance(db_field, models.URLField):
            kwargs.setdefault("assume_scheme", "https")
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def changelist_view(self, request, extra_context=None):
        title = str(self.opts.verbose_name_plural)
        titles = {"title": title[:1].upper() + title[1:], "new": self.new}
        return super().changelist_view(request, titles | (extra_context or {}))

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if add:
            context["title"] = self.new
        elif self.has_change_permission(request, obj):
            context["title"] = f"Редагувати {self.accusative}"
        else:
            context["title"] = f"Переглянути {self.accusative}"
        return super().render_change_form(request, context, add, change, form_url, obj)

    def render_delete_form(self, request, context):
        context["accusative"] = self.accusative
        context["title"] = f"Видалити {self.accusative}"
        context["note"] = self.deletion_note(context["object"])
        return super().render_delete_form(request, context)
