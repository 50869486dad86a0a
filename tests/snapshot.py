"""The test database: made once for a run, copied for each of its processes, given back by a copy.

The first process of a run makes one, with the register in it, and keeps it as the snapshot; all
processes wait for that and copy it, which takes a tenth of the time.

A transactional test (`transaction=True`, a live server, threads) commits, and Django cleans up
after it by emptying every table: the register and the groups that a migration made would be gone
for all later tests. Instead our `flush` (tests/management/commands/flush.py) gives back the whole
database as the snapshot has it, in about 0.05 s on SQLite and 0.3 s on PostgreSQL.
"""

import fcntl
import os
import sqlite3
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from news import generation

PLACES = {"regions_hromada", "regions_settlement"}
FIRST_NUMBER = 1_000_000
places_are_checked = True  # at the end of this test, as tests/conftest.py says


def make():
    """Make the snapshot, unless the run has it; whoever asks meanwhile waits."""
    with _alone():
        if not _kept().exists():
            connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
            call_command("load_register", yes=True, verbosity=0)
            _leave_room()
            _take()
            _kept().touch()


def set_up():
    """Make the test database of this process, from the snapshot."""
    _user().touch()
    name = connection.creation._get_test_db_name()
    make()
    connection.close()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name
    restore()
    if connection.vendor == "sqlite":
        _check_less()


def _check_less():
    """Spare most tests what their end would take longest for: to look whether 30,000 places lie in
    places that are there. All else of Django's check of foreign keys stays."""
    whole = connection.check_constraints
    tables = connection.introspection.table_names()
    check = "PRAGMA foreign_key_check(%s)"

    def check_constraints(table_names=None):
        names = tables if table_names is None else table_names
        if table_names is None and not places_are_checked:
            names = [name for name in tables if name not in PLACES]
        if any(connection.connection.execute(check % name).fetchone() for name in names):
            whole(names)  # says what is wrong

    connection.check_constraints = check_constraints


def _leave_room():
    """Let rows have no number that a test may give to one by itself.

    PostgreSQL never gives a number twice, also after a test is rolled back: which it has come to
    depends on the tests before.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'")
            for (name,) in cursor.fetchall():
                cursor.execute(f'ALTER SEQUENCE "{name}" RESTART WITH {FIRST_NUMBER}')


def restore():
    """Make the test database what the snapshot is.

    Connections of other threads are cut off on PostgreSQL; they must not be in use any more.
    """
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        # Nobody writes there any more: without that word each reader would leave files beside it.
        copy = sqlite3.connect(f"{_snapshot().as_uri()}?immutable=1", uri=True)
        copy.backup(connection.connection)
        copy.close()
    else:
        _recreate(connection.settings_dict["NAME"], template=_snapshot().name)
    generation.move()


def tear_down():
    """Remove what a PostgreSQL server has of this process; the last one, the snapshot too.

    SQLite's files go with their temporary folders.
    """
    connection.close()
    with _alone():
        databases = []
        if _user().exists():
            _user().unlink()
            databases.append(connection.settings_dict["NAME"])
        if not any(_shared().glob("user-*")):
            _kept().unlink(missing_ok=True)
            databases.append(_snapshot().name)
        if connection.vendor == "postgresql":
            with connection._nodb_cursor() as cursor:
                for name in databases:
                    cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _take():
    if connection.vendor == "sqlite":
        copy = sqlite3.connect(_snapshot())
        connection.connection.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # all of it in the one file
        copy.close()
        return
    connection.close()
    with connection._nodb_cursor() as cursor:
        made, snapshot = connection.settings_dict["NAME"], _snapshot().name
        cursor.execute(f'DROP DATABASE IF EXISTS "{snapshot}" WITH (FORCE)')
        cursor.execute(f'ALTER DATABASE "{made}" RENAME TO "{snapshot}"')


def _recreate(name, template):
    connection.close()  # PostgreSQL copies only a database in which nobody is
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        # File by file, which takes half the time where nothing waits for the disk.
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')


def _shared():
    return Path(settings.SHARED)


def _snapshot():
    """SQLite's file; on PostgreSQL its name is that of a database: no other run has it."""
    return _shared() / f"snapshot-{_shared().name}"


def _kept():
    return _shared() / "kept"


def _user():
    return _shared() / f"user-{os.getpid()}"


@contextmanager
def _alone():
    with (_shared() / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
