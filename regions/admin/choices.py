"""Rows found by typing: choices that say which of two namesakes they are.

Django's autocomplete shows `str(obj)` and lets through what no database can take for an id.
"""

from django.contrib.admin.exceptions import NotRegistered
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.admin.widgets import (
    AutocompleteSelect,
    AutocompleteSelectMultiple,
    RelatedFieldWidgetWrapper,
)
from django.db.models import Case, When
from django.urls import reverse

from ukrainian.folding import fold

MAX_TERM = 200  # characters of a search that are read
MAX_WORDS = 8
MAX_ID_DIGITS = 18  # of an id that fits into the integers of both databases


def folded_words(term):
    """Return the words of a typed search, folded for comparing: at most MAX_WORDS strings."""
    return fold(term.replace("\x00", "")[:MAX_TERM]).replace(",", " ").split()[:MAX_WORDS]


def is_id(text):
    """Whether a text from an address or a form can be the id of a row on both databases."""
    return text.isascii() and text.isdigit() and len(text) <= MAX_ID_DIGITS


def _cut(value):
    return value[:MAX_ID_DIGITS] if value.isdigit() else value


class Choices(AutocompleteJsonView):
    """What Django's autocomplete answers, with the admin's own `choices` and `choice_label`.

    Before anything is typed it offers what the form's own admin says is chosen often
    (`often_chosen(request, field)` returns ids); after that, what begins as typed stands first, by
    the model's folded `key` where it has one.
    """

    def get_queryset(self):
        rows = self.model_admin.choices(self.request)
        if not self.term.strip():
            often = self._often_chosen()
            if often:
                place = Case(*(When(pk=pk, then=at) for at, pk in enumerate(often)))
                return rows.filter(pk__in=often).order_by(place)
        rows, has_doubles = self.model_admin.get_search_results(self.request, rows, self.term)
        words = folded_words(self.term)
        if words and not rows.query.order_by and self._has_key():
            begins = Case(When(key__startswith=words[0], then=0), default=1)
            rows = rows.order_by(begins, *rows.model._meta.ordering)
        return rows.distinct() if has_doubles else rows

    def _often_chosen(self):
        try:
            source = self.admin_site.get_model_admin(self.source_field.model)
        except NotRegistered:
            return []
        often = getattr(source, "often_chosen", None)
        return often(self.request, self.source_field) if often else []

    def _has_key(self):
        return any(field.name == "key" for field in self.model_admin.opts.concrete_fields)

    def serialize_result(self, obj, to_field_name):
        label = self.model_admin.choice_label(obj)
        return super().serialize_result(obj, to_field_name) | {"text": label}


class _FromChoices:
    """An autocomplete widget that asks the `Choices` of the model it points at."""

    def get_url(self):
        opts = self.field.remote_field.model._meta
        name = f"{self.admin_site.name}:{opts.app_label}_{opts.model_name}_choices"
        return reverse(name)

    def value_from_datadict(self, data, files, name):
        """Return what was sent; a number too long for a database is cut to one that nothing has."""
        value = super().value_from_datadict(data, files, name)
        if isinstance(value, list):
            return [_cut(each) for each in value]
        return _cut(value) if value else value

    def optgroups(self, name, value, attrs=None):
        """Return the options of what is chosen; what cannot be an id is no choice, and no error."""
        return super().optgroups(name, [each for each in value if is_id(str(each))], attrs)


class ChoiceSelect(_FromChoices, AutocompleteSelect):
    """One row of a `WordedAdmin`, found by typing."""


class ChoiceSelectMultiple(_FromChoices, AutocompleteSelectMultiple):
    """Several rows of a `WordedAdmin`, found by typing."""

    def build_attrs(self, base_attrs, extra_attrs=None):
        # No cross that takes all away: a slip costs too much, and it breaks the list for a screen
        # reader. Each has its own.
        return super().build_attrs(base_attrs, extra_attrs) | {"data-allow-clear": "false"}


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
