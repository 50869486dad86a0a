"""What a feed says of its articles: plain values, gathered for a whole feed in four queries."""

from datetime import datetime
from itertools import chain
from typing import NamedTuple

from django.core.files.storage import default_storage

from news import images, listing
from news.addresses import absolute, address_of
from news.body import expand, plain_text
from news.cards import COVER, Cover
from news.labels import carried
from news.models import Article, Image
from ukrainian.sentences import beginning

# What an entry needs of an article beyond the values of a card.
TEXT = ("id", "body", "byline", "changed_at")
PICTURE = (*COVER, "credit")
ENCLOSED = "full-960"  # the rendition that goes with an entry
IN_SHORT = 400  # characters of a summary where an article has no lead


class Picture(NamedTuple):
    """What a feed needs of an Image that a text shows: PICTURE."""

    pk: int
    digest: str
    fingerprint: str
    width: int
    height: int
    credit: str

    quick_path = Image.quick_path
    rendition = Image.rendition


class Enclosure(NamedTuple):
    """The picture of an entry, a JPEG: its whole address and its size in bytes."""

    address: str
    length: int


class Entry(NamedTuple):
    """An article as a feed has it: all that it says depends on these values, and on nothing else.

    ``categories``  titles of its topics and places, in the language of the feed
    ``pictures``    those that its body shows
    """

    pk: int
    language: str
    slug: str
    title: str
    lead: str
    published_at: datetime
    changed_at: datetime | None
    body: str
    byline: str
    categories: tuple[str, ...]
    pictures: tuple[Picture, ...]
    enclosure: Enclosure | None

    @property
    def updated_at(self):
        """When readers were last told something new: an aware datetime."""
        return max(self.published_at, self.changed_at or self.published_at)

    @property
    def address(self):
        return absolute(address_of(self.language, self.pk, self.slug))

    @property
    def identity(self):
        """The address by the number alone: it stays when the title or the language is mended, and
        it redirects."""
        return absolute(address_of("uk", self.pk, ""))

    def content(self):
        """Return the text as HTML with whole addresses, without the lead; "" for none."""
        return expand(self.body, absolute=True, images={one.pk: one for one in self.pictures})

    def summary(self):
        """Return plain text that stands for the article: its lead, else its first sentences."""
        return self.lead or beginning(plain_text(self.body), IN_SHORT) or self.title


def newest(news, most):
    """Return the newest Entries of `news`, a Listing, at most `most`, the newest first.

    Four queries: which, their texts, their labels, and the pictures where there are any.
    """
    rows = listing.newest(news, most)
    keys = [row[0] for row in rows]
    texts = {row[0]: row[1:] for row in _rows(Article, keys, TEXT)}
    labels = carried(keys, news.language)
    shown = {pk: sorted(images.shown_in(text[0])) for pk, text in texts.items()}
    pictures = {row[0]: Picture(*row) for row in _rows(Image, {*chain(*shown.values())}, PICTURE)}
    entries = []
    for row in rows:
        pk = row[0]
        if pk not in texts:
            continue  # gone since the first query
        body, byline, changed_at = texts[pk]
        cover = Cover(*row[6:]) if row[6] else None
        entries.append(
            Entry(
                *row[:6],
                changed_at,
                body,
                byline,
                tuple(label.title for label in chain(*labels[pk])),
                tuple(pictures[each] for each in shown[pk] if each in pictures),
                cover and enclosure_of(cover),
            )
        )
    return entries


def enclosure_of(cover):
    """Return the Enclosure of an Image, or of what stands for one; None where its file is lost.

    The size is asked of the storage each time: RSS wants it true, and a rendition may be made anew.
    """
    path = cover.quick_path
    if cover.fingerprint:
        path = images.path_of(cover.pk, cover.fingerprint, ENCLOSED, "jpg")
    try:
        return Enclosure(absolute(default_storage.url(path)), default_storage.size(path))
    except OSError:
        return None


def _rows(model, keys, columns):
    """Return tuples of the values of `columns` of the rows of a model by their ids: one query, or
    none without ids."""
    return model.objects.filter(pk__in=keys).order_by().values_list(*columns) if keys else ()
