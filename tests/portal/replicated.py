"""A real PostgreSQL and a real replica of it, and this process asking them as a server's does."""

import contextlib
import copy
from unittest import mock

import environ
from django.db import connections

from portal import databases
from tests import postgres

# What a replica that stopped has missed is kept for it; it is told of the rest in no time.
KEEPING = {
    "wal_keep_size": "64MB",
    "wal_sender_timeout": "5s",
    "wal_retrieve_retry_interval": "200",
}


@contextlib.contextmanager
def primary_and_replica(**settings):
    """Run both; yields them, each a tests.postgres.Server."""
    with postgres.servers() as make:
        primary, replica = make(), make()
        primary.make()
        primary.start(**KEEPING, **settings)
        replica.copy(primary)
        replica.start(**KEEPING, **settings)
        yield primary, replica


@contextlib.contextmanager
def serving(primary, *replicas, wait=5):
    """Let this thread ask as in a server whose DATABASE_URL and DATABASE_REPLICA_URLS name these.

    What it had of connections stands aside meanwhile. `wait` is databases.WAIT, longer than a
    server's: a machine that has other work may take a second for anything.
    """
    known, aside = connections.settings, connections["default"]
    before = copy.copy(known)
    names = ["default", *(f"replica{number}" for number in range(1, len(replicas) + 1))]
    try:
        for alias, server in zip(names, (primary, *replicas), strict=True):
            known[alias] = before["default"] | _found(server.url)
        del connections["default"]
        with mock.patch.object(databases, "WAIT", wait):
            databases.serve()
        for alias in known:
            connections[alias].pool.open(wait=True)
        yield
    finally:
        for alias in list(known):
            connection = connections[alias]
            connection.close()
            if connection.settings_dict["OPTIONS"].get("pool"):
                connection.close_pool()
            del connections[alias]
        databases._replicas.clear()
        databases._position = ("", None)
        known.clear()
        known.update(before)
        connections["default"] = aside


def _found(url):
    found = environ.Env.db_url_config(url)
    return found | {"OPTIONS": {"connect_timeout": 20}, "TEST": {}}


def new_word():
    """Return the word of a generation that nobody has seen."""
    new_word.number += 1
    return f"{new_word.number:x}-0123abcd"


new_word.number = 0


def asked(sql, *values):
    """Return the first value that this thread's own connection finds, None where there is none."""
    with connections["default"].cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone()[0] if cursor.description else None
