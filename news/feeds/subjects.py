"""What there are feeds of: all news, those of a topic, of a place, and of a topic in a place."""

from dataclasses import dataclass
from functools import lru_cache

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import override

from news.addresses import absolute
from news.filters import Filters
from news.listing import listing_of
from regions.models import Hromada

FORMATS = {"rss": "RSS", "atom": "Atom", "json": "JSON"}


@dataclass(frozen=True)
class Subject:
    """What a feed is about, in the language that is active.

    ``path``         what stands after /feeds/ and before the dot of the format
    ``title``        of the whole feed, with the name of the site
    ``description``  one sentence, plain text
    ``link``         the path of the page that shows the same news
    ``things``       the Tag, Oblast, Hromada whose news it has; of several those that carry all
    """

    path: str
    title: str
    description: str
    link: str
    things: tuple = ()

    def address(self, language, format):
        """Return the whole address of the feed in a language, "uk" or "en", and a format."""
        return address_of_feed(language, self.path, format)

    def listing(self, language):
        """Return the Listing of the news in it."""
        return listing_of(*self.things, language=language)


def everything():
    """Return the Subject of all news."""
    return Subject(
        "all",
        # Translators: «Портал громад: усі новини»
        _("Hromada Portal: all news"),
        _("News of Ukraine’s local self-government: every hromada, every oblast."),
        reverse("news"),
    )


def subject_of(place=None, tag=None):
    """Return the Subject of an Oblast or Hromada, of a Tag, or of a Tag in one of them."""
    things = tuple(thing for thing in (place, tag) if thing)
    name = " · ".join(thing.title for thing in things)
    return Subject(
        path_of(place and place.katottg, tag and tag.slug),
        f"{_('Hromada Portal')}: {name}",
        # Translators: «Новини: %(name)s»; the name of a topic or place
        _("News: %(name)s") % {"name": name},
        things[0].get_absolute_url() if len(things) == 1 else _narrowed(place, tag),
        things,
    )


def path_of(katottg=None, slug=None):
    """Return what stands after /feeds/ of a place's code, a topic's slug, both or neither."""
    if not katottg:
        return f"tags/{slug}" if slug else "all"
    return f"regions/{katottg}/{slug}" if slug else f"regions/{katottg}"


def path_of_label(label):
    """Return the same of the Label of a topic or a place."""
    return path_of(label.katottg, None if label.katottg else label.slug)


def path_of_filters(filters):
    """Return the same of the place and topic to which Filters narrow a list of news.

    Of their dates a feed knows nothing: it has the newest.
    """
    place = filters.hromada or filters.oblast
    return path_of(place and place.katottg, filters.tag and filters.tag.slug)


def title_of_filters(filters):
    """Return what such a feed is called where a page links to it."""
    things = filters.hromada or filters.oblast, filters.tag
    return " · ".join(thing.title for thing in things if thing) or _("All news")


def address_of_feed(language, path, format):
    """Return the whole address of a feed by its path, as `path_of` gives it."""
    return f"{absolute(_start(language))}{path}.{format}"


@lru_cache
def _start(language):
    with override(language):
        return reverse("feeds")


def _narrowed(place, tag):
    """Return the path of the list of news that is narrowed to a place and a topic."""
    is_hromada = isinstance(place, Hromada)
    filters = Filters(tag=tag, **{"hromada" if is_hromada else "oblast": place})
    return f"{reverse('news')}?{urlencode(filters.query())}"
