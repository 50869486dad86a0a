"""Finding articles: which, in which order, how many, and of which years and oblasts."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from django.db.models.expressions import RawSQL
from django.utils import timezone

from news import generation
from news.labels import OBLAST, in_order, labels
from news.listing import Listing
from news.models import Kind
from news.models.search import article_of, label_token, seconds_of
from news.search import engine
from news.search.conditions import asking, within
from news.search.phrases import fits, needs_reading
from news.search.query import Query, parse
from news.search.ranking import ranked, weigh
from news.spans import midnight

MOST = 1000  # articles that a search gives and counts
RANKED = 300  # the newest of them, of which the best come first
BATCH = 200  # entries that are read at a time, the newest first, to find phrases of three words,
READ_AT_MOST = 2000  # until RANKED have them, or so many were read: a tenth of a second


@dataclass(frozen=True)
class Found:
    """What a search found.

    ``words``      the Query that was asked, for marking
    ``ids``        of the articles in their order, at most MOST: the best of the newest RANKED, then
                   the others by their dates; or all by their dates
    ``number``     how many there are, or None where there are more than `more_than`
    ``more_than``  the number that was counted
    """

    words: Query
    listing: Listing
    ids: tuple = ()
    keys: tuple = ()  # of the entries, the newest first
    number: int | None = 0
    more_than: int = 0

    def by_year(self):
        """Return [(year of Kyiv, number of articles)], the newest first.

        Where not all were counted they are the years that have any, with None for the number.
        """
        if self.number is not None:
            return sorted(Counter(map(_year_of, self.keys)).items(), reverse=True)
        return _years(self.words, self.listing)

    def by_oblast(self):
        """Return [(Label of an oblast, number of articles)], most first.

        Where not all were counted they are those of the articles that were, with None for the
        number.
        """
        beginning, found = label_token(Kind.OBLAST, ""), Counter()
        for (carried,) in engine.entries(self.keys, ("labels",)).values():
            found.update(
                int(token[len(beginning) :])
                for token in carried.split()
                if token.startswith(beginning)
            )
        known = in_order(labels(OBLAST, found, self.listing.language), found)
        best = sorted(known, key=lambda label: -found[label.pk])
        return [(label, None if self.number is None else found[label.pk]) for label in best]


def find(query, listing, order="best", most=MOST):
    """Return the Found of a query among the public articles of a Listing.

    `query` is what a reader typed (str) or a Query; `order` is "best" or "newest".
    """
    return _found(parse(query) if isinstance(query, str) else query, listing, order, most)


def search(articles, query):
    """Narrow a queryset of articles, also of such as aren't public, to those that a query finds.

    The language of a newsroom's names is Ukrainian. A query without a word finds nothing. Phrases
    of three words are looked for in the newest READ_AT_MOST articles that have their pairs.
    """
    query = parse(query) if isinstance(query, str) else query
    asked = asking(query, "uk")
    if asked is None:
        return articles.none()
    if needs_reading(query):
        keys, _ = _read(query, asked.condition, engine.LOWEST, engine.HIGHEST)
        return articles.filter(pk__in=map(article_of, keys))
    sql, given = engine.ids(asked.condition)
    return articles.filter(pk__in=RawSQL(sql, given))  # noqa: S611 - composed of our own words


@generation.kept(most=16)  # a result may take 100 kB
def _found(query, listing, order, most):
    asked = asking(query, listing.language)
    if asked is None:
        return Found(query, listing)
    condition = ("and", asked.condition, *within(listing))
    lowest, highest = engine.span(listing)
    if needs_reading(query):
        keys, is_all = _read(query, condition, lowest, highest)
    else:
        keys = engine.newest(condition, lowest, highest, most + 1)
        is_all = len(keys) <= most
    keys = keys[:most]
    ordered = keys if order == "newest" else _best_first(keys, asked, listing)
    number = len(keys) if is_all else None
    return Found(query, listing, tuple(map(article_of, ordered)), tuple(keys), number, len(keys))


def _best_first(keys, asked, listing):
    """Return keys, the newest first, with the best of the first RANKED before the others."""
    weighed = weigh(asked.words, asked.named, listing.language)
    best = ranked(engine.entries(keys[:RANKED], ("labels", "title", "lead")), weighed)
    return [*best, *keys[RANKED:]]


def _read(query, condition, lowest, highest):
    """Return the keys of the entries that have the long phrases of a Query too, the newest first,
    and whether they are all that do."""
    found, read = [], 0
    for batch in engine.batches(condition, lowest, highest, BATCH):
        texts = engine.entries(batch, ("title", "lead", "body"))
        found += [key for key in batch if key in texts and fits(query, texts[key])]
        read += len(batch)
        is_enough = len(found) >= RANKED or read >= READ_AT_MOST
        if len(batch) == BATCH and is_enough:
            return found, False
    return found, True


def _years(query, listing):
    """Return [(year, None)] of the years that have any, the newest first: a search for each."""
    condition = ("and", asking(query, listing.language).condition, *within(listing))
    lowest, highest = engine.span(listing)
    found = []
    while keys := engine.newest(condition, lowest, highest, 1):
        year = _year_of(keys[0])
        found.append((year, None))
        until = replace(listing, until=midnight(date(year, 1, 1)))
        highest = engine.span(until)[1]
    return found


def _year_of(key):
    moment = datetime.fromtimestamp(seconds_of(key), UTC)
    return timezone.localtime(moment).year
