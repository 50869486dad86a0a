"""What a query names by itself: places and topics, and titles while a reader is still typing."""

from itertools import islice, pairwise
from typing import NamedTuple

from django.db import connection
from django.http import JsonResponse
from django.utils.timezone import localtime
from django.utils.translation import get_language, ngettext
from django.views.decorators.http import require_safe

from news.addresses import address_of
from news.generation import kept
from news.labels import Label, in_order, label_of, labels
from news.listing import Listing, carrying, pair_of
from news.lists import most_carried
from news.models import Article, Kind
from news.places import note_on, renamed, typed
from news.search import MAX_WORDS, find, parse
from news.search.marking import has_all
from news.search.names import labels_named
from news.spans import spoken_day
from regions.find import bare_name, oblast_keys
from regions.find import find as find_places
from regions.models import FormerName, Hromada, Oblast, Raion, Settlement, SettlementCategory
from regions.names import read_name
from ukrainian.dictionary import natures
from ukrainian.folding import fold
from ukrainian.keyboard import on_ukrainian_keys
from ukrainian.lemmas import asked
from ukrainian.slugs import transliterate
from ukrainian.words import normal

PLACES, TOPICS, TITLES = 3, 3, 4  # of each, at most
READ = 60  # the newest found, of which those are suggested whose titles have it all
NAME = 60  # characters; what is longer names no place


class Named(NamedTuple):
    """A place or a topic that a query names.

    ``label``   its Label
    ``note``    what tells it from its namesakes, and by which name it was found; ""
    ``number``  of its public articles in the language of the page
    """

    label: Label
    note: str
    number: int


def named(query):
    """Return the places and the topics that a `query` (str) names, and whether more places do.

    A list of Named: places by their whole names, today's or former, also those of the settlements
    in them, and by a word that names few; topics all of whose words the query has.
    """
    return _named(query, get_language())


@kept(most=256)
def _named(query, language):
    is_name = len(query) <= NAME and _is_name(query)
    places = find_places(query, PLACES + 1, _above()) if is_name else []
    places = [one for one in places if read_name(query).key in _names(one)]
    if "common" in natures(normal(query)):  # there is a village Громада, too
        places = [one for one in places if one.category != SettlementCategory.VILLAGE]
    found = [_place(label_of(one.place), _note(one), language) for one in places[:PLACES]]
    words = asked(query)[:MAX_WORDS]
    tokens = labels_named(words, language)
    if not found:
        told = [_place(label, "", language) for label in _told(tokens, language)]
        found = [one for one in told if one.number]
    return found + _topics(words, tokens, language), len(places) > PLACES


def _is_name(query):
    """Return whether a place has a name that is all of a query, today or before. One query, where
    to find the place takes three and its namesakes."""
    asked = read_name(query)
    if not asked.key or asked.key in _names_above():
        return bool(asked.key)
    column = "latin" if asked.is_latin else "key"
    tables = [model._meta.db_table for model in (Hromada, Settlement, FormerName)]
    ways = [f"EXISTS (SELECT 1 FROM {table} WHERE {column} = %s)" for table in tables]  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {' OR '.join(ways)}", [asked.key] * len(ways))  # noqa: S608
        return bool(cursor.fetchone()[0])


@kept(most=1)
def _names_above():
    """Return the keys of the names of all oblasts and raions, a set."""
    oblasts, raions = _above()
    names = [name for one in raions for name in (bare_name(one), transliterate(bare_name(one)))]
    return set(map(fold, names)).union(*map(oblast_keys, oblasts.values()))


def _place(label, note, language):
    return Named(label, note, carrying(pair_of(label), language))


def _note(found):
    """Return by which name a place was found and where it lies: «місто Первомайський, до 26 вересня
    2024, нині Златопіль · Лозівський район, Харківська область»."""
    name = ""
    if found.match != found.place:
        name = f"{getattr(found.match, 'category_title', '')} {found.title}".strip()
    around = [found.raion.title] if found.raion else []
    if found.oblast != found.place:
        around.append(found.oblast.title)
    told = ", ".join(filter(None, [name, renamed(found)]))
    return " · ".join(filter(None, [told, ", ".join(around)]))


def _names(found):
    """Return the keys of the names by which a place was found (regions.find.Found), whole ones."""
    if isinstance(found.match, Oblast):
        return oblast_keys(found.match)
    names = found.name, bare_name(found.match)
    return {fold(spelling) for name in names for spelling in (name, transliterate(name))}


def _told(tokens, language):
    """Return the Labels of the places that a word of a query, or two side by side, tells.

    `tokens` are the sets of `labels_named`, one for each word.
    """
    places = [{pair for pair in map(_pair, its) if pair[0] != Kind.TAG} for its in tokens]
    places += [one & other for one, other in pairwise(places)]
    pairs = set().union(*(few for few in places if len(few) <= PLACES))
    found = []
    for kind in (Kind.HROMADA, Kind.OBLAST):
        pks = [pk for its, pk in pairs if its == kind]
        found += in_order(labels(kind.label, pks, language), pks)
    return found[:PLACES]


def _topics(words, tokens, language):
    """Return the Named of topics of whose names a query has all words, the commonest first."""
    there = {lemma for word in words for lemmas in (word.whole, *word.parts) for lemma in lemmas}
    candidates = {pk for few in tokens for kind, pk in map(_pair, few) if kind == Kind.TAG}
    found = [
        Named(label, "", number)
        for label, number in (most_carried(language) if candidates else ())
        if label.pk in candidates
        and all(not there.isdisjoint(word.whole) for word in asked(label.title))
    ]
    return found[:TOPICS]


def _pair(token):
    """Return the Kind and the id of a label by its token (news/models/search.py)."""
    _, kind, pk = token.split("§")
    return int(kind), int(pk)


def suggested(query, language):
    """Return {"places", "topics", "titles"} for the beginning of a query, lists of dicts."""
    places = find_places(query, PLACES, _above()) if len(query) <= NAME else []
    begun = f" {fold(query)}"
    topics = [pair for pair in most_carried(language) if begun in f" {fold(pair[0].title)}"]
    return {
        "places": [
            {"title": one.title, "note": note_on(one), "url": one.place.get_absolute_url()}
            for one in places
        ],
        "topics": [
            {
                "title": label.title,
                # Translators: «тема, 35 статей»
                "note": ngettext("topic, %(number)s article", "topic, %(number)s articles", number)
                % {"number": number},
                "url": label.address,
            }
            for label, number in topics[:TOPICS]
        ],
        "titles": _titles(query, language),
    }


def _titles(query, language):
    """Return articles whose titles have all words of a query, the last of which may be begun."""
    asked_for = parse(query, typing=True)
    pks = find(asked_for, Listing(language), "newest", READ).ids
    rows = Article.objects.filter(pk__in=pks).order_by("-published_at", "-pk")
    rows = rows.values_list("pk", "language", "slug", "title", "published_at")
    titles = (
        {"title": title, "note": spoken_day(localtime(at)), "url": address_of(its, pk, slug)}
        for pk, its, slug, title, at in rows
        if has_all(title, asked_for)
    )
    return list(islice(titles, TITLES))


@kept(most=2)
def _above():
    """Return what stands above hromadas: the oblasts by their ids, and a list of the raions."""
    return Oblast.objects.in_bulk(), list(Raion.objects.all())


@require_safe
def suggest(request):
    """Answer {"places", "topics", "titles"}: what a reader who is still typing may mean.

    Each is a list of {"title", "note", "url"}, all short. Five queries at most, and as many again
    for what was typed in the Latin layout.
    """
    query, language = typed(request), get_language()
    found = suggested(query, language) if query else {}
    if query and not any(found.values()) and read_name(query).is_latin:
        found = suggested(on_ukrainian_keys(query), language)
    return JsonResponse(found, json_dumps_params={"ensure_ascii": False})
