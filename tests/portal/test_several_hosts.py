"""Hosts that share a Redis share the generation; without it nothing is kept, nothing wrong."""

import pytest
from django.core.cache import caches

from news import generation
from news.hosts import UNTOLD, Hosts
from tests.factories import make_article
from tests.portal.redis_server import redis_server  # noqa: F401

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


def test_pages_are_right_while_redis_is_away(cached, settings, redis_server):  # noqa: F811
    settings.CACHES = {
        "default": {
            "BACKEND": "portal.quiet_cache.QuietRedisCache",
            "LOCATION": redis_server.url,
            "OPTIONS": {"socket_timeout": 0.5, "socket_connect_timeout": 0.5},
        }
    }
    make_article("Перша")
    for _ in range(2):
        assert "Перша" in cached.get("/news/").text
    asked = cached.asked
    redis_server.stop()
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
    redis_server.start()
    generation.among_hosts().asks_again = 0
    assert "Друга" in cached.get("/news/").text
