"""Keeping up what is related to what: the words of articles that have changed, then their cards and
those of the articles around them.

Triggers note each change, whoever made it and however (news/models/related.py). A thread of the
server looks for what was noted after every change of the content, so that neither an editor nor a
reader waits for it; a page that is asked for before shows what was related until then, and of an
article that has itself changed what is found for that page.
"""

import logging
import time
from itertools import groupby
from operator import itemgetter

from django.db import Error, connection, transaction
from django.db.models import Q

from news import corpus, generation, related
from news.keywords import keywords, told
from news.models import Article, CorpusCount, Keyword, Listed, RelatedArticles, RelatedChange
from news.models.article import Language, State
from news.models.related import Step

logger = logging.getLogger(__name__)

PAUSE = 1  # second between two looks
SECONDS = 0.5  # of work at once, for the thread has other things to do
BATCH = 20  # articles that are described at once
ROWS = 10  # of one article that are looked for: a change leaves several
AROUND = 300  # of the articles that are most related to one, whether it belongs to their cards
SOME = 200  # articles, in which it doesn't matter much what is rare
MUCH = 0.02  # a score that differs by less is the same: rarity changes with every article
_ALL = (
    "INSERT INTO news_relatedchange (article_id, step) "
    "SELECT id, 0 FROM news_article WHERE state = %s ORDER BY published_at"
)


class Keeper:
    """Works on what was noted whenever the content has changed. One for each process."""

    def __init__(self):
        self.seen = None  # the generation in which nothing was left to do
        self.has_moved = False  # whether other cards were found since the last generation began

    def look(self):
        """Work on what was noted for SECONDS. Never raises."""
        word = generation.current()
        if word and word == self.seen:
            return
        try:
            if words_are_counted() and self.work(SECONDS):
                self.seen = word
        except Error:
            logger.debug("What is related waits for the database.")
        except Exception:
            logger.exception("What is related was not found anew.")
        finally:
            connection.close()

    def work(self, seconds=None, report=None):
        """Work on what was noted, for some seconds or (None) to its end.

        Returns whether the end was reached: then, if any cards are others now, another generation
        of the content begins. `report` is called with the numbers of articles of which the words
        were chosen and the cards found.
        """
        until = time.monotonic() + seconds if seconds is not None else None
        described = found = 0
        while until is None or time.monotonic() < until:
            if number := describe():
                described += number
            elif (moved := relate()) is not None:
                found += 1
                self.has_moved |= moved
            else:
                if self.has_moved:
                    self.has_moved = False
                    generation.move()
                return True
            if report:
                report(described, found)
        return False


def words_are_counted():
    """Return whether the numbers of the corpus tell rare words from common ones: not after an
    import that has more than doubled it, until the server has counted again (news/corpus)."""
    counted = dict(CorpusCount.objects.values_list("language", "articles"))
    return all(
        corpus.total(language) <= 2 * counted.get(language, 0) + SOME for language in Language
    )


def work(report=None):
    """Work on all that was noted, as `Keeper.work`."""
    return Keeper().work(report=report)


def note_all():
    """Note all published articles as changed; return their number."""
    with connection.cursor() as cursor:
        cursor.execute(_ALL, [State.PUBLISHED])
        return cursor.rowcount


def describe():
    """Choose the words of the BATCH newest articles that were noted; return how many they are."""
    rows = _noted(Step.DESCRIBE, BATCH)
    pks = set(rows.values())
    fields = "language", "title", "lead", "body", "published_at", "pk"
    articles = list(_published(pks).values_list(*fields)) if pks else []
    words = keywords([told(*article[:4]) for article in articles])
    wanted = [
        Keyword(
            article_id=pk, word=word, weight=weight, language=language, published_at=published_at
        )
        for (language, *_, published_at, pk), chosen in zip(articles, words, strict=True)
        for word, weight in sorted(chosen.items())
    ]
    with transaction.atomic():
        Keyword.objects.filter(article__in=pks).delete()
        # Another host may do the same at this moment.
        Keyword.objects.bulk_create(wanted, ignore_conflicts=True)
        RelatedChange.objects.filter(pk__in=rows).update(step=Step.RELATE)
    return len(pks)


def relate():
    """Find the cards of the newest article that was noted, and of those to which it comes or from
    which it goes, some dozens. Return whether any are others now; None when nothing was noted."""
    rows = _noted(Step.RELATE, 1)
    if not rows:
        return None
    (pk,) = set(rows.values())
    features = _features([pk]).get(pk)
    scores = related.score(features) if features else {}
    concerned = _concerned(pk, scores)
    waiting = RelatedChange.objects.filter(article_id__in=concerned)
    concerned.difference_update(waiting.values_list("article_id", flat=True))
    has_moved = _store(pk, related.chosen(scores) if features else None)
    for other, theirs in _features(concerned).items():
        has_moved |= _store(other, related.find(theirs))
    RelatedChange.objects.filter(pk__in=rows).delete()
    return has_moved


def _noted(step, most):
    """Return {id of the row: id of the article} of a Step, of so many of the newest articles."""
    rows = RelatedChange.objects.filter(step=step).order_by("-article_id")
    found, articles = {}, set()
    for pk, article in rows.values_list("pk", "article_id")[: ROWS * most]:
        if article in articles or len(articles) < most:
            articles.add(article)
            found[pk] = article
    return found


def _published(pks):
    articles = Article.objects.filter(state=State.PUBLISHED, published_at__isnull=False)
    return articles.filter(pk__in=pks).order_by()


def _features(pks):
    """Return {id: Features} of those of the articles that are published, also at a moment to come.
    Three queries."""
    if not pks:
        return {}
    carrying = Listed.objects.filter(article__in=pks).order_by("article")
    labels = {
        pk: tuple((kind, label) for _, kind, label in rows)
        for pk, rows in groupby(carrying.values_list("article", "kind", "label"), itemgetter(0))
    }
    words = related.keywords_of(pks)
    return {
        pk: related.Features(pk, language, moment, labels.get(pk, ()), words.get(pk, {}))
        for pk, language, moment in _published(pks).values_list("pk", "language", "published_at")
    }


def _concerned(pk, scores):
    """Return the ids of the articles whose cards are others now that the article `pk` has {id:
    Shared}: it belongs to theirs and wasn't there, or was and is more or less related."""
    near = sorted(scores, key=lambda other: scores[other].score, reverse=True)[:AROUND]
    concerned = Q(pk__in=near)
    has_changed = not scores or RelatedArticles.objects.filter(pk=pk, is_old=True).exists()
    if has_changed:
        # What it was related to before nobody knows any more: all lists are looked through.
        concerned |= Q(found__contains=f" {pk}:")
    theirs = RelatedArticles.objects.filter(concerned).values_list("pk", "found", "least")
    found = set()
    for other, ties, least in theirs:
        was = {tie.pk: tie.score for tie in related.unpacked(ties)}.get(pk, 0)
        now = scores[other].score if other in scores else 0
        differs = abs(now - was) > MUCH * max(now, was)
        # As much related as before, it may yet tell another story beside theirs.
        if (was and (has_changed or differs)) or (not was and now > least * (1 + MUCH)):
            found.add(other)
    return found - {pk}


def _store(pk, ties):
    """Store the Ties of an article, None of one that isn't published; return whether its page shows
    others than before.

    Each in a transaction of its own: so this holds no more than one row, and no deadlock is made.
    """
    row = RelatedArticles.objects.filter(pk=pk)
    if ties is None:
        return bool(row.delete()[0])
    before = row.values_list("found", flat=True).first()
    with connection.cursor() as cursor:
        cursor.execute(related.REPLACE, related.row_of(pk, ties))
    return _shown(related.unpacked(before or "")) != _shown(ties)


def _shown(ties):
    return [(tie.pk, tie.is_by_words) for tie in ties]
