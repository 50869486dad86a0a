"""One moment of the site while a copy is made: no page shows what another doesn't know yet."""

import re
import secrets
from contextlib import contextmanager, nullcontext

from django.core.signals import request_finished, request_started
from django.db import DatabaseError, close_old_connections, connections, transaction
from django.utils import timezone

from news import generation

WRITES = re.compile(r"\s*(?:INSERT|UPDATE|DELETE|REPLACE|MERGE|TRUNCATE)\b", re.IGNORECASE)


@contextmanager
def one_moment():
    """Let this thread see the content as it is now, until the end; yields the moment, aware.

    The database is read in one transaction that writes nothing and keeps nobody from writing. The
    clock stands still: a scheduled article that falls due meanwhile is for the next copy. What is
    kept between pages is kept for this alone. Inside a transaction of the caller's that one is it.
    """
    connection = connections["default"]
    word = f"{generation.shared()}-{secrets.token_hex(4)}"
    reading = nullcontext() if connection.in_atomic_block else _reading(connection)
    with (
        _undisturbed(),
        reading,
        connection.execute_wrapper(_refusing),
        generation.pinned(word),
        _standing() as moment,
    ):
        yield moment


def _refusing(execute, sql, params, many, context):
    """Refuse what a page would keep for the next one (news/related.py), which copes with that.

    A database that was asked would break the whole transaction off.
    """
    if isinstance(sql, str) and WRITES.match(sql):
        raise DatabaseError("nothing is written while a copy is made")
    return execute(sql, params, many, context)


@contextmanager
def _standing():
    """Stop the clock that all code of ours and Django's reads, for the process of a command."""
    running, moment = timezone.now, timezone.now()
    timezone.now = lambda: moment
    try:
        yield moment
    finally:
        timezone.now = running


@contextmanager
def _undisturbed():
    """Django closes a connection in the middle of a transaction when a request begins or ends."""
    signals = request_started, request_finished
    for signal in signals:
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in signals:
            signal.connect(close_old_connections)


@contextmanager
def _reading(connection):
    connection.ensure_connection()
    is_sqlite = connection.vendor == "sqlite"
    if is_sqlite:
        # Immediate, as all others of ours begin, would keep the newsroom from writing.
        usual, connection.transaction_mode = connection.transaction_mode, "DEFERRED"
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            if is_sqlite:
                cursor.execute("PRAGMA query_only = ON")
            else:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SELECT 1 FROM django_migrations LIMIT 1")  # the moment is that of this
            try:
                yield
            finally:
                if is_sqlite and connection.connection:  # also of a transaction that broke
                    connection.connection.execute("PRAGMA query_only = OFF")
    finally:
        if is_sqlite:
            connection.transaction_mode = usual
