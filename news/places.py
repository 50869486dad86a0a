"""The pages of places: map, directory, oblast, hromada, and the embed for a council's site."""

import itertools
from datetime import timedelta

from django.db.models import Count
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from news.archive import archive_of
from news.filters import Filters
from news.paging import in_pages, page_of
from news.views import public
from regions import find
from regions.map import read_map
from regions.models import FormerName, Hromada, Oblast, Raion, Settlement, SettlementCategory
from ukrainian.sorting import sort_key

RECENT = timedelta(days=30)
SHADES = 4  # of the map, with the one for no news
EMBEDDED = 6  # news in an embed
THEMES = ("light", "dark")  # that the site with an embed may ask for; else its reader's own
SUGGESTED = 8  # places while a reader types
SUGGESTIONS_KEPT = 24 * 3600  # seconds; the register changes a few times a year
NEARBY = 6  # news of the neighbours where a hromada has none
MAX_QUERY = 100  # characters of a query that are read


@require_safe
def regions(request):
    since = timezone.now() - RECENT
    recent = dict(
        public()
        .filter(published_at__gte=since)
        .order_by()
        .values_list("oblasts")
        .annotate(Count("pk"))
    )
    oblasts = in_alphabet(Oblast.objects.annotate(number=Count("hromadas")))
    legend = shades(max(recent.values(), default=0))
    for oblast in oblasts:
        oblast.recent = recent.get(oblast.pk, 0)
        oblast.step = next(step for step, _, last in legend if oblast.recent <= last)
    context = {
        "map": read_map(),
        "legend": legend,
        "oblasts": {oblast.katottg: oblast for oblast in oblasts},
    }
    return render(request, "regions/regions.html", context)


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
    parts = [getattr(found.match, "category_title", "")]
    if found.former:
        words = {"date": date_format(found.former, "j E Y"), "name": found.match.title}
        parts.append(_("until %(date)s, today %(name)s") % words)
    parts.append(found.where)
    return " · ".join(filter(None, parts))


@require_safe
def by_katottg(request, katottg):
    """Redirect a code to its place; a settlement's to its hromada, a raion's to its oblast."""
    return redirect(place_of(katottg), permanent=True)


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
    found, moved = find.oblast_at(slug)
    if found is None:
        raise Http404("no such oblast")
    if moved:
        return redirect(found, permanent=True)
    articles = public().in_oblast(found)
    raions = raions_of(found)
    give_former_names(found, *raions)
    context = {
        "oblast": found,
        "raions": raions,
        "hromadas": sum(len(raion.places) for raion in raions),
        "settlements": sum(raion.number for raion in raions),
        "page": page_of(request, articles),
        "archive": archive_of(Filters(oblast=found)),
    }
    return render(request, "regions/oblast.html", context)


def raions_of(oblast):
    """Return the raions of an Oblast, each with a list of its `places`: its hromadas.

    A raion has `number`, how many settlements it has; a hromada `news`, how many public articles of
    the language of the page. Three queries.
    """
    number = Count("hromadas__settlements")
    raions = in_alphabet(oblast.raions.annotate(number=number).prefetch_related("hromadas"))
    articles = public().filter(hromadas__oblast=oblast).order_by()
    news = dict(articles.values_list("hromadas").annotate(Count("pk")))
    for raion in raions:
        raion.places = in_alphabet(raion.hromadas.all())
        for hromada in raion.places:
            hromada.news = news.get(hromada.pk, 0)
    return raions


@in_pages
@require_safe
def hromada(request, oblast_slug, slug):
    found, moved = find.hromada_at(oblast_slug, slug)
    if found is None:
        raise Http404("no such hromada")
    if moved:
        return redirect(found, permanent=True)
    articles = public().in_hromada(found)
    page = page_of(request, articles)
    context = {
        "hromada": found,
        "settlements": settlements_of(found),
        "page": page,
        "archive": archive_of(Filters(hromada=found)),
        "nearby": (None, []) if page.count else news_nearby(found),
    }
    return render(request, "regions/hromada.html", context)


def settlements_of(hromada):
    """Return {category: [Settlement]} of a Hromada, cities first, each list by the alphabet.

    All of them, the hromada too, get their `former_names`. Two queries.
    """
    by_category = {category: [] for category in SettlementCategory.values}
    for settlement in in_alphabet(hromada.settlements.all()):
        by_category[settlement.category].append(settlement)
    give_former_names(hromada, *itertools.chain(*by_category.values()))
    return by_category


def give_former_names(*places):
    """Set `former_names` of each place, a list of FormerName, the latest first. One query."""
    names = {place.katottg: [] for place in places}
    for name in FormerName.objects.filter(katottg__in=list(names)):
        names[name.katottg].append(name)
    for place in places:
        place.former_names = names[place.katottg]


def news_nearby(hromada):
    """Return (place, articles) for a hromada without news: its Raion, or else its Oblast.

    The articles are a list of the newest there, with cards. Without any it gives (None, []).
    """
    in_raion = public().filter(hromadas__raion=hromada.raion).distinct()
    in_oblast = public().in_oblast(hromada.oblast)
    for place, articles in ((hromada.raion, in_raion), (hromada.oblast, in_oblast)):
        if found := list(articles.with_cards()[:NEARBY]):
            return place, found
    return None, []


@xframe_options_exempt
@require_safe
def embed(request, katottg):
    """News of a place for a council's own site: small, no cookie, no script needed."""
    place = place_of(katottg)
    articles = public()
    articles = (
        articles.in_oblast(place) if isinstance(place, Oblast) else articles.in_hromada(place)
    )
    theme = request.GET.get("theme")
    context = {
        "place": place,
        "articles": articles[:EMBEDDED],
        "theme": theme if theme in THEMES else "",
    }
    return render(request, "regions/embed.html", context)
