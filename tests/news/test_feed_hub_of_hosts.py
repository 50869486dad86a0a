"""Of several hosts one tells the hub; the next one goes on where it was."""

from datetime import timedelta

import pytest
from django.utils import timezone

from news import generation, lease
from news.feeds import hub
from tests.factories import make_article
from tests.portal.redis_server import redis_server, shared  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture
def host(settings, tmp_path, monkeypatch, shared):  # noqa: F811
    """Have a host look whether the hub is to be told; returns the addresses that it told."""
    tellers = {}

    def look(name, is_alive=True):
        settings.DATA_DIR = tmp_path / name
        settings.DATA_DIR.mkdir(exist_ok=True)
        monkeypatch.setattr(lease, "_token", name)
        if name not in tellers:
            tellers[name] = hub.Teller("https://hub.example/", settings.DATA_DIR, lambda _: True)
        told = []
        monkeypatch.setattr(tellers[name], "publish", told.append)
        tellers[name].look()
        return told

    return look


def publish():
    make_article(published_at=timezone.now() - timedelta(seconds=1))
    generation.move()  # as the commit does


def test_one_host_tells_it(host):
    assert host("one") == host("two") == []
    publish()
    assert host("two") == []
    assert host("one") != []
    assert host("one") == host("two") == []


def test_who_takes_over_tells_what_is_new_and_nothing_twice(host):
    host("one")
    publish()
    first = host("one")
    lease.give_up(hub.LEASE)  # as when it is gone
    assert host("two") == []
    publish()
    assert host("two") == first, "feeds of another article, with the same places"
    assert host("one") == []
