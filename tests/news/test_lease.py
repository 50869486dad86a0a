"""What one host does for all is done by one: while it lives, and by another after that."""

import os
import time

import pytest

from news import generation, lease
from tests.portal.redis_server import redis_server, shared  # noqa: F401


@pytest.fixture
def elsewhere(monkeypatch):
    """Call a function as another process does."""

    def call(function, *arguments):
        with monkeypatch.context() as patched:
            patched.setattr(lease, "_token", "another")
            return function(*arguments)

    return call


def test_one_host_alone_may_always(settings, elsewhere):
    assert lease.is_ours("words", 60)
    assert elsewhere(lease.is_ours, "words", 60)


def test_one_of_several_may_for_as_long_as_it_asks_again(shared, elsewhere):  # noqa: F811
    assert lease.is_ours("words", 1)
    assert lease.is_ours("words", 60)
    time.sleep(1.1)
    assert not elsewhere(lease.is_ours, "words", 60)
    assert elsewhere(lease.is_ours, "letters", 60), "which is another work"
    assert lease.is_ours("words", 0.1)
    time.sleep(0.2)  # as if it had been killed
    assert elsewhere(lease.is_ours, "words", 60)
    assert not lease.is_ours("words", 60)


def test_what_is_done_is_given_up_by_who_has_it(shared, elsewhere):  # noqa: F811
    with lease.held("links", 60) as is_ours:
        assert is_ours
        elsewhere(lease.give_up, "links")
        assert not elsewhere(lease.is_ours, "links", 60)
    assert elsewhere(lease.is_ours, "links", 60)


def test_processes_that_were_forked_of_one_are_told_apart(shared):  # noqa: F811
    assert lease.is_ours("words", 60)
    child = os.fork()
    if not child:
        os._exit(lease.is_ours("words", 60))
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_two_portals_that_share_a_redis_do_their_own_work(shared, settings, elsewhere):  # noqa: F811
    assert lease.is_ours("words", 60)
    settings.SITE_URL = "https://tried.example"
    assert elsewhere(lease.is_ours, "words", 60)


def test_without_redis_each_does_what_is_to_be_done(shared, elsewhere):  # noqa: F811
    assert lease.is_ours("words", 60)
    shared.stop()
    generation.among_hosts().asks_again = 0
    assert elsewhere(lease.is_ours, "words", 60)
