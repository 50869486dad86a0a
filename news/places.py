"""The pages of places: map, directory, oblast, hromada, and the embed for a council's site."""

from datetime import timedelta

from django.db.models import Count
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from news.lists import page_of
from news.views import public
from regions import find
from regions.map import read_map
from regions.models import FormerName, Hromada, Oblast, Raion, Settlement

RECENT = timedelta(days=30)
SHADES = 4  # of the map, with the one for no news
EMBEDDED = 6  # news in an embed
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
    oblasts = Oblast.objects.annotate(number=Count("hromadas"))
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
    query = request.GET.get("q", "").replace("\x00", "").strip()[:MAX_QUERY]
    found = find.find(query) if query else []
    return render(request, "regions/find.html", {"query": query, "places": found})


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


@require_safe
def oblast(request, slug):
    found, moved = find.oblast_at(slug)
    if found is None:
        raise Http404("no such oblast")
    if moved:
        return redirect(found, permanent=True)
    return render(
        request,
        "regions/oblast.html",
        {
            "oblast": found,
            "raions": found.raions.prefetch_related("hromadas"),
            "former_names": FormerName.objects.filter(katottg=found.katottg),
            "page": page_of(request, public().in_oblast(found)),
        },
    )


@require_safe
def hromada(request, oblast_slug, slug):
    found, moved = find.hromada_at(oblast_slug, slug)
    if found is None:
        raise Http404("no such hromada")
    if moved:
        return redirect(found, permanent=True)
    return render(
        request,
        "regions/hromada.html",
        {
            "hromada": found,
            "settlements": found.settlements.all(),
            "former_names": FormerName.objects.filter(katottg=found.katottg),
            "page": page_of(request, public().in_hromada(found)),
        },
    )


@xframe_options_exempt
@require_safe
def embed(request, katottg):
    """News of a place for a council's own site: small, no cookie, no script needed."""
    place = place_of(katottg)
    articles = public()
    articles = (
        articles.in_oblast(place) if isinstance(place, Oblast) else articles.in_hromada(place)
    )
    return render(request, "regions/embed.html", {"place": place, "articles": articles[:EMBEDDED]})
