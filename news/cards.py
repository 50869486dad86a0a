"""An article as lists show it: the few values of a card, and its HTML, kept by those values.

What a card shows is all that its HTML depends on. So the HTML is kept by the values themselves: it
is never older than they are, whatever was changed and wherever.
"""

from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import get_language

from news.addresses import address_of
from news.labels import carried
from news.models import Image

KEPT = 2048  # pieces of HTML of 1–2 kB in each process

# What `made` reads of an article, by names of its fields; the cover's come last.
COVER = ("id", "digest", "fingerprint", "width", "height")
COLUMNS = (
    *("id", "language", "slug", "title", "lead", "published_at"),
    *(f"cover__{name}" for name in COVER),
)


class Place(NamedTuple):
    """The place that a card names, in the language of the page."""

    short_title: str


class Card(NamedTuple):
    """The values of a card; it has the names of an Article, for templates that take both.

    ``picture``  of its cover, the values of COVER, or None
    ``place``    a Place or None
    """

    pk: int
    language: str
    slug: str
    title: str
    lead: str
    published_at: datetime
    picture: tuple | None
    place: Place | None
    ornament_seed: str

    def __str__(self):
        return self.title

    @property
    def cover(self):
        """The cover as an Image that knows its files and not its words: a card never says them."""
        return self.picture and Image(**dict(zip(COVER, self.picture, strict=True)))

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
        cover and tuple(getattr(cover, name) for name in COVER),
        place and Place(place.short_title),
        article.ornament_seed,
    )


def made(rows, language=None):
    """Return the Cards of `rows`, tuples of the values of COLUMNS, in their order.

    Places are named in a language (default: that of the page). One query, where their names are
    known.
    """
    return with_labels(rows, carried([row[0] for row in rows], language))


def with_labels(rows, labels):
    """Return the Cards of `rows`, tuples of the values of COLUMNS; `labels` are {id: Labels}."""
    cards = []
    for row in rows:
        place = labels[row[0]].place
        cards.append(
            Card(
                *row[:6],
                tuple(row[6:]) if row[6] else None,
                place and Place(place.short_title),
                place.katottg if place else f"article-{row[0]}",
            )
        )
    return cards


def html(template, article, **options):
    """Return the HTML of an Article or Card by a template that asks nothing but its `article` and
    the `options`, which are hashable."""
    given = (template, get_language(), card_of(article), tuple(options.items()))
    return _html.__wrapped__(*given) if settings.DEBUG else _html(*given)


@lru_cache(maxsize=KEPT)
def _html(template, language, card, options):
    return render_to_string(template, {"article": card, **dict(options)})
