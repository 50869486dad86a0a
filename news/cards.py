"""An article as lists show it: the few values of a card. Its HTML is made by the tags of cards."""

from datetime import datetime
from typing import NamedTuple

from news.addresses import address_of
from news.labels import places
from news.models import Image

# What `made` reads of an article, by names of its fields; the cover's come last.
COVER = ("id", "digest", "fingerprint", "width", "height")
COLUMNS = (
    *("id", "language", "slug", "title", "lead", "published_at"),
    *(f"cover__{name}" for name in COVER),
)


class Place(NamedTuple):
    """The place that a card names, in the language of the page."""

    short_title: str


class Cover(NamedTuple):
    """What an Image knows of its files, without its words, which a card never says: COVER."""

    pk: int
    digest: str
    fingerprint: str
    width: int
    height: int

    quick_path = Image.quick_path
    rendition = Image.rendition


class Card(NamedTuple):
    """The values of a card; it has the names of an Article, for what shows both.

    ``cover``  a Cover or None
    ``place``  a Place or None
    """

    pk: int
    language: str
    slug: str
    title: str
    lead: str
    published_at: datetime
    cover: Cover | None
    place: Place | None
    ornament_seed: str

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return address_of(self.language, self.pk, self.slug)


def card_of(article):
    """Return the Card of an Article with its cover and places gathered; of a Card, itself."""
    if isinstance(article, Card):
        return article
    cover, place = article.cover, article.place
    return Card(
        article.pk,
        article.language,
        article.slug,
        article.title,
        article.lead,
        article.published_at,
        cover and Cover(*(getattr(cover, name) for name in COVER)),
        place and Place(place.short_title),
        article.ornament_seed,
    )


def made(rows, language=None):
    """Return the Cards of `rows`, tuples of the values of COLUMNS, in their order.

    Places are named in a language (default: that of the page). One query, where their names are
    known.
    """
    return _with_places(rows, places([row[0] for row in rows], language))


def with_labels(rows, labels):
    """Return the Cards of `rows`, tuples of the values of COLUMNS; `labels` are {id: Labels}."""
    return _with_places(rows, {row[0]: labels[row[0]].place for row in rows})


def _with_places(rows, places):
    cards, new = [], tuple.__new__  # a NamedTuple's own takes four times as long
    for row in rows:
        place = places.get(row[0])
        cards.append(
            new(
                Card,
                (
                    *row[:6],
                    new(Cover, row[6:]) if row[6] else None,
                    place and new(Place, (place.short_title,)),
                    place.katottg if place else f"article-{row[0]}",
                ),
            )
        )
    return cards
