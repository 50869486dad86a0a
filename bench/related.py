"""What «Читайте також» costs: to find the cards of an article, and all that one publication moves.

    python bench/related.py         (the newsroom of DATA_DIR and DATABASE_URL, after bench/seed.py)

In milliseconds of this process's CPU and as ratios to an article asked by its id, in the same run.
The work of a publication is rolled back.
"""

import os
import random
import statistics
import sys
import time
from itertools import accumulate
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

import django

django.setup()

from django.db import connection, transaction

from news import related, relating
from news.models import Article, Keyword, RelatedArticles, RelatedChange
from news.models.article import State

MANY = 40  # articles that are asked for,
NEWEST = 2000  # among so many
WORDS = 12  # of an article
BATCH = 5000


def make_keywords(names, chance):
    """Give all published articles WORDS of `names`, a list of str of which the first are common and
    most are rare, as the words of real texts are."""
    weights = list(accumulate(1 / (number + 20) for number in range(len(names))))
    articles = Article.objects.filter(state=State.PUBLISHED).order_by()
    rows, weight = [], round(1000 / WORDS**0.5)
    for pk, language, published_at in articles.values_list("pk", "language", "published_at"):
        for word in sorted(set(chance.choices(names, cum_weights=weights, k=WORDS))):
            rows.append(
                Keyword(
                    article_id=pk,
                    word=word.lower()[:60],
                    weight=weight,
                    language=language,
                    published_at=published_at,
                )
            )
        if len(rows) >= BATCH:
            Keyword.objects.bulk_create(rows, ignore_conflicts=True)
            rows = []
    Keyword.objects.bulk_create(rows, ignore_conflicts=True)


def cpu(function, *args):
    """Return the milliseconds of CPU that a call takes."""
    begun = time.process_time()
    function(*args)
    return 1000 * (time.process_time() - begun)


def publish(pk):
    """Do all that follows from a change of an article; nothing stays of it."""
    with transaction.atomic():
        RelatedChange.objects.all().delete()
        Article.objects.filter(pk=pk).update(title="Інакше")
        relating.work()
        transaction.set_rollback(True)


def main():
    recent = list(
        Article.objects.published().in_language("uk").values_list("pk", flat=True)[:NEWEST]
    )
    pks = random.Random(0).sample(recent, MANY)
    features = relating._features(pks)
    # The newest have their cards, as in a newsroom that has a server.
    there = set(RelatedArticles.objects.filter(pk__in=recent).values_list("pk", flat=True))
    for pk, each in relating._features(set(recent) - there).items():
        relating._store(pk, related.find(each))
    costs = {
        "one article by its id": [cpu(Article.objects.in_bulk, [pk]) for pk in pks],
        "cards of one article": [cpu(related.find, features[pk]) for pk in pks],
        "a change, with the cards of others": [cpu(publish, pk) for pk in pks[:8]],
    }
    least = statistics.median(costs["one article by its id"])
    print(
        f"{connection.vendor}, {Article.objects.count()} articles, "
        f"{RelatedArticles.objects.count()} of which have their cards"
    )
    for name, found in costs.items():
        middle = statistics.median(found)
        print(f"{name:36} {middle:8.2f} ms {middle / least:8.1f}")


if __name__ == "__main__":
    main()
