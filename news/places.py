"""The pages of places: map, directory, oblast, hromada."""

import itertools
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from django.db.models import Count
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from news.archive import archive_of
from news.filters import Filters
from news.generation import kept
from news.labels import Label
from news.listing import Listing, listing_of, numbers, pair_of, recent
from news.lists import all_oblasts
from news.models import Kind
from news.paging import in_pages, page_of
from news.spans import midnight
from regions import find
from regions.map import read_map
from regions.models import FormerName, Hromada, Oblast, Raion, Settlement, SettlementCategory
from ukrainian.sorting import sort_key

RECENT = timedelta(days=30)
SHADES = 4  # of the map, with the one for no news
SUGGESTED = 8  # places while a reader types
SUGGESTIONS_KEPT = 24 * 3600  # seconds; the register changes a few times a year
NEARBY = 6  # news of the neighbours where a hromada has none
MAX_QUERY = 100  # characters of a query that are read


@dataclass
class OnMap:
    """An oblast of the map and its table.

    ``label``   its Label
    ``number``  of its hromadas
    ``recent``  how many news it had in 30 days
    ``step``    the shade that shows it
    """

    label: Label
    number: int
    recent: int
    step: int

    @property
    def title(self):
        return self.label.title

    def get_absolute_url(self):
        return self.label.address


@require_safe
def regions(request):
    language = get_language()
    news = recent(Kind.OBLAST, language, midnight(timezone.localdate() - RECENT))
    legend = shades(max(news.values(), default=0))
    oblasts = {}
    for label, number in numbers_of_hromadas(language):
        its = news.get(label.pk, 0)
        step = next(step for step, _, last in legend if its <= last)
        oblasts[label.katottg] = OnMap(label, number, its, step)
    context = {
        "map": read_map(),
        "legend": legend,
        "oblasts": oblasts,
        "shown": tuple(oblast.recent for oblast in oblasts.values()),
    }
    return render(request, "regions/regions.html", context)


@kept
def numbers_of_hromadas(language):
    """Return pairs of the Label of an oblast and the number of its hromadas, by the alphabet."""
    numbers = dict(Oblast.objects.annotate(number=Count("hromadas")).values_list("pk", "number"))
    return [(label, numbers[label.pk]) for label in in_alphabet(all_oblasts(language))]


def in_alphabet(places):
    """Return a list of places in the alphabet of the page's language; none is without a `title`."""
    return sorted(places, key=lambda place: sort_key(place.title))


def shades(highest):
    """Return the map's shades as (step, first, last): which numbers of news are shown by which.

    Step 0 is no news at all; the rest are at most three, up to `highest`, as equal as whole numbers
    can be. `highest` is the largest number on the map, 0 or more.
    """
    found = [(0, 0, 0)]
    for step in range(1, SHADES):
        first, last = found[-1][2] + 1, -(-highest * step // (SHADES - 1))
        if first <= last:
            found.append((step, first, last))
    return found


@require_safe
def find_hromada(request):
    query = typed(request)
    meant, found = find.find_typed(query) if query else ("", [])
    context = {"query": query, "meant": meant, "places": found}
    return render(request, "regions/find.html", context)


@require_safe
def suggest(request):
    """Answer {"places": [{"title", "note", "url"}]}: what a reader who is still typing may mean."""
    query = typed(request)
    _meant, found = find.find_typed(query, SUGGESTED) if query else ("", [])
    places = [
        {"title": one.title, "note": note_on(one), "url": one.place.get_absolute_url()}
        for one in found
    ]
    response = JsonResponse({"places": places}, json_dumps_params={"ensure_ascii": False})
    response["Cache-Control"] = f"public, max-age={SUGGESTIONS_KEPT}"
    return response


def typed(request):
    """Return the `q` of a request as a reader typed it, of a length that is read."""
    return request.GET.get("q", "").replace("\x00", "").strip()[:MAX_QUERY]


def note_on(found):
    """Return what tells a Found from its namesakes: «селище · Куп’янська громада, …»."""
    parts = [getattr(found.match, "category_title", ""), renamed(found), found.where]
    return " · ".join(filter(None, parts))


def renamed(found):
    """Return until when what a Found matched had that name, and which it has today, or ""."""
    if not found.former:
        return ""
    words = {"date": date_format(found.former, "j E Y"), "name": found.match.title}
    return _("until %(date)s, today %(name)s") % words


@require_safe
def by_katottg(request, katottg):
    """Redirect a code to its place; a settlement's to its hromada, a raion's to its oblast."""
    return redirect(place_of(katottg), permanent=True)


@kept(most=256)
def place_of(katottg):
    """Return the Oblast or Hromada whose page shows the place of a code; Http404 for none."""
    if found := Oblast.objects.filter(katottg=katottg).first():
        return found
    if found := Hromada.objects.select_related("oblast").filter(katottg=katottg).first():
        return found
    settlement = Settlement.objects.select_related("hromada__oblast").filter(katottg=katottg)
    raion = Raion.objects.select_related("oblast").filter(katottg=katottg)
    if found := settlement.first():
        return found.hromada
    return get_object_or_404(raion).oblast


@in_pages
@require_safe
def oblast(request, slug):
    found, moved = oblast_at(slug)
    if found is None:
        raise Http404("no such oblast")
    if moved:
        return redirect(found, permanent=True)
    context = {
        "oblast": found,
        "facts": SimpleLazyObject(partial(facts_of, found)),  # the template keeps what it says
        "page": page_of(request, listing_of(found)),
        "archive": archive_of(Filters(oblast=found)),
    }
    return render(request, "regions/oblast.html", context)


@kept
def oblast_at(slug):
    return find.oblast_at(slug)


def facts_of(oblast):
    """Return the `raions` of an Oblast, how many `hromadas` and `settlements`, as a dictionary."""
    raions = raions_of(oblast)
    return {
        "former_names": with_former_names(oblast, *raions)[0],
        "raions": raions,
        "hromadas": sum(len(raion.places) for raion in raions),
        "settlements": sum(raion.number for raion in raions),
    }


def raions_of(oblast):
    """Return the raions of an Oblast, each with a list of its `places`: its hromadas.

    A raion has `number`, how many settlements it has; a hromada `news`, how many public articles of
    the language of the page.
    """
    number = Count("hromadas__settlements")
    raions = in_alphabet(oblast.raions.annotate(number=number).prefetch_related("hromadas"))
    news = numbers(Kind.HROMADA, get_language())
    for raion in raions:
        raion.places = in_alphabet(raion.hromadas.all())
        for hromada in raion.places:
            hromada.news = news.get(hromada.pk, 0)
    return raions


@in_pages
@require_safe
def hromada(request, oblast_slug, slug):
    found, moved = hromada_at(oblast_slug, slug)
    if found is None:
        raise Http404("no such hromada")
    if moved:
        return redirect(found, permanent=True)
    page = page_of(request, listing_of(found))
    context = {
        "hromada": found,
        "facts": SimpleLazyObject(partial(facts_of_hromada, found)),
        "page": page,
        "archive": archive_of(Filters(hromada=found)),
        "nearby": (None, []) if page.count else news_nearby(found),
    }
    return render(request, "regions/hromada.html", context)


@kept(most=256)
def hromada_at(oblast_slug, slug):
    return find.hromada_at(oblast_slug, slug)


def facts_of_hromada(hromada):
    """Return the `former_names` of a Hromada and its `settlements`, as a dictionary.

    The settlements are {category: [Settlement]}, cities first, each list by the alphabet and with
    the former names of each. Two queries.
    """
    by_category = {category: [] for category in SettlementCategory.values}
    for settlement in in_alphabet(hromada.settlements.all()):
        by_category[settlement.category].append(settlement)
    names = with_former_names(hromada, *itertools.chain(*by_category.values()))[0]
    return {"former_names": names, "settlements": by_category}


def with_former_names(place, *within):
    """Set `former_names` of each place `within` another, a list of FormerName, the latest first.

    Returns (those of the place itself, the places within). One query.
    """
    names = {one.katottg: [] for one in (place, *within)}
    for name in FormerName.objects.filter(katottg__in=list(names)):
        names[name.katottg].append(name)
    for one in within:
        one.former_names = names[one.katottg]
    return names[place.katottg], within


def news_nearby(hromada):
    """Return (place, articles) for a hromada without news: its Raion, or else its Oblast.

    The articles are a list of the newest there, with cards. Without any it gives (None, []).
    """
    neighbours = hromada.raion.hromadas.order_by("pk")
    in_raion = Listing(get_language(), any_of=tuple(map(pair_of, neighbours)))
    in_oblast = listing_of(hromada.oblast)
    for place, listing in ((hromada.raion, in_raion), (hromada.oblast, in_oblast)):
        if found := listing.cards(NEARBY):
            return place, found
    return None, []
