"""On SQLite, too, what a reader asks for too long is broken off; what anybody else asks is not."""

import sqlite3
from types import SimpleNamespace

import pytest
from django.db import OperationalError

from portal import databases

ENDLESS = """
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT {}) SELECT count(*) FROM n
"""


@pytest.fixture
def asked(monkeypatch):
    monkeypatch.setattr(databases, "SECONDS", 0.05)
    connection = sqlite3.connect(":memory:")
    databases._watch(SimpleNamespace(connection=connection))
    yield lambda rows: connection.execute(ENDLESS.format(rows)).fetchone()[0]
    connection.close()


def test_a_question_of_a_reader_ends(asked):
    with databases.of_readers(), pytest.raises(sqlite3.OperationalError) as raised:
        asked(10**9)
    told = OperationalError()
    told.__cause__ = raised.value
    assert databases.state_of(told) in databases.CUT_OFF


def test_the_newsroom_may_ask_for_longer(asked):
    with databases.of_readers():
        assert asked(10) == 10
    assert asked(10**6) == 10**6
