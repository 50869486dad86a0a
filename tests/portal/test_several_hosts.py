"""Hosts that share a Redis share the generation; without it nothing is kept, nothing wrong."""

import os
import signal
import time

import pytest
from django.core.cache import caches

from news import generation
from news.hosts import UNTOLD, Hosts, Silence
from tests.factories import make_article
from tests.portal.redis_server import redis_server, shared  # noqa: F401

pytestmark = pytest.mark.django_db


class Host:
    """A host by its DATA_DIR: what it calls is done as if in a process there."""

    def __init__(self, settings, folder, url):
        self.settings, self.folder, self.hosts = settings, folder, Hosts(url)

    def word(self):
        return self._there(self.hosts.word)

    def move(self):
        return self._there(lambda: self.hosts.move(f"{id(object()):x}-0123abcd"))

    def link(self):
        return self._there(generation.linked)

    def _there(self, function):
        self.settings.DATA_DIR = self.folder
        self.hosts.asks_again = 0  # tests don't wait for the pause
        return function()


@pytest.fixture
def hosts(settings, tmp_path, redis_server):  # noqa: F811
    return [Host(settings, tmp_path / name, redis_server.url) for name in ("one", "two")]


def test_a_change_on_one_host_is_seen_on_the_other(hosts):
    one, two = hosts
    before = one.word()
    assert two.word() == before
    moved = one.move()
    assert moved not in {"", before}
    assert two.word() == moved == two.link() == one.link()


def test_an_empty_redis_begins_anew_for_all(hosts, redis_server):  # noqa: F811
    one, two = hosts
    before = one.word()
    redis_server.stop()
    redis_server.start()
    assert one.word() == two.word()
    assert one.word() not in {"", before}


def test_a_redis_that_came_back_with_what_it_once_wrote_down_is_not_believed(hosts):
    """Debian's writes down what it holds every few minutes, and reads that after it was killed."""
    one, two = hosts
    before = one.word()
    two.word()
    moved = one.move()
    assert two.word() == moved
    one.hosts.redis.set("portal:generation", before)
    assert two.word() not in {"", before, moved}
    assert one.word() == two.word()


def test_a_host_whose_clock_is_ahead_confuses_nobody(hosts, monkeypatch):
    one, two = hosts
    ahead = time.time_ns() + 5_000_000_000
    words = [one.move(), two.word()]
    monkeypatch.setattr("news.hosts.time.time_ns", lambda: ahead)
    one.hosts.redis.delete("portal:generation")
    words.append(one.word())
    monkeypatch.undo()
    for host in (two, one, two):  # the second one hasn't heard of it yet
        words.append(host.move())
        assert one.word() == two.word() == words[-1]
    assert len(set(words)) == 5
    began = [generation.began_at(word) for word in words]
    assert began == sorted(began)


def test_processes_that_were_forked_have_connections_of_their_own(hosts):
    one, _ = hosts
    word = one.word()
    line = one.hosts.lines.line
    child = os.fork()
    if not child:
        is_ours = one.word() == word and one.hosts.lines.line is not line
        os._exit(not is_ours)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert one.word() == word
    assert one.hosts.lines.line is line


def test_a_change_waits_for_no_silent_redis(hosts, redis_server, monkeypatch):  # noqa: F811
    one, _ = hosts
    before = one.word()
    redis_server.process.send_signal(signal.SIGSTOP)
    try:
        with monkeypatch.context() as usual:
            usual.setattr("news.hosts.TIMEOUT", 0.5)
            usual.setattr("news.hosts.PAUSE", 600)
            one.hosts = Hosts(redis_server.url)
            began = time.monotonic()
            assert one.move() == ""
            assert [one.hosts.word() for _ in range(100)] == [""] * 100
            assert time.monotonic() - began < 25  # each of a hundred would wait for half a second
    finally:
        redis_server.process.send_signal(signal.SIGCONT)
    one.hosts = Hosts(redis_server.url)
    assert one.word() not in {"", before}


def test_a_silent_redis_is_asked_again_by_one_thread(hosts, redis_server):  # noqa: F811
    one, _ = hosts
    redis_server.stop()
    one.word()
    one.hosts.asks_again, asking = 0, []
    assert one.hosts.asked(lambda: asking.append(one.hosts.asked(one.hosts.redis.ping))) is None
    assert asking == [Silence], "who comes meanwhile doesn't wait too"


def test_without_redis_nothing_is_kept_and_no_web_server_finds_files(hosts, redis_server):  # noqa: F811
    one, _ = hosts
    before = one.word()
    redis_server.stop()
    assert one.word() == one.word() == ""
    assert one.link() != before
    assert one.link().endswith(UNTOLD)


def test_a_change_that_redis_did_not_hear_of_is_told_later(hosts, redis_server):  # noqa: F811
    one, two = hosts
    before = one.word()
    redis_server.stop()
    assert one.move() == ""
    redis_server.start()
    two.hosts.redis.set("portal:generation", before)  # as one that was only unreachable
    assert two.word() == before
    assert one.word() not in {"", before}
    assert two.word() == one.word()


def test_pages_are_right_while_redis_is_away(cached, shared):  # noqa: F811
    make_article("Перша")
    for _ in range(2):
        assert "Перша" in cached.get("/news/").text
    asked = cached.asked
    shared.stop()
    make_article("Друга")
    for _ in range(2):
        page = cached.get("/news/")
        assert page.status == 200
        assert "Друга" in page.text
    assert cached.asked > asked
    cache = caches["default"]
    cache.set("a", 1)
    assert cache.get("a", "unknown") == "unknown"
    assert cache.get_many(["a"]) == {}
    assert cache.add("a", 1) is False
    assert cached.get("/readyz").status == 503
    shared.start()
    generation.among_hosts().asks_again = 0
    assert "Друга" in cached.get("/news/").text
