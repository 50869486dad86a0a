"""The filters of the list of articles. None of them prints more than the 27 oblasts."""

from datetime import date, datetime, time, timedelta

from django import forms
from django.contrib import admin
from django.utils import timezone

from news.models import Article
from news.models.article import State
from newsroom.admin.article_form import YEARS
from regions.admin.choices import ChoiceSelect, is_id
from regions.models import Oblast

DAY = timedelta(days=1)

MINE, WAITING = "mine", State.REVIEW
STAGES = [
    (MINE, "Мої чернетки"),
    (State.DRAFT, "Усі чернетки"),
    (State.REVIEW, "На перевірці"),
    ("scheduled", "Заплановані"),
    (State.PUBLISHED, "Опубліковані"),
    (State.ARCHIVED, "В архіві"),
]


class StateFilter(admin.SimpleListFilter):
    """The states as the newsroom speaks of them: what waits for its minute is no news yet.

    It stands as tabs above the list (newsroom/admin/article_list.py).
    """

    title = "стан"
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return STAGES

    def queryset(self, request, queryset):
        now = timezone.now()
        if self.value() == MINE:
            return queryset.filter(state=State.DRAFT, created_by=request.user)
        if self.value() == "scheduled":
            return queryset.filter(state=State.PUBLISHED, published_at__gt=now)
        if self.value() == State.PUBLISHED:
            return queryset.published(now)
        return queryset.filter(state=self.value()) if self.value() in State else queryset


def kept(request, *changed):
    """Return the (name, value) pairs of the address that a form of a filter has to send again.

    Not the number of the page: it belongs to another list.
    """
    query = request.GET.copy()
    for name in (*changed, "p", "e"):
        query.pop(name, None)
    return [(name, value) for name, values in query.lists() for value in values]


class FormFilter(admin.SimpleListFilter):
    """A filter that is a form of one select beside Django's lists of links."""

    template = "admin/form_filter.html"

    def __init__(self, request, params, model, model_admin):
        super().__init__(request, params, model, model_admin)
        self.kept = kept(request, self.parameter_name)

    def lookups(self, request, model_admin):
        return []

    def has_output(self):
        return True


class OblastFilter(FormFilter):
    title = "область"
    parameter_name = "oblast"

    def field(self):
        """Return the select of the oblasts as HTML."""
        choices = [("", "усі"), *Oblast.objects.values_list("pk", "name")]
        select = forms.Select({"id": "filter-oblast", "aria-label": self.title}, choices)
        return select.render(self.parameter_name, self.value())

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        return queryset.filter(oblasts=self.value()) if is_id(self.value()) else queryset.none()


class FoundByTyping(FormFilter):
    """A filter by something of which there are too many to list."""

    model_field = None

    def field(self):
        """Return the autocomplete as HTML; it shows what is chosen now."""
        source = Article._meta.get_field(self.model_field)
        target = admin.site.get_model_admin(source.remote_field.model)
        field = forms.ModelChoiceField(
            target.choices(self.request), required=False, widget=ChoiceSelect(source, admin.site)
        )
        field.label_from_instance = target.choice_label
        attrs = {"id": f"filter-{self.parameter_name}", "aria-label": self.title}
        return field.widget.render(self.parameter_name, self.value(), attrs)

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        if not is_id(self.value()):
            return queryset.none()
        return queryset.filter(**{self.model_field: self.value()})


class HromadaFilter(FoundByTyping):
    title = "громада"
    parameter_name = "hromada"
    model_field = "hromadas"


class TagFilter(FoundByTyping):
    title = "тег"
    parameter_name = "tag"
    model_field = "tags"


class DatesFilter(admin.ListFilter):
    """The days of Kyiv between which the articles are dated, both included."""

    title = "дати"
    template = "admin/news/article/dates_filter.html"
    names = ("from", "to")

    def __init__(self, request, params, model, model_admin):
        super().__init__(request, params, model, model_admin)
        self.kept = kept(request, *self.names)
        typed = {name: params.pop(name)[-1] for name in self.names if name in params}
        self.used_parameters = {name: value for name, value in typed.items() if value}
        self.days = {name: read_day(self.used_parameters.get(name, "")) for name in self.names}

    def has_output(self):
        return True

    def expected_parameters(self):
        return list(self.names)

    def choices(self, changelist):
        return []

    def since(self):
        return self.days["from"]

    def until(self):
        return self.days["to"]

    def queryset(self, request, queryset):
        if len([day for day in self.days.values() if day]) < len(self.used_parameters):
            return queryset.none()  # a day that is none
        if self.days["from"]:
            queryset = queryset.filter(published_at__gte=midnight(self.days["from"]))
        if self.days["to"]:
            queryset = queryset.filter(published_at__lt=midnight(self.days["to"] + DAY))
        return queryset


def read_day(text):
    """Return the date of «2026-11-24», or None for anything else and for years of no news."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year in YEARS else None


def midnight(day):
    """Return the aware datetime at which a day of Kyiv begins."""
    return datetime.combine(day, time.min, timezone.get_default_timezone())
