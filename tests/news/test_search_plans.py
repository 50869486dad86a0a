"""Each question of a search is served by its index, however many articles there are."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from news import generation
from news.listing import Listing
from news.models import Article
from news.search import engine, find, parse, search, tables
from news.search.conditions import asking
from tests.factories import hromada, make_article

# In one process, where several share the tests: the archive is filled once for all of this file.
pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("search plans")]
HERE = Listing("uk")
ARTICLES, NEWEST = 1500, 70
COMMON, RARE, NEW = "громада", "водогін", "вистава"
BY_DATE, BY_WORD = "news_searchentry_key_key", "search_lexemes"  # PostgreSQL's


@pytest.fixture(scope="module", autouse=True)
def _newsroom(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        fill()
        yield
        transaction.set_rollback(True)


def fill():
    now = timezone.now()
    Article.objects.bulk_create(
        Article(
            title="Громада працює" if number % 50 else "Громада ремонтує водогін",
            slug="a",
            lead="Вистава" if number < NEWEST else "",
            body="<p>Текст про бюджет, раду, дорогу і школу.</p>" * 20,
            state="published",
            published_at=now - timedelta(hours=number),
        )
        for number in range(ARTICLES)
    )
    tables.add_missing()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "postgresql":
            cursor.execute("SELECT gin_clean_pending_list('search_lexemes')")  # as VACUUM does
            # So few rows it rightly reads as a whole.
            cursor.execute("SET LOCAL enable_seqscan = off")


def plans(ask):
    """Return [(statement, plan)] of what `ask` asks of the entries."""
    generation.move()
    with CaptureQueriesContext(connection) as captured:
        ask()
    found = []
    for query in captured.captured_queries:
        if "news_search" in query["sql"] and query["sql"].startswith("SELECT"):
            words = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
            with connection.cursor() as cursor:
                cursor.execute(f"{words} {query['sql']}")
                found.append((query["sql"], "\n".join(str(row[-1]) for row in cursor.fetchall())))
    return found


def test_every_search_is_served_by_an_index():
    narrow = Listing("uk", ((3, hromada().pk),), since=timezone.now() - timedelta(days=9))
    asked = {
        "a common word": (lambda: find(COMMON, HERE), BY_DATE),
        "a rare word": (lambda: find(RARE, HERE), BY_WORD),
        "a word of the day": (lambda: find(NEW, HERE), BY_WORD),
        "narrowed": (lambda: find(COMMON, narrow), BY_WORD),
        "a common phrase": (lambda: find("«громада працює»", HERE), BY_DATE),
        "a rare phrase": (lambda: find("«ремонтує водогін»", HERE), BY_WORD),
        "a long phrase": (lambda: find("«громада ремонтує водогін»", HERE), BY_WORD),
        "a beginning": (lambda: find("водог*", HERE), BY_WORD),
        "the newsroom's": (lambda: list(search(Article.objects.order_by(), RARE)[:3]), BY_WORD),
    }
    for name, (ask, index) in asked.items():
        found = plans(ask)
        of_index = [plan for sql, plan in found if "MATCH" in sql or "lexemes @@" in sql]
        assert of_index, name
        if connection.vendor == "sqlite":
            for plan in of_index:
                assert "news_searchindex VIRTUAL TABLE INDEX" in plan, f"{name}: {plan}"
                assert "TEMP B-TREE FOR ORDER" not in plan, f"{name} is sorted: {plan}"
        else:
            assert index in of_index[-1], f"{name}: {of_index[-1]}"
        for _, plan in found:
            assert "SCAN news_searchentry" not in plan, f"{name}: {plan}"
            assert "Seq Scan on news_searchentry" not in plan, f"{name}: {plan}"


def test_the_newest_are_the_same_whichever_way_they_are_found():
    lowest, highest = engine.span(HERE)
    for query in (COMMON, RARE, NEW, "громада -водогін", "«громада працює»", "водог*", "вітряк"):
        condition = asking(parse(query), "uk").condition
        everything = engine.newest(condition, lowest, highest, ARTICLES + 1)
        assert everything == sorted(everything, reverse=True)
        for most in (1, 20, 90, 200, 1001):
            assert engine.newest(condition, lowest, highest, most) == everything[:most], query
        if everything[10:]:
            below = engine.newest(condition, lowest, everything[10], 50)
            assert below == everything[10:60], query
    numbers = [find(query, HERE, most=ARTICLES).number for query in (COMMON, RARE, NEW, "водог*")]
    assert numbers == [ARTICLES, ARTICLES // 50, NEWEST, ARTICLES // 50]


def test_a_beginning_of_very_many_words_finds_the_same(monkeypatch):
    found = find("вод*", HERE).ids
    assert len(found) == ARTICLES // 50
    monkeypatch.setattr(engine, "BEGINNING", 0)
    generation.move()
    assert find("вод*", HERE).ids == found


def test_a_search_asks_a_bounded_number_of_queries(django_assert_max_num_queries):
    make_article("Громада ремонтує водогін", tags=["вода"])
    find("щось", Listing("uk"))  # the names of places and topics are read once
    with django_assert_max_num_queries(5):
        find("громада ремонтує водогін", HERE)
