"""The filters of a list of news: oblast, hromada, tag, dates, in any combination, from an address.

What cannot be understood becomes a sentence for the reader, never an exception. Whatever was
typed, each combination has one address: `address()`.
"""

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple

from django.db.models import Q
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from news import generation
from news.labels import labels
from news.listing import Listing, numbers_under, pair_of
from news.models import Kind, Tag
from news.spans import midnight, spoken_span
from news.typed_place import typed_places
from regions.models import Hromada, Oblast

MAX_VALUE = 100  # characters of one filter's value that are read
CANDIDATES = 12  # places offered for a name that several bear
NAMES = ("oblast", "hromada", "tag", "from", "to")

_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", re.ASCII)


class Chosen(NamedTuple):
    """One filter in words, «липень 2025», and the query of the list without it."""

    words: str
    without: str


@dataclass
class Filters:
    """What a list is narrowed to, and what in the address could not be understood.

    `values` keeps the raw text of each parameter, so that the form shows again what was typed;
    `errors` are sentences in the language of the page; `candidates` are the places that a typed
    name may mean, when it means several; `kept` are other parameters of the list's address, as
    (name, value) pairs: the words of a search.
    """

    oblast: Oblast | None = None
    hromada: Hromada | None = None
    tag: Tag | None = None
    since: date | None = None
    until: date | None = None
    values: dict = field(default_factory=dict)
    errors: list = field(default_factory=list)
    candidates: list = field(default_factory=list)
    kept: list = field(default_factory=list)

    @classmethod
    def read(cls, query, names=NAMES, kept=()):
        """Return the Filters of a request's query (a QueryDict or any mapping of str to str).

        `names` are the parameters that the page knows; others are as if they weren't there.
        """
        values = {
            name: (query.get(name) or "").replace("\x00", "").strip()[:MAX_VALUE]
            if name in names
            else ""
            for name in NAMES
        }
        filters = cls(values=values, kept=[pair for pair in kept if pair[1]])
        filters._read_oblast()
        filters._read_hromada()
        filters._read_tag()
        filters.since = filters._read_date("from")
        filters.until = filters._read_date("to")
        if filters.since and filters.until and filters.since > filters.until:
            # Translators: «Початкова дата пізніша за кінцеву. Поміняйте їх місцями.»
            filters.errors.append(_("The first date is later than the last. Swap them."))
        return filters

    def _refuse(self, sentence, name):
        self.errors.append(sentence % {"value": self.values[name]})

    def _read_oblast(self):
        value = self.values["oblast"]
        if not value:
            return
        self.oblast = oblast_called(value)
        if self.oblast is None:
            # Translators: «Немає такої області: %(value)s. Оберіть область зі списку.»
            self._refuse(_("There is no such oblast: %(value)s. Choose one."), "oblast")

    def _read_hromada(self):
        value = self.values["hromada"]
        if not value:
            return
        found = typed_places(value, self.oblast)
        if not found:
            # Translators: «Немає такої громади: %(value)s. Напишіть назву …»
            self._refuse(
                _("There is no such hromada: %(value)s. Type its name, or a town or village."),
                "hromada",
            )
        elif len(found) > 1:
            self.candidates = found
            # Translators: «Назва «%(value)s» підходить кільком громадам. Оберіть свою.»
            self._refuse(_("Several hromadas fit “%(value)s”. Choose yours."), "hromada")
        elif isinstance(found[0], Oblast):
            self.oblast = found[0]
        else:
            self.hromada = found[0]
            if self.hromada.oblast == self.oblast:
                self.oblast = None  # a hromada's news are its oblast's: said twice, it is the same

    def _read_tag(self):
        value = self.values["tag"]
        if not value:
            return
        self.tag = tag_called(value)
        if self.tag is None:
            # Translators: «Немає такої теми: %(value)s. Оберіть тему зі списку.»
            self._refuse(_("There is no such topic: %(value)s. Choose one."), "tag")

    def _read_date(self, name):
        """Return the date of a parameter, as a browser writes it or as people do: 31.07.2025."""
        value = self.values[name]
        if not value:
            return None
        dotted = _DOTTED.fullmatch(value)
        try:
            if dotted:
                day, month, year = map(int, dotted.groups())
                return date(year, month, day)
            return date.fromisoformat(value)
        except ValueError:
            # Translators: «Незрозуміла дата: %(value)s. Напишіть її як 31.07.2025.»
            self._refuse(_("This is not a date: %(value)s. Write it as 31.07.2025."), name)
            return None

    def apply(self, articles):
        """Narrow a queryset of articles; days are days of Kyiv, both ends included."""
        if self.oblast:
            articles = articles.in_oblast(self.oblast)
        if self.hromada:
            articles = articles.in_hromada(self.hromada)
        if self.tag:
            articles = articles.with_tag(self.tag)
        since, until = self.moments()
        if since:
            articles = articles.filter(published_at__gte=since)
        if until:
            articles = articles.filter(published_at__lt=until)
        return articles

    def listing(self, but=None):
        """Return the Listing of what the filters leave, in the language of the page.

        The filter named `but` ("oblast", "tag") is left out.
        """
        named = (("oblast", self.oblast), ("hromada", self.hromada), ("tag", self.tag))
        things = [pair_of(thing) for name, thing in named if thing and name != but]
        since, until = self.moments()
        return Listing(get_language(), tuple(things), since=since, until=until)

    def moments(self):
        """Return the first moment of the days and the first one after them; None where open."""
        is_open = self.until is None or self.until == date.max
        until = None if is_open else midnight(self.until + timedelta(days=1))
        return self.since and midnight(self.since), until

    def options(self):
        """Return what the list can be narrowed to further: {"oblasts": […], "tags": […]}.

        Pairs of a Label and how many articles it would leave under the other filters, or None
        where they leave too many to count; those that would leave none aren't offered.
        """
        return {
            f"{kind.label}s": options(kind, self.listing(but=kind.label))
            for kind in (Kind.OBLAST, Kind.TAG)
        }

    def is_empty(self):
        """Say whether nothing was asked of the list."""
        return not (self.kept or any(self.values.values()))

    def query(self):
        """Return the parameters of the list's one address as (name, value) pairs, in their order.

        A place and a topic stand by what they are called now, a hromada by its code: twenty-odd
        hromadas share each common name.
        """
        values = {
            "oblast": self.oblast and self.oblast.slug,
            "hromada": self.hromada and self.hromada.katottg,
            "tag": self.tag and self.tag.slug,
            "from": self.since and self.since.isoformat(),
            "to": self.until and self.until.isoformat(),
        }
        return [*self.kept, *((name, value) for name, value in values.items() if value)]

    def query_with(self, **changes):
        """Return the query of the list's address with some parameters changed: "?tag=voda" or "".

        None takes a parameter away; `from` is a word of Python: give it in a dictionary.
        """
        pairs = [(name, value) for name, value in self.query() if name not in changes]
        pairs += [(name, value) for name, value in changes.items() if value is not None]
        order = [*dict(self.kept), *NAMES]
        pairs.sort(key=lambda pair: order.index(pair[0]))
        return f"?{urlencode(pairs)}" if pairs else ""

    @cached_property
    def chosen(self):
        """Return the filters in words, a list of Chosen in a fixed order."""
        found = []
        if self.oblast:
            found.append(Chosen(self.oblast.title, self.query_with(oblast=None)))
        if self.hromada:
            words = self.hromada.unmistakable_title()
            found.append(Chosen(words, self.query_with(hromada=None)))
        if self.tag:
            found.append(Chosen(self.tag.title, self.query_with(tag=None)))
        for words, ends in spoken_span(self.since, self.until):
            found.append(Chosen(words, self.query_with(**dict.fromkeys(ends))))
        return found

    def words(self):
        """Return all of them in one line, «Харківська область · вода · липень 2025», or "".

        A line may break after a dot, not before it.
        """
        return capfirst("\N{NO-BREAK SPACE}· ".join(chosen.words for chosen in self.chosen))

    def place_typed(self):
        """Return what the field of the hromada shows: what was typed, or the hromada it meant."""
        if not self.hromada:
            return "" if self.oblast else self.values["hromada"]
        return f"{self.hromada.short_title}, {self.hromada.raion.title}"

    def offered(self):
        """Return the first CANDIDATES of the candidates as (place, query of the list) pairs."""
        pairs = []
        for place in self.candidates[:CANDIDATES]:
            changes = (
                {"oblast": place.slug}
                if isinstance(place, Oblast)
                else {"oblast": None, "hromada": place.katottg}
            )
            pairs.append((place, self.query_with(**changes)))
        return pairs

    def more_candidates(self):
        """Return how many candidates aren't offered: then it is better to type more."""
        return max(0, len(self.candidates) - CANDIDATES)


@generation.kept(most=128)
def options(kind, listing):
    """Return pairs of a Label of a Kind and how many articles of a Listing it would leave."""
    found = numbers_under(kind, listing)
    known = labels(kind.label, found, listing.language)
    return [(known[pk], found[pk]) for pk in sorted(known, key=lambda pk: known[pk].order)]


@generation.kept(most=256)
def oblast_called(value):
    """Return the Oblast of a slug or a code, or None."""
    return Oblast.objects.filter(Q(slug=value) | Q(katottg=value)).first()


@generation.kept(most=1024)
def tag_called(slug):
    """Return the Tag of a slug, today's or a former one, or None."""
    if "\x00" in slug:  # which PostgreSQL refuses
        return None
    return (
        Tag.objects.filter(slug=slug).first() or Tag.objects.filter(former_slugs__slug=slug).first()
    )
