"""«Читайте також»: the editor's picks, then what shares a place or a topic, then the newest.

Every card knows why it is there. Which articles are related is stored: `best` finds it, and finds
it anew when anything has changed that it stands on.
"""

import logging
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from typing import NamedTuple

from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext as _

from news import generation
from news.cards import COLUMNS, Card, with_labels
from news.labels import HROMADA, OBLAST, TAG, carried
from news.models import Article, Kind
from news.moments import from_database, to_database

logger = logging.getLogger(__name__)

CARDS = 4
SPARE = 8  # more are stored than shown: some may be unpublished since, some not be out yet
WEIGHTS = {Kind.HROMADA: 5.0, Kind.TAG: 3.0, Kind.OBLAST: 1.0}  # of one shared label
NEAR = 75  # the nearest in time, before and after, that are looked at for each label
HALF_LIFE = 540  # days apart after which a shared label weighs half
# Numbers of rows are given out before they are committed, those of one moment in any order: what
# may still come stands among the last so many.
UNSETTLED = 500
LONG_AGO = 20_000  # rows since then are not looked through to see what has changed

_KINDS = {TAG: Kind.TAG, OBLAST: Kind.OBLAST, HROMADA: Kind.HROMADA}
# In SQL: of each label both sides of a moment, and then which of the labels each article carries.
_CARRYING = """\
SELECT article_id, kind, published_at FROM news_listed
WHERE (kind, label) IN (VALUES {labels}) AND article_id IN ({near}) AND article_id <> %s
"""
_BEFORE = """SELECT article_id FROM (
SELECT article_id FROM news_listed
WHERE kind = %s AND label = %s AND language = %s AND published_at <= %s
ORDER BY published_at DESC, article_id DESC LIMIT {near}) AS earlier"""
_AFTER = """SELECT article_id FROM (
SELECT article_id FROM news_listed
WHERE kind = %s AND label = %s AND language = %s AND published_at > %s
ORDER BY published_at, article_id LIMIT {near}) AS later"""
# The last number that was given, and how many rows after a number carry one of the labels.
_LAST = "SELECT COALESCE(MAX(id), 0) FROM news_listed"
_CHANGES = """\
SELECT ({last}), COUNT(*) FROM news_listed
WHERE id > %s AND id <= %s AND (kind, label) IN (VALUES {labels})
"""
_KEEP = """\
INSERT INTO news_relatedarticles (article_id, ids, word, features, after, changes)
VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (article_id) DO UPDATE SET ids = excluded.ids, word = excluded.word,
features = excluded.features, after = excluded.after, changes = excluded.changes
"""


class Related(NamedTuple):
    """A Card, and why it is here (words for the reader, never empty)."""

    card: Card
    why: tuple


@dataclass(frozen=True)
class Features:
    """What an article is related by; `labels` are pairs (Kind, id), `moment` is its date."""

    pk: int | None
    language: str
    moment: datetime
    labels: tuple

    @property
    def digest(self):
        shown = (self.language, self.moment.astimezone(UTC).isoformat(), sorted(self.labels))
        return blake2b(repr(shown).encode(), digest_size=16).hexdigest()


class Stored(NamedTuple):
    """A row of RelatedArticles without its article."""

    ids: str
    word: str
    features: str
    after: int
    changes: int


def features_of(article, labels):
    """Return the Features of an Article (of a draft: as if it were dated now) with its Labels."""
    pairs = tuple(
        (int(_KINDS[label.kind]), label.pk)
        for label in (*labels.tags, *labels.oblasts, *labels.hromadas)
        if label.pk  # a topic of a preview may not be stored yet
    )
    moment = article.published_at or datetime.now(UTC)
    return Features(article.pk, article.language, moment, pairs)


def best(features, stored):
    """Return the ids of the CARDS + SPARE articles most related by `features`, best first.

    They are published, some perhaps at a moment to come. `stored` is what was Stored of the
    article, or None: it holds while the content is of the same generation, and longer while no
    article that shares a label was published, dated or labelled anew. What is found is stored then.
    """
    word = generation.current()
    if stored and word and stored.word == word:
        return _numbers(stored.ids)
    if not features.labels:
        return []
    with connection.cursor() as cursor:
        if stored and stored.features == features.digest:
            last, changes = _changes(cursor, features, stored.after)
            if changes == stored.changes and 0 <= last - stored.after < LONG_AGO:
                return _numbers(stored.ids)
        else:
            cursor.execute(_LAST)
            (last,) = cursor.fetchone()
        after = max(0, last - UNSETTLED)
        _, changes = _changes(cursor, features, after)
    ids = find(features)
    _keep(features, Stored(" ".join(map(str, ids)), word, features.digest, after, changes))
    return ids


def find(features):
    """Return what `best` does, without looking at what is stored and without storing it."""
    scores = score(features) if features.labels else {}
    return sorted(scores, key=lambda pk: (scores[pk], pk), reverse=True)[: CARDS + SPARE]


def score(features):
    """Return {id: score} of published articles that share a label with `features`. One query.

    Those that are near in time by one of the labels at least, each by all that it shares.
    """
    seeks, params = [], []
    for seek in (_BEFORE, _AFTER):
        for pair in features.labels:
            seeks.append(seek.format(near=NEAR))
            params += [*pair, features.language, to_database(features.moment)]
    sql = _CARRYING.format(labels=_places(features), near=" UNION ".join(seeks))
    scores = defaultdict(float)
    with connection.cursor() as cursor:
        cursor.execute(sql, [*_pairs(features), *params, features.pk or 0])
        for pk, kind, published_at in cursor.fetchall():
            days = abs((from_database(published_at) - features.moment).days)
            scores[pk] += WEIGHTS[kind] * 0.5 ** (days / HALF_LIFE)
    return scores


def tied(labels, picked, ids, around):
    """Return up to CARDS `Related` of an article with its Labels, best first.

    `picked` and `ids` are the editor's and those of `best`; `around` are {id: (Card, Labels)} of
    those that may be shown.
    """
    found = []
    for pk in dict.fromkeys([*picked, *ids]):
        if pk in around and len(found) < CARDS:
            card, others = around[pk]
            if why := _why(labels, others, pk in picked):
                found.append(Related(card, why))
    return found


def filled(cards, article):
    """Return the `Related` of an Article with the newest in the places that are left."""
    if len(cards) < CARDS:
        taken = {article.pk, *(related.card.pk for related in cards)}
        others = [card for card in newest(article.language) if card.pk not in taken]
        # Translators: «Найновіше»
        cards += [Related(card, (_("Newest"),)) for card in others[: CARDS - len(cards)]]
    return cards


@generation.kept
def newest(language):
    """Return the newest public Cards of a language: as many as any article may need."""
    rows = Article.objects.published().in_language(language).values_list(*COLUMNS)
    rows = list(rows[: 2 * CARDS + 1])
    return with_labels(rows, carried([row[0] for row in rows], language))


def _why(mine, others, is_picked):
    """Return the words of the labels that tie two articles, which carry two Labels."""
    why = [each.short_title for each in others.hromadas if each in mine.hromadas]
    why += [each.title for each in others.tags if each in mine.tags]
    why = why or [each.title for each in others.oblasts if each in mine.oblasts]
    if is_picked:
        # Translators: «Вибір редакції»
        why.insert(0, _("Editors’ choice"))
    return tuple(why)


def _numbers(ids):
    return [int(pk) for pk in ids.split()]


def _places(features):
    return ", ".join(["(%s, %s)"] * len(features.labels))


def _pairs(features):
    return [value for pair in features.labels for value in pair]


def _changes(cursor, features, after):
    """Return the last number of a row of Listed, and how many of the LONG_AGO rows after a number
    carry one of the labels."""
    sql = _CHANGES.format(last=_LAST, labels=_places(features))
    cursor.execute(sql, [after, after + LONG_AGO, *_pairs(features)])
    return cursor.fetchone()


def _keep(features, stored):
    """Store what was found; where that can't be now, it is found again next time."""
    try:
        with _without_waiting(), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_KEEP, [features.pk, *stored])
    except DatabaseError as error:
        logger.info("What is related to article %s was not kept: %s", features.pk, error)


@contextmanager
def _without_waiting():
    """Let a reader not wait for who writes into SQLite for long."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        usual = cursor.fetchone()[0]
        cursor.execute("PRAGMA busy_timeout = 50")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {usual:d}")
