"""Which connection to PostgreSQL a request uses, and how long it may take (ADR 0030).

A process of the server has a pool of connections for each kind of who asks: `default` for the
newsroom, the counting of views and threads, `readers` for public pages, and one for each replica,
which readers' pages come from as well. While such a page is made, `connections["default"]` of its
thread is the connection that was chosen: so all of the page is read from one database, also by SQL
of our own, which no router of Django's is asked about.

A replica is asked only for what it has. A page is made for a generation of the content
(news/generation.py); the position that the primary's log has after the word was read is behind
every change that it stands for, and a connection to a replica that has replayed up to there is of
use until the next word. Commands and tests have plain connections and none of this.
"""

import itertools
import logging
import math
import threading
import time
from contextlib import contextmanager

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, Error, connections
from django.db.backends.signals import connection_created

logger = logging.getLogger(__name__)

READERS, REPLICA = "readers", "replica"
MEANWHILE = "~"  # ends the word under which pages of a replica are kept while the primary is away
WAIT = 1.0  # seconds that a request may wait for a connection; the pool's own 30 hang readers
SECONDS = 5  # that one question of a reader's page may take
PAUSE = 1  # seconds in which nobody asks a replica again that didn't answer
LOOK = 0.02  # seconds after which a replica that is behind is asked again
BEHIND = 60  # seconds of being behind, after which a replica shows readers too old a site
# Milliseconds. A migration holds a list for moments only; who waits for it longer gets a kept page.
LIMITS = {
    READERS: {
        "statement_timeout": SECONDS * 1000,
        "lock_timeout": 3000,
        "idle_in_transaction_session_timeout": 10_000,
    },
    DEFAULT_DB_ALIAS: {
        "statement_timeout": 60_000,
        "lock_timeout": 10_000,
        "idle_in_transaction_session_timeout": 60_000,
    },
}
# What PostgreSQL says when it broke a statement off, as its appendix A numbers it, and when it
# takes no writing here. Who was broken off would only be so again.
CUT_OFF = {"57014", "55P03"}
READ_ONLY = {"25006"}
ELSEWHERE = READ_ONLY | {"25P03"}  # of psycopg's InternalError; all else is its OperationalError
# The position behind all that was written, also by a commit that doesn't wait for the disk. Where a
# page of the log (at its very beginning: a file) is still empty, PostgreSQL names the place behind
# the page's head, which no replica says it has reached (XLogPageHeaderData, xlog_internal.h).
WRITTEN = """
SELECT (CASE
    WHEN (at - '0/0') % pg_size_bytes(current_setting('wal_segment_size')) = 40 THEN at - 40
    WHEN (at - '0/0') % current_setting('wal_block_size')::numeric = 24 THEN at - 24
    ELSE at END)::text
FROM pg_current_wal_insert_lsn() AS at
"""
HAS = "SELECT pg_is_in_recovery() AND pg_last_wal_replay_lsn() >= %s::pg_lsn"

_replicas = []
_turn = itertools.count()
_position = ("", None)  # of the log of the primary, and the generation that it was asked for
_asking = threading.Lock()
_ends = threading.local()  # `at`: when the question of a reader has taken too long on SQLite


def serve():
    """Let this process ask as a server's: once, before anything is asked."""
    known = connections.settings
    if connections[DEFAULT_DB_ALIAS].vendor == "sqlite":
        connection_created.connect(_watch, dispatch_uid="portal.databases")
        return
    known[READERS] = dict(known[DEFAULT_DB_ALIAS])
    for alias, database in known.items():
        database.update(served(database, alias, settings.DATABASE_POOL))
    _replicas[:] = [Replica(alias) for alias in known if alias.startswith(REPLICA)]
    # It tells of each attempt while a server is away; portal/survival.py says so once.
    logging.getLogger("psycopg.pool").setLevel(logging.ERROR)


def served(database, alias, size):
    """Return what changes in Django's settings of a database (a dict) for a server's process: a
    pool of at most `size` connections, and limits, which `options` in its address may override."""
    options = database.get("OPTIONS", {})
    limits = LIMITS[alias if alias in LIMITS else READERS]
    told = " ".join(f"-c {name}={value}" for name, value in limits.items())
    pool = {
        "name": alias,
        "min_size": 1,
        "max_size": size,
        "timeout": WAIT,
        "max_idle": 60,
        # A server that is back is noticed at once, not after a pause that has doubled each time.
        "reconnect_timeout": WAIT,
        "num_workers": 1,
    }
    return {
        "CONN_MAX_AGE": 0,  # given back to the pool with the end of each request
        # A form isn't sent twice; a page is asked for once more (portal/survival.py).
        "CONN_HEALTH_CHECKS": alias == DEFAULT_DB_ALIAS,
        "OPTIONS": options
        | {
            "options": f"{told} {options.get('options', '')}".strip(),
            "application_name": options.get("application_name", f"portal {alias}"),
            "pool": pool,
        },
    }


def give_back():
    """Let go of this thread's connection where that is for one request: before Django was asked
    nobody else does."""
    connection = connections[DEFAULT_DB_ALIAS]
    if not connection.in_atomic_block:  # as a test is
        connection.close_if_unusable_or_obsolete()


def state_of(error):
    """Return by which SQLSTATE an Error of Django's was told, five characters, or ""."""
    cause = error.__cause__
    if getattr(cause, "sqlite_errorname", "") == "SQLITE_INTERRUPT":
        return "57014"
    return getattr(cause, "sqlstate", None) or ""


@contextmanager
def of_readers():
    """Let this thread ask the primary as a reader."""
    if READERS in connections.settings:
        with _instead(connections[READERS]):
            yield
        return
    _ends.at = time.monotonic() + SECONDS
    try:
        yield
    finally:
        _ends.at = math.inf


@contextmanager
def of_replica(word):
    """Let this thread ask a replica that has all of the generation `word`.

    Yields the Replica, or None where there is none that answers and isn't behind.
    """
    for replica in _in_turn(word):
        connection = connections[replica.alias]
        if replica.has(connection, word):
            with _instead(connection):
                yield replica
            return
        connection.close()
    yield None


def has_replica():
    """Say whether there may be a replica to read from while the primary is away."""
    return any(replica.may_be_asked() and not replica.is_old() for replica in _replicas)


def renew():
    """Throw away the connections to the primary that a restart of it has cut off."""
    for alias in (DEFAULT_DB_ALIAS, READERS):
        if connections.settings.get(alias, {}).get("OPTIONS", {}).get("pool"):
            connections[alias].pool.check()


class Replica:
    """A copy of the database that PostgreSQL keeps, by its alias in `connections`."""

    def __init__(self, alias):
        self.alias = alias
        self.asks_again = 0  # of time.monotonic()
        self.behind_since = None
        self.is_doubtful = False  # it didn't answer; one thread at a time tries again

    def may_be_asked(self):
        return time.monotonic() >= self.asks_again

    def is_old(self):
        return bool(self.behind_since) and time.monotonic() - self.behind_since > BEHIND

    def failed(self):
        """Leave it alone for a while."""
        if not self.is_doubtful:
            logger.error("The database %s does not answer: others are read.", self.alias)
        self.is_doubtful, self.asks_again = True, time.monotonic() + PAUSE

    def has(self, connection, word):
        """Say whether a connection to it sees all of the generation `word`; never raises.

        What was found is kept with the connection, for a server that was started anew may begin
        a little earlier than it was.
        """
        if self.is_doubtful:
            self.asks_again = time.monotonic() + PAUSE
        try:
            connection.ensure_connection()
            has = self._has(connection, word)
        except Error:
            self.failed()
            return False
        if self.is_doubtful:
            logger.warning("The database %s answers again.", self.alias)
            self.is_doubtful, self.asks_again = False, 0
        return has

    def _has(self, connection, word):
        raw = connection.connection
        if getattr(raw, "portal_word", "") == word:
            return True
        if word.endswith(MEANWHILE):
            sql, values = "SELECT true", []
        else:
            sql, values = HAS, [position_of(word)]
            if values == [None]:
                return False
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            has = bool(cursor.fetchone()[0])
        if has:
            raw.portal_word, self.behind_since = word, None
        else:
            now = time.monotonic()
            self.asks_again = now + LOOK
            self.behind_since = self.behind_since or now
        return has


def position_of(word):
    """Return the position of the primary's log (a str) behind all that the generation `word`, which
    was read before, stands for; None where it isn't known, or another thread is just asking."""
    global _position  # noqa: PLW0603
    found, position = _position
    if found == word:
        return position
    if not _asking.acquire(blocking=False):
        return None
    connection = connections[READERS]
    try:
        with connection.cursor() as cursor:
            cursor.execute(WRITTEN)
            position = cursor.fetchone()[0]
        _position = (word, position)
    except Error:
        return None
    finally:
        _asking.release()
        connection.close()
    return position


def _in_turn(word):
    """Yield the replicas that may be asked, each first in its turn; while the primary is away, in
    one order, for they may differ."""
    if not word or not _replicas:
        return
    is_alone = word.endswith(MEANWHILE)
    first = 0 if is_alone else next(_turn)
    for number in range(len(_replicas)):
        replica = _replicas[(first + number) % len(_replicas)]
        if replica.may_be_asked() and not (is_alone and replica.is_old()):
            yield replica


@contextmanager
def _instead(connection):
    """Let `connection` be this thread's own one, and give it back to its pool in the end."""
    own = connections[DEFAULT_DB_ALIAS]
    own.close_if_unusable_or_obsolete()
    connections[DEFAULT_DB_ALIAS] = connection
    connection.close_at = None  # when a request begins Django would give it back
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS] = own
        connection.close()


def _watch(connection, **kwargs):
    """Break off what a reader asks of SQLite for too long; it asks us now and then."""
    connection.connection.set_progress_handler(
        lambda: time.monotonic() > getattr(_ends, "at", math.inf), 20_000
    )
