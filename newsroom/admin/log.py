"""«Журнал»: who did what and when. It is only read, by administrators; nobody changes it here."""

import re
from datetime import date, datetime, time, timedelta

from django import forms
from django.contrib import admin
from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Paginator
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html

from newsroom.admin.article_filters import FormFilter
from newsroom.admin.article_form import YEARS
from newsroom.journal import ENDED, FACTOR, LOCKED, REFUSED, SIGNED_IN, SIGNED_OUT
from regions.admin.choices import MAX_TERM, MAX_WORDS, ChoiceSelect, is_id
from regions.admin.wording import WordedAdmin

MOST = 10_000  # entries that are counted and paged through; the filters reach the older ones
KINDS = {
    ADDITION: ("додано", "додавання"),
    CHANGE: ("змінено", "зміни"),
    DELETION: ("видалено", "видалення"),
    SIGNED_IN: ("вхід", "входи"),
    SIGNED_OUT: ("вихід", "виходи"),
    REFUSED: ("не впущено", "невдалі входи"),
    LOCKED: ("замкнено", "замкнені входи"),
    FACTOR: ("другий фактор", "зміни другого фактора"),
    ENDED: ("сеанси", "завершені сеанси"),
}


class FewPages(Paginator):
    """Pages of a long table: counting all of its rows on every page would cost more than they."""

    @cached_property
    def count(self):
        return self.object_list[:MOST].count()


class AccountFilter(FormFilter):
    title = "хто"
    parameter_name = "user"

    def field(self):
        """Return the select of an account, found by typing, as HTML."""
        source = LogEntry._meta.get_field("user")
        field = forms.ModelChoiceField(
            User.objects.all(), required=False, widget=ChoiceSelect(source, admin.site)
        )
        attrs = {"id": "filter-user", "aria-label": self.title}
        return field.widget.render(self.parameter_name, self.value(), attrs)

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        return queryset.filter(user=self.value()) if is_id(self.value()) else queryset.none()


class KindFilter(admin.SimpleListFilter):
    title = "що зроблено"
    parameter_name = "kind"

    def lookups(self, request, model_admin):
        return [(str(flag), plural) for flag, (_, plural) in KINDS.items()]

    def queryset(self, request, queryset):
        known = {str(flag) for flag in KINDS}
        return queryset.filter(action_flag=self.value()) if self.value() in known else queryset


class ModelFilter(admin.SimpleListFilter):
    title = "з чим"
    parameter_name = "of"

    def lookups(self, request, model_admin):
        models = [model for model in model_admin.admin_site._registry if model is not LogEntry]
        names = [(model._meta.label_lower, model._meta.verbose_name_plural) for model in models]
        return sorted(names, key=lambda name: str(name[1]))

    def queryset(self, request, queryset):
        if self.value() not in {label for label, _ in self.lookup_choices}:
            return queryset
        return queryset.filter(
            content_type=ContentType.objects.get_by_natural_key(*self.value().split("."))
        )


class DaysFilter(admin.ListFilter):
    """From a day to a day of Kyiv, both included; either may be left open."""

    title = "коли"
    template = "admin/days_filter.html"
    names = ("since", "until")

    def __init__(self, request, params, model, model_admin):
        super().__init__(request, params, model, model_admin)
        self.values = {name: params.pop(name, [""])[-1] for name in self.names}
        self.used_parameters = {name: value for name, value in self.values.items() if value}
        kept = request.GET.copy()
        for name in (*self.names, "p", "e"):
            kept.pop(name, None)
        self.kept = [(name, value) for name, values in kept.lists() for value in values]

    def expected_parameters(self):
        return list(self.names)

    def has_output(self):
        return True

    def choices(self, changelist):
        return []

    def queryset(self, request, queryset):
        since, until = (_midnight(self.values[name]) for name in self.names)
        if since:
            queryset = queryset.filter(action_time__gte=since)
        if until:
            following = timezone.localtime(until).date() + timedelta(days=1)
            end = timezone.make_aware(datetime.combine(following, time()))
            queryset = queryset.filter(action_time__lt=end)
        return queryset


def _midnight(text):
    """Return the aware beginning of a day of Kyiv written as 2026-11-24, or None for no day."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return timezone.make_aware(datetime.combine(day, time())) if day.year in YEARS else None


@admin.register(LogEntry)
class LogAdmin(WordedAdmin):
    accusative = "запис журналу"
    list_display = ["moment", "who", "kind", "what", "message"]
    list_display_links = None
    list_filter = [AccountFilter, KindFilter, ModelFilter, DaysFilter]
    list_select_related = ["user", "content_type"]
    search_fields = ["object_repr"]
    search_help_text = "Слова з назви того, з чим щось робили"
    # The order of writing, which is that of time: the table has no index of its times.
    ordering = ["-pk"]
    paginator = FewPages
    actions = None
    fields = ["moment", "who", "kind", "what", "message"]
    readonly_fields = fields

    @property
    def media(self):
        """Select2 for the filter of accounts, too."""
        select = ChoiceSelect(LogEntry._meta.get_field("user"), self.admin_site)
        own = forms.Media(
            js=["admin/js/autocomplete.js", "js/admin-filters.js"],
            css={"all": ["css/newsroom/log.css"]},
        )
        return super().media + select.media + own

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_search_results(self, request, queryset, search_term):
        """By words of the object's name in any case: SQLite's LIKE knows no capital Cyrillic."""
        words = search_term.replace("\x00", "")[:MAX_TERM].split()[:MAX_WORDS]
        for word in words:
            queryset = queryset.filter(object_repr__iregex=re.escape(word))
        return queryset, False

    def get_changelist_instance(self, request):
        """Learn which of the objects of the page still are, in a query for each of their models."""
        changelist = super().get_changelist_instance(request)
        entries = list(changelist.result_list)
        present = self._present(entries)
        for entry in entries:
            entry.is_present = (entry.content_type_id, entry.object_id) in present
        changelist.result_list = entries
        return changelist

    def get_object(self, request, object_id, from_field=None):
        entry = super().get_object(request, object_id, from_field)
        if entry:
            entry.is_present = bool(self._present([entry]))
        return entry

    def _present(self, entries):
        """Return pairs (content type, id as text) of those objects that are there."""
        present = set()
        for kind in {entry.content_type for entry in entries if entry.content_type}:
            model = kind.model_class()
            if model not in self.admin_site._registry:
                continue
            ids = {
                entry.object_id
                for entry in entries
                if entry.content_type_id == kind.pk and is_id(entry.object_id or "")
            }
            found = model._base_manager.filter(pk__in=ids).values_list("pk", flat=True)
            present |= {(kind.pk, str(pk)) for pk in found}
        return present

    @admin.display(description="коли", ordering="pk")
    def moment(self, entry):
        return f"{timezone.localtime(entry.action_time):%d.%m.%Y %H:%M:%S}"

    @admin.display(description="хто")
    def who(self, entry):
        return entry.user.get_full_name() or entry.user.get_username()

    @admin.display(description="дія")
    def kind(self, entry):
        word, _ = KINDS.get(entry.action_flag, ("невідомо", ""))
        return format_html('<span class="kind kind-{}">{}</span>', entry.action_flag, word)

    @admin.display(description="з чим")
    def what(self, entry):
        model = entry.content_type.model_class() if entry.content_type else None
        name = model._meta.verbose_name if model else "невідомо"
        address = entry.get_admin_url() if entry.is_present else None
        if address is None:
            return format_html("{}: {}", name, entry.object_repr)
        return format_html('{}: <a href="{}">{}</a>', name, address, entry.object_repr)

    @admin.display(description="подробиці")
    def message(self, entry):
        return entry.get_change_message()
