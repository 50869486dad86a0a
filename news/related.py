"""«Читайте також»: the editor's picks, then what shares a place, a topic or its words, then the
newest.

Every card knows why it is there. Which articles are related is stored with each (news/relating.py
keeps it up); here it is found, and put together for a page.
"""

import logging
import math
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import NamedTuple

from django.db import DatabaseError, connection
from django.utils.translation import gettext as _

from news import corpus, generation
from news.cards import COLUMNS, Card, with_labels
from news.keywords import WHOLE, keywords, told
from news.labels import HROMADA, OBLAST, TAG, carried
from news.models import Article, Kind
from news.moments import to_database

logger = logging.getLogger(__name__)

CARDS = 4
MOST = CARDS + 8  # more are stored than shown: some may be unpublished since, some not be out yet
# What a shared label weighs, a topic if no other article carries it; and all words, if all are.
HROMADAS, TAGS, OBLASTS, WORDS = 3.0, 2.0, 0.5, 8.0
HALF_LIFE = 1000  # days apart after which all that is shared weighs half
LEAST = 0.3  # what scores less is not related
ALIKE = 0.13  # how much of their words two articles share that no label ties
NEAR = 75  # the nearest in time, before and after, that are looked at for each label and word
SCORED = 200  # of what was found so, which is the more the commoner the labels are
COUNTED = 5000  # articles that carry a topic; one that more carry weighs as if so many did
# Two articles that share so much of their words tell one story, and so much within some days.
ONE_STORY, ONE_STORY_OF_DAYS, DAYS = 0.6, 0.35, 2
COMPARED = 30  # of the best, from which those of one story are told apart

_KINDS = {TAG: Kind.TAG, OBLAST: Kind.OBLAST, HROMADA: Kind.HROMADA}
# Of each label and word the nearest on both sides of a moment,
# (as text: of these hundreds of rows nobody needs moments, which are slow to make)
_BEFORE = """SELECT {number} AS number, article_id, CAST(published_at AS TEXT) AS at FROM (
SELECT article_id, published_at FROM {table}
WHERE {has} AND language = %s AND published_at <= %s
ORDER BY published_at DESC, article_id DESC LIMIT {near}) AS earlier"""
_AFTER = """SELECT {number} AS number, article_id, CAST(published_at AS TEXT) AS at FROM (
SELECT article_id, published_at FROM {table}
WHERE {has} AND language = %s AND published_at > %s
ORDER BY published_at, article_id LIMIT {near}) AS later"""
_LABELLED = {"table": "news_listed", "has": "kind = %s AND label = %s", "near": NEAR}
_WORDED = {"table": "news_keyword", "has": "word = %s", "near": NEAR}
# and then which of them each of the most promising has.
_SHARED = """\
SELECT article_id, kind, label, '' AS word, 0 AS weight FROM news_listed
WHERE article_id IN ({articles}) AND (kind, label) IN (VALUES {labels})
UNION ALL
SELECT article_id, 0, 0, word, weight FROM news_keyword
WHERE article_id IN ({articles}) AND word IN ({words})
"""
_USES = """SELECT %s AS label, COUNT(*) FROM (SELECT 1 FROM news_listed
WHERE kind = {kind} AND label = %s AND language = %s LIMIT {most}) AS uses"""
_KEYWORDS = "SELECT article_id, word, weight FROM news_keyword WHERE article_id IN ({places})"
_KEEP = """\
INSERT INTO news_relatedarticles (article_id, found, least, is_old) VALUES (%s, %s, %s, FALSE)
ON CONFLICT (article_id) DO """
FILL = _KEEP + "NOTHING"
REPLACE = _KEEP + "UPDATE SET found = excluded.found, least = excluded.least, is_old = FALSE"


class Related(NamedTuple):
    """A Card, and why it is here (words for the reader, never empty)."""

    card: Card
    why: tuple


class Tie(NamedTuple):
    """The id of a related article, how much it is related, and whether the words of the texts are
    enough to say so, without a label."""

    pk: int
    score: float
    is_by_words: bool


class Shared(NamedTuple):
    """What an article shares with another: the score, how much of the words (0–1), and the day of
    the other as an ordinal."""

    score: float
    words: float
    day: int


@dataclass(frozen=True)
class Features:
    """What an article is related by: `labels` are pairs (Kind, id), `moment` is its date, `words`
    are {lemma: weight} of news/keywords.py."""

    pk: int | None
    language: str
    moment: datetime
    labels: tuple
    words: dict = field(default_factory=dict)

    @property
    def day(self):
        """The day of the date by UTC, as an ordinal."""
        return self.moment.astimezone(UTC).toordinal()


def features_of(article, labels):
    """Return the Features of an Article (of a draft: as if it were dated now) with its Labels."""
    pairs = tuple(
        (int(_KINDS[label.kind]), label.pk)
        for label in (*labels.tags, *labels.oblasts, *labels.hromadas)
        if label.pk  # a topic of a preview may not be stored yet
    )
    text = told(article.language, article.title, article.lead, article.body)
    words = keywords_of([article.pk]).get(article.pk) if article.is_published() else None
    moment = article.published_at or datetime.now(UTC)
    return Features(article.pk, article.language, moment, pairs, words or keywords([text])[0])


def keywords_of(pks):
    """Return {id: {lemma: weight}} of those articles whose words were chosen. One query."""
    found = {}
    if pks:
        with connection.cursor() as cursor:
            cursor.execute(_KEYWORDS.format(places=_places(pks)), list(pks))
            for pk, word, weight in cursor.fetchall():
                found.setdefault(pk, {})[word] = weight
    return found


def best(article, labels):
    """Return the Ties of an Article with its Labels, found anew and stored for the next reader."""
    ties = find(features_of(article, labels))
    try:
        with _without_waiting(), connection.cursor() as cursor:
            cursor.execute(FILL, row_of(article.pk, ties))
    except DatabaseError as error:
        logger.info("What is related to article %s was not kept: %s", article.pk, error)
    return ties


def find(features):
    """Return the MOST Ties of the articles that are most related by `features`, best first, but of
    one story only one among the first CARDS.

    They are published, some perhaps at a moment to come. Five queries at most.
    """
    return chosen(score(features))


def chosen(scores):
    """Return what `find` does, of {id: Shared} of those that are related. One query at most."""
    order = sorted(scores, key=lambda pk: (scores[pk].score, pk), reverse=True)
    return [
        Tie(pk, round(scores[pk].score, 3), scores[pk].words >= ALIKE)
        for pk in _of_different_stories(order[:COMPARED], scores)[:MOST]
    ]


def score(features):
    """Return {id: Shared} of the published articles that are related by `features`.

    Those that are near in time by one label or word at least, each by all that it shares. The score
    is the same whichever of the two is asked for. Four queries at most.
    """
    if not (features.labels or features.words):
        return {}
    weights = _weights(features)
    days = _nearest(features, weights)
    labels, words = {}, {}
    for pk, kind, label, word, weight in _shared(features, list(days)):
        if kind:
            labels[pk] = labels.get(pk, 0) + weights[kind, label]
        else:
            words[pk] = words.get(pk, 0) + weight * features.words[word] / WHOLE**2
    found = {}
    for pk, day in days.items():
        alike = words.get(pk, 0)
        total = (labels.get(pk, 0) + WORDS * alike) * _fading(day - features.day)
        if total >= LEAST and (pk in labels or alike >= ALIKE):
            found[pk] = Shared(total, alike, day)
    return found


def _fading(days):
    return 1 / (1 + abs(days) / HALF_LIFE)


def _weights(features):
    """Return {(Kind, id): weight} of the labels: of topics by their rarity in the language."""
    weights = {pair: HROMADAS if pair[0] == Kind.HROMADA else OBLASTS for pair in features.labels}
    tags = [pk for kind, pk in features.labels if kind == Kind.TAG]
    if not tags:
        return weights
    number = max(2, corpus.total(features.language))
    use = _USES.format(kind=Kind.TAG.value, most=COUNTED)
    with connection.cursor() as cursor:
        params = [value for pk in tags for value in (pk, pk, features.language)]
        cursor.execute(" UNION ALL ".join([use] * len(tags)), params)
        for pk, uses in cursor.fetchall():
            rarity = math.log1p(number / max(1, uses)) / math.log1p(number)
            weights[Kind.TAG.value, int(pk)] = TAGS * min(1, rarity)
    return weights


def _nearest(features, weights):
    """Return {id: day} of the SCORED articles that share most of `features`, as far as those show
    by which they were found."""
    shares = [weights[pair] for pair in features.labels]
    shares += [WORDS * (weight / WHOLE) ** 2 for weight in features.words.values()]
    seeks, params = [], []
    side = [features.language, to_database(features.moment)]
    for seek in (_BEFORE, _AFTER):
        for number, (given, words) in enumerate(
            [
                *((pair, _LABELLED) for pair in features.labels),
                *(((word,), _WORDED) for word in features.words),
            ]
        ):
            seeks.append(seek.format(number=number, **words))
            params += [*given, *side]
    sums, days = {}, {}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(seeks), params)
        for number, pk, at in cursor.fetchall():
            sums[pk] = sums.get(pk, 0) + shares[number]
            days[pk] = at[:10]
    sums.pop(features.pk, None)
    mine = features.day
    days = {pk: _ordinal(days[pk]) for pk in sums}
    faded = {pk: (weight * _fading(days[pk] - mine), pk) for pk, weight in sums.items()}
    return {pk: days[pk] for pk in sorted(faded, key=faded.get, reverse=True)[:SCORED]}


@lru_cache(4096)
def _ordinal(day):
    return date.fromisoformat(day).toordinal()


def _shared(features, pks):
    """Return [(id, Kind or 0, id of the label, word, weight)] of what articles share."""
    if not pks:
        return []
    labels = features.labels or ((0, 0),)
    words = tuple(features.words) or ("",)
    sql = _SHARED.format(
        articles=_places(pks), labels=", ".join(["(%s, %s)"] * len(labels)), words=_places(words)
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*pks, *(value for pair in labels for value in pair), *pks, *words])
        return cursor.fetchall()


def _of_different_stories(order, scores):
    """Return the ids of `order` with those behind that tell the story of one before them."""
    if len(order) < 2:
        return order
    words = keywords_of(order)
    first, behind = [], []
    for pk in order:
        is_told = len(first) < CARDS and any(
            _is_one_story(words.get(pk, {}), words.get(other, {}), scores[pk], scores[other])
            for other in first
        )
        (behind if is_told else first).append(pk)
    return first[:CARDS] + sorted([*first[CARDS:], *behind], key=order.index)


def _is_one_story(mine, others, one, other):
    alike = sum(weight * others.get(word, 0) for word, weight in mine.items()) / WHOLE**2
    return alike >= (ONE_STORY_OF_DAYS if abs(one.day - other.day) <= DAYS else ONE_STORY)


def row_of(pk, ties):
    """Return the values of FILL and REPLACE of the article `pk` with its Ties."""
    least = min(tie.score for tie in ties) if len(ties) >= MOST else 0
    return [pk, packed(ties), least]


def packed(ties):
    """Return Ties as one str, which `unpacked` reads; each begins with a space and its id."""
    return "".join(f" {tie.pk}:{tie.score:g}:{tie.is_by_words:d}" for tie in ties)


def unpacked(text):
    """Return the list of Ties of a str that `packed` has written."""
    parts = (each.split(":") for each in text.split())
    return [Tie(int(pk), float(number), by_words == "1") for pk, number, by_words in parts]


def tied(labels, picked, ties, around):
    """Return up to CARDS `Related` of an article with its Labels, best first.

    `picked` are ids, the editor's, and `ties` Ties; `around` are {id: (Card, Labels)} of those that
    may be shown.
    """
    found = []
    by_words = {tie.pk for tie in ties if tie.is_by_words}
    for pk in dict.fromkeys([*picked, *(tie.pk for tie in ties)]):
        if pk in around and len(found) < CARDS:
            card, others = around[pk]
            if why := _why(labels, others, pk in picked, pk in by_words):
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


def _why(mine, others, is_picked, is_by_words):
    """Return the words of what ties two articles, which carry two Labels."""
    why = [each.short_title for each in others.hromadas if each in mine.hromadas]
    why += [each.title for each in others.tags if each in mine.tags]
    if is_by_words and not why:
        # Translators: «Схоже за змістом»; of an article whose text has the same words.
        why = [_("On a similar subject")]
    why = why or [each.title for each in others.oblasts if each in mine.oblasts]
    if is_picked:
        # Translators: «Вибір редакції»
        why.insert(0, _("Editors’ choice"))
    return tuple(why)


def _places(values):
    return ", ".join(["%s"] * len(values))


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
