"""A query that takes long is in the log, without what it was asked for."""

import pytest
from django.db import connection

from portal import slow_queries


@pytest.fixture
def watched(settings):
    settings.SLOW_QUERY_MS = 1
    before, counted = list(connection.execute_wrappers), slow_queries.counted
    slow_queries._watch(connection)
    slow_queries._watch(connection)  # a connection that was opened anew is watched once
    yield
    connection.execute_wrappers[:] = before
    slow_queries.counted = counted


def slow(*values):
    """A statement that takes some milliseconds on both databases."""
    if connection.vendor == "sqlite":
        sql = (
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)"
            " SELECT count(*), 'a secret' FROM n WHERE %s <> ''"
        )
    else:
        sql = "SELECT pg_sleep(0.01), 'a secret' WHERE %s <> ''"
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.mark.django_db
def test_a_slow_query_is_told_once_without_its_parameters(watched, caplog):
    counted = slow_queries.counted
    slow("переселенці")
    (record,) = [each for each in caplog.records if each.name == "portal.slow_queries"]
    text = record.getMessage()
    assert text.startswith("A query took ")
    assert " SELECT" in text
    assert "переселенці" not in text
    assert "a secret" not in text
    assert record.measured["milliseconds"] >= 1
    assert record.measured["database"] == "default"
    assert slow_queries.counted == counted + 1


@pytest.mark.django_db
def test_a_quick_one_is_not_told(watched, settings, caplog):
    settings.SLOW_QUERY_MS = 60_000
    slow("x")
    assert not [each for each in caplog.records if each.name == "portal.slow_queries"]


def test_nothing_watches_where_it_is_off(settings):
    settings.SLOW_QUERY_MS = 0
    before = list(connection.execute_wrappers)
    slow_queries.watch()
    assert connection.execute_wrappers == before
