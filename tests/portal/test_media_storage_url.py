"""MEDIA_STORAGE_URL is understood as it is written, or the start stops with its name and no key."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from portal import environment

NAME = "MEDIA_STORAGE_URL"
DISK = Path("/srv/portal/media")
SECRET = "s3cr%2Ft"


def understood(monkeypatch, value):
    monkeypatch.setenv(NAME, value)
    return environment.media(NAME, DISK)


def test_without_it_pictures_lie_on_the_disk(monkeypatch):
    assert understood(monkeypatch, " ") == (DISK, {"BACKEND": environment.FILES}, "")


def test_a_folder_that_hosts_share(monkeypatch):
    folder, storage, public = understood(monkeypatch, "file:///srv/shared%20media")
    assert folder == Path("/srv/shared media")
    assert (storage, public) == ({"BACKEND": environment.FILES}, "")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (
            f"s3://key:{SECRET}@s3.example.org:9000/pictures/a/prefix?tls=off&region=eu",
            {
                "bucket": "pictures",
                "prefix": "a/prefix/",
                "endpoint": "http://s3.example.org:9000",
                "region": "eu",
                "key": "key",
                "secret": "s3cr/t",
                "style": "path",
                "public": "",
            },
        ),
        ("s3:///b?region=eu-central-1", {"endpoint": None, "key": None, "style": "virtual"}),
        ("s3://k:s@h/b?style=virtual", {"endpoint": "https://h", "style": "virtual"}),
        ("s3://k:s@h/b?public=https://cdn.example/x/", {"public": "https://cdn.example/x"}),
    ],
)
def test_a_storage_that_speaks_s3(monkeypatch, value, expected):
    folder, storage, public = understood(monkeypatch, value)
    assert folder == DISK, "of the copies"
    assert storage["BACKEND"] == environment.S3
    assert {name: storage["OPTIONS"][name] for name in expected} == expected
    assert public == storage["OPTIONS"]["public"]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("pictures", "can't be understood"),
        ("http://h/b", "can't be understood"),
        ("file://host/folder", "can't be understood"),
        ("file:///", "can't be understood"),
        (f"s3://key:{SECRET}@h/", "can't be understood"),
        (f"s3://:{SECRET}@h/b", "can't be understood"),
        (f"s3://key:{SECRET}@h:port/b", "can't be understood"),
        ("s3://key@h/b", "can't be understood"),
        (f"s3://key:{SECRET}@/b", "neither a host nor a region"),
        (f"s3://key:{SECRET}@h/b?acl=public-read", "region, public, tls and style"),
        (f"s3://key:{SECRET}@h/b?region=a&region=b", "each once"),
        (f"s3://key:{SECRET}@h/b?tls=maybe", "tls is on or off"),
        (f"s3://key:{SECRET}@h/b?style=odd", "path or virtual"),
        (f"s3://key:{SECRET}@h/b?public=cdn.example", "public is no address"),
        (f"s3://key:{SECRET}@h/b?public=https://a.example%20;script-src%20*", "public is no"),
    ],
)
def test_what_can_not_be_meant_stops_the_start(monkeypatch, value, said):
    with pytest.raises(ImproperlyConfigured, match=NAME) as refusal:
        understood(monkeypatch, value)
    assert said in str(refusal.value)
    assert "s3cr" not in str(refusal.value)
