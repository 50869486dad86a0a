"""A Redis that hangs costs a process half a second now and then, and not each of its threads."""

import signal
import threading
import time

import pytest
from django.core.cache import cache

from portal import quiet_cache
from tests.portal.redis_server import redis_server, shared  # noqa: F401


@pytest.fixture
def hanging(shared):  # noqa: F811
    cache.set("known", 1)
    shared.process.send_signal(signal.SIGSTOP)
    yield shared
    shared.process.send_signal(signal.SIGCONT)


def test_threads_learn_of_each_other_that_it_is_silent(hanging):
    assert cache.get("known") is None
    waited = []

    def ask():
        began = time.monotonic()
        cache.get("known")
        cache.set("another", 1)
        with pytest.raises(ValueError, match="does not answer"):
            cache.incr("known")
        waited.append(time.monotonic() - began)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(waited) == 8
    assert max(waited) < 0.4


def test_what_was_known_is_known_again(hanging):
    assert cache.get("known") is None
    hanging.process.send_signal(signal.SIGCONT)
    time.sleep(quiet_cache.PAUSE)
    assert cache.get("known") == 1
    assert cache.incr("known") == 2
