"""The hub that is told of news: its address is understood or refused, and where it may stand."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from news.feeds import hub
from portal import environment, serving

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    "value", ["", "https://hub.example.org/", "http://hub.example.org:8080/publish?x=1&y=%20"]
)
def test_a_whole_address_is_taken(value, monkeypatch):
    monkeypatch.setenv("WEBSUB_HUB_URL", value)
    assert environment.address("WEBSUB_HUB_URL") == value


@pytest.mark.parametrize(
    "value",
    [
        *("hub.example.org", "/hub", "ftp://hub.example.org/", "https://", "https://:443/"),
        *("https://user:secret@hub.example.org/", "https://hub.example.org:0/", "https://[::1/"),
        *("https://hub.example.org/>; rel=x", "https://hub.example.org/\r\nX: 1", 'https://a/"'),
    ],
)
def test_anything_else_stops_the_start_with_its_name_and_without_its_secrets(value, monkeypatch):
    monkeypatch.setenv("WEBSUB_HUB_URL", value)
    with pytest.raises(ImproperlyConfigured, match="WEBSUB_HUB_URL") as error:
        environment.address("WEBSUB_HUB_URL")
    assert "secret" not in str(error.value)


@pytest.mark.parametrize(("is_private", "answer"), [(False, False), (True, True)])
def test_a_private_network_is_asked_only_where_it_is_allowed(is_private, answer, settings):
    settings.WEBSUB_HUB_PRIVATE = is_private
    assert serving.hub_may_be_at("10.0.0.1") == answer
    assert serving.hub_may_be_at("1.1.1.1")


def test_without_a_hub_nothing_is_started(settings, tmp_path, monkeypatch):
    started = []
    monkeypatch.setattr(hub.threading, "Thread", lambda **thread: started.append(thread))
    settings.WEBSUB_HUB_URL = ""
    hub.start(tmp_path, serving.hub_may_be_at)
    assert started == []
