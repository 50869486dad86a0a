"""The names by which articles are found that carry a label: topics, oblasts, hromadas.

A name counts as if it stood in the text of each article that carries it. The words that stand in
the names of all hromadas («громада», «міська») or oblasts count only beside one that tells which.
Names aren't written into the index: to rename a place would be to write thousands of rows anew.
"""

import logging
import threading
from typing import NamedTuple

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import F

from news import generation
from news.models import Kind, Tag
from news.models.search import label_token
from regions.models import HROMADA_KIND_EN, FormerName, Hromada, HromadaKind, Oblast
from ukrainian.lemmas import indexed
from ukrainian.slugs import transliterate
from ukrainian.words import words

logger = logging.getLogger(__name__)

# Of each kind of name, folded: they tell nothing about which one is meant.
COMMON = {
    Kind.OBLAST: ("область", "oblast", "region"),
    Kind.HROMADA: ("громада", "територіальна", "hromada", "territorial", "community"),
}
KEPT = 40_000  # names whose lemmas are kept in the process


class Names(NamedTuple):
    """Which labels the words of names belong to, as the words by which entries have them.

    ``telling``  {lemma: set of labels whose names it tells from others}
    ``common``   {lemma: set of labels} of words that stand in many names
    """

    telling: dict
    common: dict


@generation.kept(most=4)
def names(language):
    """Return the Names of all labels in a language ("uk" or "en"). Five queries."""
    return _last(_rows(language))


def labels_named(asked, language):
    """Return a list of sets of labels, for each of several Asked those that it names."""
    known = names(language)
    found = [set().union(*(known.telling.get(lemma, ()) for lemma in word.whole)) for word in asked]
    told = set().union(*found)
    for word, named in zip(asked, found, strict=True):
        for lemma in word.whole:
            named.update(told & known.common.get(lemma, set()))
    return found


def warm():
    """Read all names in a thread: the first search of a process would wait for half a second."""
    threading.Thread(target=_warm, name="names of the search", daemon=True).start()


def _warm():
    try:
        for language, _ in settings.LANGUAGES:
            names(language)
    except DatabaseError:
        logger.info("The names of places can't be read yet: the first search will do it")
    finally:
        connection.close()


def _rows(language):
    """Return a tuple of (label, name, names of its kind) of all that is called anything."""
    uk = language == "uk"
    rows = []
    places = {}
    hromadas = Hromada.objects.order_by("pk").annotate(
        middle=F("centre__name"), code=F("centre__katottg")
    )
    for pk, code, name, kind, middle, middle_code in hromadas.values_list(
        "pk", "katottg", "short_name", "kind", "middle", "code"
    ):
        label = label_token(Kind.HROMADA, pk)
        common = (*COMMON[Kind.HROMADA], kind, HROMADA_KIND_EN[HromadaKind(kind)])
        places[code] = places[middle_code] = label, common
        rows += [(label, each, common) for each in (name, middle) if each]
    for pk, code, name in Oblast.objects.order_by("pk").values_list("pk", "katottg", "name"):
        places[code] = label_token(Kind.OBLAST, pk), COMMON[Kind.OBLAST]
        rows.append((places[code][0], name, places[code][1]))
    former = FormerName.objects.order_by("pk").values_list("katottg", "name")
    rows += [(places[code][0], name, places[code][1]) for code, name in former if code in places]
    if not uk:
        rows = [(label, transliterate(name), common) for label, name, common in rows]
        for pk, name in Oblast.objects.order_by("pk").values_list("pk", "name_en"):
            rows.append((label_token(Kind.OBLAST, pk), name, COMMON[Kind.OBLAST]))
    column = "name" if uk else "name_en"
    for pk, name, english in Tag.objects.order_by("pk").values_list("pk", "name", column):
        shown = name if uk else english or transliterate(name)
        rows.append((label_token(Kind.TAG, pk), shown, ()))
    return tuple(rows)


_made = {}  # of the rows that were read last: most changes of the content change no name
_lemmas = {}  # of words of names: places' names are rare words, and cost the dictionary most


def _last(rows):
    key = hash(rows)
    found = _made.get(key)
    if found is None or found[0] != rows:
        while len(_made) > 3:
            _made.pop(next(iter(_made)), None)
        found = _made[key] = rows, _names(rows)
    return found[1]


def _names(rows):
    telling, common = {}, {}
    for label, name, of_kind in rows:
        for word in of_kind:
            for lemma in _lemmas_of(word):
                common.setdefault(lemma, set()).add(label)
        generic = {lemma for word in of_kind for lemma in _lemmas_of(word)}
        for lemma in _lemmas_of(name):
            if lemma not in generic:
                telling.setdefault(lemma, set()).add(label)
    return Names(telling, common)


def _lemmas_of(name):
    found = _lemmas.get(name)
    if found is None:
        if len(_lemmas) > KEPT:
            _lemmas.clear()
        found = _lemmas[name] = tuple(
            {lemma for word, _, _ in words(name) for lemma in indexed.__wrapped__(word)}
        )
    return found
