"""Those who watch the server are told what is wrong in words."""

from unittest import mock

import pytest
from django.db import OperationalError

from portal import health

pytestmark = pytest.mark.django_db


def test_alive_asks_nothing(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/healthz").json() == {"status": "ok"}


def test_ready_names_every_part(client):
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {
        "status": "ok",
        "database": "ok",
        "migrations": "ok",
        "cache": "ok",
        "disk": "ok",
    }
    assert "no-store" in response["Cache-Control"]


def test_a_dead_database_is_503(client):
    with mock.patch.object(health.connection, "cursor", side_effect=OperationalError("gone")):
        response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["database"] == "does not answer"


def test_a_dead_cache_is_503(client):
    with mock.patch.object(health.cache, "set", side_effect=ConnectionError("refused")):
        response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["cache"] == "does not answer (ConnectionError)"
