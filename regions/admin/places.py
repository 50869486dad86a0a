"""Oblasts, raions, hromadas, settlements and their former names: the register, as people see it."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Case, IntegerField, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from regions.admin.choices import folded_words
from regions.admin.wording import WordedAdmin
from regions.models import FormerName, FormerSlug, Hromada, Oblast, Raion, Settlement
from ukrainian.folding import fold
from ukrainian.slugs import slugify

# Words of official names that stand in every name of their kind and tell nothing in a search.
_GENERIC = {
    *("міська", "селищна", "сільська", "територіальна", "громада", "тг", "отг"),
    *("область", "обл.", "обл", "район", "р-н", "місто", "м.", "селище", "с-ще", "село", "с."),
}


def telling_words(term):
    """Return the folded words of a typed name without the generic ones: a list of str.

    The last may be unfinished: «покровська тер» is on the way to «територіальна».
    """
    words = [word for word in folded_words(term) if word not in _GENERIC]
    if len(words) > 1 and any(generic.startswith(words[-1]) for generic in _GENERIC):
        words.pop()
    return words


def _named(places, word):
    """Return the ids of the few places (oblasts, raions) whose folded name holds `word`.

    They keep no folded key, and SQLite knows no capital Cyrillic letters; 27 and 136 rows.
    """
    return [pk for pk, name in places.values_list("pk", "name") if word in fold(name)]


class PlaceAdmin(WordedAdmin):
    """A place. Its code is its identity, so that it is given once and never changed."""

    def get_readonly_fields(self, request, obj=None):
        fields = list(super().get_readonly_fields(request, obj))
        return [*fields, "katottg", "former_names"] if obj else fields

    def get_fields(self, request, obj=None):
        fields = list(super().get_fields(request, obj))
        return [*fields, "former_names"] if obj else fields

    @admin.display(description="колишні назви")
    def former_names(self, place):
        names = FormerName.objects.filter(katottg=place.katottg)
        return "; ".join(str(name) for name in names) or "—"

    def deletion_note(self, place):
        return "Видаляйте лише те, що додано помилково: новини лишаться, але вже без цього місця."

    def get_search_results(self, request, queryset, search_term):
        """Find by code or by words of the name, in any case and with any apostrophe."""
        words = telling_words(search_term)
        if len(words) == 1 and words[0].startswith("ua") and words[0][2:].isdigit():
            return queryset.filter(katottg__startswith=words[0].upper()), False
        for word in words:
            queryset = queryset.filter(self.matching(word))
        return queryset, False

    def matching(self, word):
        """Return the Q of places that one folded word means."""
        return Q(pk__in=_named(self.model.objects, word))


class PagedPlaceAdmin(PlaceAdmin):
    """A place with a page of its own."""

    def save_model(self, request, obj, form, change):
        """When the address changes, the old one keeps leading here."""
        stored = self.model.objects.filter(pk=obj.pk).first()
        super().save_model(request, obj, form, change)
        if stored and stored.get_absolute_url() != obj.get_absolute_url():
            FormerSlug.objects.create(
                katottg=obj.katottg,
                oblast=getattr(stored, "oblast", None),
                slug=stored.slug,
                until=timezone.localdate(),
            )


@admin.register(Oblast)
class OblastAdmin(PagedPlaceAdmin):
    new = "Нова область"
    accusative = "область"
    list_display = ["name", "name_en", "kind", "slug", "katottg"]
    search_fields = ["name"]
    search_help_text = "Назва або код КАТОТТГ"
    list_filter = ["kind"]
    fields = ["katottg", "name", "name_en", "kind", "slug"]


@admin.register(Raion)
class RaionAdmin(PlaceAdmin):
    new = "Новий район"
    accusative = "район"
    list_display = ["name", "oblast", "katottg"]
    list_select_related = ["oblast"]
    search_fields = ["name"]
    search_help_text = "Назва або код КАТОТТГ"
    list_filter = ["oblast"]
    fields = ["katottg", "name", "oblast"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("oblast")

    def choice_label(self, raion):
        return f"{raion.name}, {raion.oblast.name}"

    def matching(self, word):
        oblasts = _named(Oblast.objects, word)
        return super().matching(word) | Q(oblast__in=oblasts)

    autocomplete_fields = ["oblast"]


class HromadaForm(forms.ModelForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False
            self.fields["slug"].help_text = "Залиште порожньою, і вона складеться з назви."

    def clean(self):
        """Set what follows from the rest, the oblast and the address; refuse what contradicts.

        Raises ValidationError.
        """
        cleaned = super().clean()
        raion, centre = cleaned.get("raion"), cleaned.get("centre")
        if centre and centre.hromada_id != self.instance.pk:
            self.add_error("centre", "Цей населений пункт належить до іншої громади.")
        if raion:
            self.instance.oblast = raion.oblast
            cleaned["slug"] = cleaned.get("slug") or slugify(cleaned.get("short_name") or "")
            if not cleaned["slug"] and cleaned.get("short_name"):
                self.add_error("short_name", "У назві має бути хоча б одна літера чи цифра.")
            twins = Hromada.objects.filter(oblast=raion.oblast_id, slug=cleaned["slug"])
            twin = twins.exclude(pk=self.instance.pk).first()
            if twin:
                self.add_error("slug", f"Таку адресу в цій області вже має {twin}.")
        return cleaned


@admin.register(Hromada)
class HromadaAdmin(PagedPlaceAdmin):
    new = "Нова громада"
    accusative = "громаду"
    form = HromadaForm
    list_display = ["short_name", "kind", "raion", "oblast", "katottg"]
    search_fields = ["short_name"]
    search_help_text = "Назва громади чи її населеного пункту, нинішня або колишня, чи код КАТОТТГ"
    list_filter = ["kind", "oblast"]
    autocomplete_fields = ["raion", "centre"]
    fields = [
        *("katottg", "short_name", "kind", "name", "name_en", "raion", "oblast", "centre"),
        *("slug", "website"),
    ]
    readonly_fields = ["name", "name_en", "oblast"]

    def get_fields(self, request, obj=None):
        """What is derived has nothing to show before the first save."""
        fields = super().get_fields(request, obj)
        derived = {"name", "name_en", "oblast", "centre"}
        return fields if obj else [field for field in fields if field not in derived]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("raion", "oblast", "centre")

    def choice_label(self, hromada):
        name = f"{hromada.short_name} {hromada.kind} громада"
        return f"{name} · {hromada.raion.name}, {hromada.oblast.name}"

    def matching(self, word):
        named = Q(key__contains=word) | Q(latin__contains=word)
        former = FormerName.objects.filter(named).values("katottg")
        settlements = Settlement.objects.filter(named | Q(katottg__in=former))
        return (
            named
            | Q(katottg__in=former)
            | Q(pk__in=settlements.values("hromada"))
            | Q(raion__in=_named(Raion.objects, word))
            | Q(oblast__in=_named(Oblast.objects, word))
        )

    def get_search_results(self, request, queryset, search_term):
        """As for every place; the hromadas that carry the name themselves come first."""
        found, has_doubles = super().get_search_results(request, queryset, search_term)
        words = telling_words(search_term)
        if words and "o" not in request.GET:
            rank = Case(
                When(key__startswith=words[0], then=0),
                When(key__contains=words[0], then=1),
                default=2,
                output_field=IntegerField(),
            )
            found = found.order_by(rank, "order", "pk")
        return found, has_doubles


@admin.register(Settlement)
class SettlementAdmin(PlaceAdmin):
    new = "Новий населений пункт"
    accusative = "населений пункт"
    list_display = ["name", "category", "hromada", "oblast", "katottg"]
    search_fields = ["name"]
    search_help_text = "Назва, нинішня або колишня, чи код КАТОТТГ"
    list_filter = ["category", "hromada__oblast"]
    autocomplete_fields = ["hromada"]
    fields = ["katottg", "name", "category", "hromada"]

    @admin.display(description="область", ordering="hromada__oblast__order")
    def oblast(self, settlement):
        return settlement.hromada.oblast

    def get_queryset(self, request):
        places = super().get_queryset(request)
        return places.select_related("hromada__raion", "hromada__oblast")

    def choice_label(self, settlement):
        hromada = settlement.hromada
        return f"{settlement} · {hromada.short_name} громада, {hromada.oblast.name}"

    def matching(self, word):
        named = Q(key__contains=word) | Q(latin__contains=word)
        return named | Q(katottg__in=FormerName.objects.filter(named).values("katottg"))


class FormerNameForm(forms.ModelForm):
    def clean_katottg(self):
        """Refuse a code that no place has. Raises ValidationError."""
        katottg = self.cleaned_data["katottg"]
        levels = (Oblast, Raion, Hromada, Settlement)
        if not any(level.objects.filter(katottg=katottg).exists() for level in levels):
            raise ValidationError("Місця з таким кодом немає в довіднику.")
        return katottg


@admin.register(FormerName)
class FormerNameAdmin(WordedAdmin):
    new = "Нова колишня назва"
    accusative = "колишню назву"
    form = FormerNameForm
    list_display = ["name", "until", "today", "katottg"]
    search_fields = ["name"]
    search_help_text = "Колишня назва або код КАТОТТГ"
    fields = ["katottg", "name", "until", "slug"]

    def get_queryset(self, request):
        """Annotate `today`, the place's name of today, whatever its level is."""
        names = [
            Subquery(level.objects.filter(katottg=OuterRef("katottg")).values("name")[:1])
            for level in (Hromada, Settlement, Raion, Oblast)
        ]
        return super().get_queryset(request).annotate(today=Coalesce(*names))

    @admin.display(description="сьогодні", ordering="today", empty_value="немає в довіднику")
    def today(self, former_name):
        return former_name.today

    def get_search_results(self, request, queryset, search_term):
        for word in folded_words(search_term):
            queryset = queryset.filter(Q(key__contains=word) | Q(katottg__startswith=word.upper()))
        return queryset, False
