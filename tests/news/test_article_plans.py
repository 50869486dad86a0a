"""The statements of an article's page: few, and each finds its rows by an index, in a full archive
as in a small one."""

import itertools
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from news import related, relating
from news.article_page import article_context, public_article
from news.models import (
    Article,
    Keyword,
    ReadAlso,
    RelatedArticles,
    RelatedChange,
    Tag,
    ViewsTotal,
)
from tests.factories import hromada

# In one process, where several share the tests: the archive is filled once for all of this file.
pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("article plans")]
ROWS = 3000
BIG = (
    *("news_article", "news_article_tags", "news_listed", "news_readalso", "news_viewstotal"),
    *("news_keyword", "news_relatedarticles", "news_relatedchange"),
)


@pytest.fixture(scope="module")
def page(django_db_setup, django_db_blocker):
    """The id of an article in a full archive."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield fill()
        transaction.set_rollback(True)


def fill():
    """Make an archive: all of one topic, one in ten of a hromada, and each tenth is a translation;
    each has two words, a common one and a rare one. Return the id of one of its articles."""
    now = timezone.now()
    articles = Article.objects.bulk_create(
        Article(
            title=f"Стаття {number}",
            slug=f"stattia-{number}",
            language="en" if number % 10 == 9 else "uk",
            state="published",
            published_at=now - timedelta(hours=number + 1),
        )
        for number in range(ROWS)
    )
    for number in range(9, ROWS, 10):
        articles[number].translation_of = articles[number - 1]
    Article.objects.bulk_update(articles[9::10], ["translation_of"], batch_size=200)
    tag, place = Tag.objects.create(name="вода"), hromada()
    for relation, label, carrying in (
        (Article.tags, {"tag": tag}, articles),
        (Article.hromadas, {"hromada": place}, articles[::10]),
        (Article.oblasts, {"oblast": place.oblast}, articles[::10]),
    ):
        rows = relation.through
        rows.objects.bulk_create(rows(article=article, **label) for article in carrying)
    ViewsTotal.objects.bulk_create(ViewsTotal(article=article, count=1) for article in articles)
    ReadAlso.objects.bulk_create(
        ReadAlso(article=article, to=other) for article, other in itertools.pairwise(articles[::5])
    )
    Keyword.objects.bulk_create(
        Keyword(
            article=article,
            word=word,
            weight=707,
            language=article.language,
            published_at=article.published_at,
        )
        for number, article in enumerate(articles)
        for word in ("водогін", f"слово {number // 10}")
    )
    RelatedArticles.objects.bulk_create(
        RelatedArticles(article=article, found="", least=99)
        for article in articles
        if article != articles[ROWS // 2]
    )
    RelatedChange.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return articles[ROWS // 2].pk


def read(pk):
    return article_context(public_article(pk))


def statements_of(function, *args):
    with CaptureQueriesContext(connection) as queries:
        function(*args)
    return [query["sql"] for query in queries if query["sql"].startswith("SELECT")]


def plan(sql):
    """Return the lines of a statement's plan."""
    begins = "EXPLAIN " if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN "
    with connection.cursor() as cursor:
        cursor.execute(begins + sql)
        return [str(row[-1]).strip("-> ") for row in cursor.fetchall()]


def whole_tables_read(sql):
    """Return the names of the BIG tables that a statement reads from end to end, by its plan."""
    scans = [line.split() for line in plan(sql) if line.startswith(("SCAN ", "Seq Scan on "))]
    names = {words[3] if words[0] == "Seq" else words[1] for words in scans}
    aliases = {"a": "news_article", "o": "news_article", "p": "news_readalso"}
    return sorted({aliases.get(name, name) for name in names}.intersection(BIG))


@pytest.fixture
def as_in_a_big_one(page):
    """So few rows PostgreSQL rightly reads as a whole where it is asked for a tenth of them."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")


def test_every_statement_uses_an_index(page):
    read(page)
    statements = statements_of(read, page)
    assert len(statements) == 4
    for sql in statements:
        assert whole_tables_read(sql) == [], sql


def test_what_is_related_is_found_by_indexes_too(page, as_in_a_big_one):
    statements = statements_of(read, page)  # nothing is stored yet
    (nearest,) = (sql for sql in statements if "ORDER BY published_at, " in sql)
    seeks = [line for line in plan(nearest) if "listed_newest" in line or "keyword_newest" in line]
    assert len(seeks) == 10  # a topic, an oblast, a hromada and two words, before and after
    for sql in statements:
        if " AS uses" not in sql and "COUNT(*) AS" not in sql:  # numbers, which are kept or bounded
            assert whole_tables_read(sql) == [], sql
    stored = RelatedArticles.objects.get(article=page)
    assert len(related.unpacked(stored.found)) == related.MOST


def test_the_work_after_a_change_uses_indexes(page, as_in_a_big_one):
    read(page)
    RelatedChange.objects.bulk_create(RelatedChange(article_id=page - n) for n in range(300))
    Article.objects.filter(pk=page).update(title="Інакше")
    RelatedArticles.objects.update(is_old=False)  # or all are looked through, once for an article
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    statements = [*statements_of(relating.describe), *statements_of(relating.relate)]
    assert statements
    for sql in statements:
        if " AS uses" not in sql and "COUNT(*) AS" not in sql:
            assert whole_tables_read(sql) == [], sql


def test_a_plan_that_reads_a_whole_table_is_recognised(page):
    assert whole_tables_read("SELECT title FROM news_article WHERE lead = 'x'") == ["news_article"]
    assert whole_tables_read("SELECT o.title FROM news_article o WHERE o.lead = 'x'") == [
        "news_article"
    ]
