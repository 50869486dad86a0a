"""What pages say of topics and places: each Tag, Oblast and Hromada as a few plain values.

They are read once and kept in the process for one generation of the content: a page that names
thirty places asks the database which, and not again what they are called.
"""

from operator import attrgetter
from typing import NamedTuple

from django.db import connection
from django.utils.translation import get_language, override

from news import generation
from news.models import Tag
from regions.models import Hromada, Oblast

KINDS = TAG, OBLAST, HROMADA = "tag", "oblast", "hromada"
# Kept of one language. There are 1,800 places; topics have no end, and a robot reads them all.
MOST = 5000

_ORDER = attrgetter("order", "pk")
_ROWS = {
    TAG: Tag.objects.defer("description", "description_en"),
    OBLAST: Oblast.objects.all(),
    HROMADA: Hromada.objects.select_related("oblast", "raion"),
}
# One statement for all kinds; in SQL, for three querysets take longer to be united than to be
# answered. The numbers are those of KINDS.
_LINKS = {
    TAG: "SELECT 0, article_id, tag_id FROM news_article_tags",
    OBLAST: "SELECT 1, article_id, oblast_id FROM news_article_oblasts",
    HROMADA: "SELECT 2, article_id, hromada_id FROM news_article_hromadas",
}


class Label(NamedTuple):
    """A Tag, Oblast or Hromada in one language, with the names that its model has.

    `katottg` is "" of a tag; `oblast` and `raion` are a hromada's, the id of one and the title of
    the other.
    """

    kind: str
    pk: int
    slug: str
    order: str
    title: str
    short_title: str
    title_in_full: str
    address: str
    katottg: str = ""
    oblast: int | None = None
    raion: str = ""

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return self.address


class Labels(NamedTuple):
    """What an article carries: tuples of Label, each in the order of its model."""

    tags: tuple = ()
    oblasts: tuple = ()
    hromadas: tuple = ()

    @property
    def place(self):
        """The place that a card names first: a hromada, else an oblast, else None."""
        return next(iter(self.hromadas or self.oblasts), None)


def carried(articles, language=None):
    """Return {id: Labels} of articles by their ids, of all that are asked for.

    In a language (default: the active one). One query, and one more for each kind of which some
    aren't known yet.
    """
    articles = list(articles)
    links, known = _linked(articles, KINDS, language)
    found = {pk: ([], [], []) for pk in articles}
    for number, article, pk in links:
        if label := known.get((KINDS[number], pk)):
            found[article][number].append(label)
    return {pk: Labels(*map(_sorted, lists)) for pk, lists in found.items()}


def places(articles, language=None):
    """Return {id: Label} of articles by their ids: of each the place that `Labels.place` is, of
    those that have any. In a language (default: the active one); as many queries as `carried`."""
    links, known = _linked(list(articles), (OBLAST, HROMADA), language)
    found = {}
    for number, article, pk in links:
        kind = KINDS[number]
        if label := known.get((kind, pk)):
            # A hromada before an oblast, and of two the first in the order of their model.
            before = found.get(article)
            if (
                before is None
                or before.kind != kind == HROMADA
                or (before.kind == kind and _ORDER(label) < _ORDER(before))
            ):
                found[article] = label
    return found


def _linked(articles, kinds, language):
    """Return ([(number of KINDS, id of the article, id of the label)], {(kind, id): Label}) of what
    articles carry, by their ids, of some kinds, in a language (None: the active one)."""
    language = language or get_language()
    links, known = _links(articles, kinds), _kept(language)
    wanted = {(KINDS[number], pk) for number, _, pk in links}
    if not wanted <= known.keys():
        known = {
            (kind, pk): label
            for kind in kinds
            for pk, label in _labels(
                kind, {pk for other, pk in wanted if other == kind}, language, known
            ).items()
        }
    return links, known


def labels(kind, pks, language=None):
    """Return {id: Label} of those of the ids `pks` of a kind (TAG, OBLAST, HROMADA) that are there,
    in their order, in a language (default: the active one). One query for those not known yet."""
    language = language or get_language()
    return _labels(kind, pks, language, _kept(language))


def _labels(kind, pks, language, kept):
    found = {pk: kept.get((kind, pk)) for pk in pks}
    missing = [pk for pk, label in found.items() if label is None]
    if missing:
        rows = _ROWS[kind].in_bulk(missing)
        with override(language):
            read = {pk: label_of(row) for pk, row in rows.items()}
        if len(kept) < MOST:
            kept.update(((kind, pk), label) for pk, label in read.items())
        found |= read
    return {pk: label for pk, label in found.items() if label}


def label_of(thing):
    """Return the Label of a Tag, an Oblast or a Hromada (with its oblast and raion) in the language
    that is active."""
    is_hromada = isinstance(thing, Hromada)
    return Label(
        kind=thing._meta.model_name,
        pk=thing.pk,
        slug=thing.slug,
        order=thing.order,
        title=thing.title,
        short_title=getattr(thing, "short_title", thing.title),
        title_in_full=getattr(thing, "title_in_full", thing.title),
        address=thing.get_absolute_url(),
        katottg=getattr(thing, "katottg", ""),
        oblast=thing.oblast_id if is_hromada else None,
        raion=thing.raion.title if is_hromada else "",
    )


def of(article):
    """Return the Labels of an Article: `article.labels` where they were gathered, else from its
    relations, in their order (prefetch them; of a preview they may not be stored)."""
    gathered = vars(article).get("labels")
    if gathered is not None:
        return gathered
    relations = article.tags, article.oblasts, article.hromadas
    return Labels(*(tuple(label_of(thing) for thing in each.all()) for each in relations))


def in_order(known, pks):
    """Return those Labels of {id: Label} whose ids are `pks`, sorted as their model sorts them."""
    return _sorted([known[pk] for pk in pks if pk in known])


def _sorted(labels):
    """Return a list of Labels as a tuple, sorted as their model sorts them."""
    if len(labels) > 1:
        labels.sort(key=_ORDER)
    return tuple(labels)


def _links(articles, kinds):
    if not articles:
        return []
    some = f" WHERE article_id IN ({', '.join(['%s'] * len(articles))})"
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(_LINKS[kind] + some for kind in kinds), articles * len(kinds)
        )
        return cursor.fetchall()


@generation.kept
def _kept(language):
    """Return the dict {(kind, id): Label} that one generation of the content fills."""
    return {}
