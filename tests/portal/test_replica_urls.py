"""What DATABASE_REPLICA_URLS may say."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from portal import environment
from tests.portal.test_settings import KEY, manage


def read(monkeypatch, value):
    monkeypatch.setenv("NAME", value)
    return environment.replicas("NAME")


def test_several_are_parted_by_commas(monkeypatch):
    one, other = read(monkeypatch, "postgres://u:p%2Cq@one/portal, postgresql://u@two:5433/portal,")
    assert (one["HOST"], one["PASSWORD"], one["NAME"]) == ("one", "p,q", "portal")
    assert (other["HOST"], other["PORT"]) == ("two", 5433)


def test_none_are_none(monkeypatch):
    assert read(monkeypatch, " , ") == []


@pytest.mark.parametrize("value", ["sqlite:///a", "postgres://u:secret@one/", "u:secret@one/db"])
def test_what_is_none_is_named_without_its_password(monkeypatch, value):
    with pytest.raises(ImproperlyConfigured) as raised:
        read(monkeypatch, value)
    assert str(raised.value).startswith("NAME ")
    assert "secret" not in str(raised.value)


def test_sqlite_has_no_replicas(tmp_path):
    done = manage(tmp_path, "check", SECRET_KEY=KEY, DATABASE_REPLICA_URLS="postgres://u@one/p")
    assert done.returncode
    assert "DATABASE_REPLICA_URLS" in done.stderr
    assert "Traceback" not in done.stderr
