"""Each query of a list is served by the index that is made for it, however many articles there are.

On some thousand articles with statistics, as any newsroom has them after its first year; SQLite
gets along without statistics too. The measured run at 200,000 is bench/pages.py.
"""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from news import generation
from news.listing import Listing, carrying, counted, months, numbers, pair_of, recent
from news.models import Article, Kind
from tests.factories import KUPIANSK, hromada, make_tag, oblast

pytestmark = pytest.mark.django_db
ARTICLES = 2000


@pytest.fixture
def newsroom():
    """Make many articles at once: all of one common tag, one in 50 of a rare one and a hromada.

    As many English ones carry nothing: without them any index of the articles finds the same rows.
    """
    now = timezone.now()
    Article.objects.bulk_create(
        Article(
            title=f"{number}",
            slug=f"{number}",
            lead="Лід. " * 30,
            body="Текст. " * 100,
            state="published",
            published_at=now - timedelta(hours=number),
            language=language,
        )
        for language in ("uk", "en")
        for number in range(ARTICLES)
    )
    keys = list(Article.objects.filter(language="uk").values_list("pk", flat=True))
    common, rare = make_tag("вода"), make_tag("дендропарк")
    place = hromada(KUPIANSK)
    for model, name, pairs in (
        (Article.tags.through, "tag", [(key, common.pk) for key in keys]),
        (Article.tags.through, "tag", [(key, rare.pk) for key in keys[::50]]),
        (Article.hromadas.through, "hromada", [(key, place.pk) for key in keys[::50]]),
        (Article.oblasts.through, "oblast", [(key, place.oblast_id) for key in keys[::50]]),
    ):
        model.objects.bulk_create(
            model(**{"article_id": key, f"{name}_id": label}) for key, label in pairs
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "postgresql":
            # So few rows it rightly reads as a whole where half of them are asked for.
            cursor.execute("SET LOCAL enable_seqscan = off")


@pytest.fixture
def asked(newsroom):
    """Return what the queries are about: labels, and the edge in the middle of all articles."""
    keys = Article.objects.filter(language="uk").order_by("-published_at")
    labels = {"tag": make_tag("вода"), "rare": make_tag("дендропарк")}
    labels |= {"hromada": hromada(KUPIANSK), "oblast": oblast()}
    pairs = {name: pair_of(label) for name, label in labels.items()}
    return SimpleNamespace(**pairs, middle=keys.values_list("published_at", "pk")[ARTICLES // 2])


def under(*labels):
    return Listing("uk", labels)


def of_any(at):
    return Listing("uk", any_of=(at.tag, at.rare, at.oblast))


NEWEST, LISTED = "article_newest", "listed_newest"
COUNTED = "listed_"  # a number of few is as near by the other index of the table
# What is asked, and the index that must serve it.
QUERIES = {
    "all": (lambda at: Listing("uk").cards(21), NEWEST),
    "all, deep": (lambda at: Listing("uk").cards(21, at.middle), NEWEST),
    "all, above": (lambda at: Listing("uk").above(at.middle, 21), NEWEST),
    "all, place of a page": (lambda at: Listing("uk").number_above(at.middle), NEWEST),
    "all, number": (lambda at: counted(Listing("uk")), NEWEST),
    "all, months": (lambda at: months(Listing("uk")), NEWEST),
    "tag": (lambda at: under(at.tag).cards(21), LISTED),
    "tag, deep": (lambda at: under(at.tag).cards(21, at.middle), LISTED),
    "tag, above": (lambda at: under(at.tag).above(at.middle, 21), LISTED),
    "tag, place of a page": (lambda at: under(at.tag).number_above(at.middle), COUNTED),
    "tag, number": (lambda at: carrying(at.rare, "uk"), COUNTED),
    "tag, months": (lambda at: months(under(at.rare)), COUNTED),
    "hromada": (lambda at: under(at.hromada).cards(21), LISTED),
    "oblast, deep": (lambda at: under(at.oblast).cards(21, at.middle), LISTED),
    "tag and oblast": (lambda at: under(at.tag, at.oblast).cards(21), LISTED),
    "tag and oblast, number": (lambda at: counted(under(at.tag, at.oblast)), COUNTED),
    "any of three": (lambda at: of_any(at).keys(21), LISTED),
    "any of three, deep": (lambda at: of_any(at).cards(21, at.middle), LISTED),
    "numbers of tags": (lambda at: numbers(Kind.TAG, "uk"), COUNTED),
    "numbers of a month": (
        lambda at: recent(Kind.OBLAST, "uk", timezone.now() - timedelta(days=30)),
        COUNTED,
    ),
}


TABLES = "news_listed", "news_article AS dated", 'FROM "news_article"'
SORTED_BY_INDEX = ("all", "tag", "hromada", "oblast", "tag and oblast")


def plans(ask, asked):
    """Return [(statement, plan)] of what `ask` asks of the articles and of Listed."""
    generation.move()
    with CaptureQueriesContext(connection) as captured:
        ask(asked)
    found = []
    for query in captured.captured_queries:
        if any(table in query["sql"] for table in TABLES):
            words = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
            with connection.cursor() as cursor:
                cursor.execute(f"{words} {query['sql']}")
                found.append((query["sql"], "\n".join(str(row[-1]) for row in cursor.fetchall())))
    return found


def test_every_list_is_served_by_its_index(asked):
    for name, (ask, index) in QUERIES.items():
        found = plans(ask, asked)
        assert found, name
        # Of several labels the rarest is looked for first; what is found by its ids comes last.
        sql, plan = found[0 if name.startswith("any") else -1]
        assert index in plan, f"{name}: {sql}\n{plan}"
        for table in ("news_article", "news_listed"):
            assert f"SCAN {table}" not in plan, f"{name}: {plan}"
            assert f"Seq Scan on {table}" not in plan, f"{name}: {plan}"
        if name.partition(",")[0] in SORTED_BY_INDEX:
            assert "TEMP B-TREE" not in plan, f"{name} is sorted: {plan}"
            assert "Sort" not in plan, f"{name} is sorted: {plan}"
