"""The filters of the list of articles. None of them prints more than the 27 oblasts."""

from django import forms
from django.contrib import admin
from django.utils import timezone

from news.models import Article
from news.models.article import State
from regions.admin.choices import ChoiceSelect, is_id
from regions.models import Oblast


class StateFilter(admin.SimpleListFilter):
    """The states as the newsroom speaks of them: what waits for its minute is no news yet."""

    title = "стан"
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [
            (State.DRAFT, "чернетки"),
            (State.REVIEW, "на перевірці"),
            ("scheduled", "заплановані"),
            (State.PUBLISHED, "опубліковані"),
            (State.ARCHIVED, "в архіві"),
        ]

    def queryset(self, request, queryset):
        now = timezone.now()
        if self.value() == "scheduled":
            return queryset.filter(state=State.PUBLISHED, published_at__gt=now)
        if self.value() == State.PUBLISHED:
            return queryset.published(now)
        return queryset.filter(state=self.value()) if self.value() in State else queryset


class FormFilter(admin.SimpleListFilter):
    """A filter that is a form of one select beside Django's lists of links."""

    template = "admin/form_filter.html"

    def __init__(self, request, params, model, model_admin):
        super().__init__(request, params, model, model_admin)
        kept = request.GET.copy()
        for name in (self.parameter_name, "p", "e"):  # not the page: it belongs to another list
            kept.pop(name, None)
        self.kept = [(name, value) for name, values in kept.lists() for value in values]

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
