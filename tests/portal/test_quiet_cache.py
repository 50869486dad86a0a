"""A Redis that hangs costs a process half a second now and then, and not each of its threads."""

import signal
import threading
import time

import pytest
from django.core.cache import cache

from portal import quiet_cache
from tests.portal.redis_server import redis_server, share  # noqa: F401


@pytest.fixture
def hanging(settings, redis_server):  # noqa: F811
    share(settings, redis_server, 20)
    cache.set("known", 1)
    redis_server.process.send_signal(signal.SIGSTOP)
    share(settings, redis_server, 0.5)
    yield redis_server
    redis_server.process.send_signal(signal.SIGCONT)


def test_threads_learn_of_each_other_that_it_is_silent(hanging, monkeypatch):
    monkeypatch.setattr(quiet_cache, "PAUSE", 600)
    assert cache.get("known") is None
    asked, done = [], []
    monkeypatch.setattr(
        quiet_cache.QuietClient, "get_client", lambda *given, **named: asked.append(given)
    )

    def ask():
        cache.get("known")
        cache.set("another", 1)
        with pytest.raises(ValueError, match="does not answer"):
            cache.incr("known")
        done.append(1)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == 8
    assert not asked


def test_what_was_known_is_known_again(settings, hanging):
    assert cache.get("known") is None
    hanging.process.send_signal(signal.SIGCONT)
    share(settings, hanging, 20)
    time.sleep(quiet_cache.PAUSE)
    assert cache.get("known") == 1
    assert cache.incr("known") == 2
