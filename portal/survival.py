"""The portal when the database is away: who reads goes on reading, who writes is told in words.

Whether it is away is found out by the request that fails, which asks once more; from then on no
reader waits for it: a thread of each process asks twice a second until it answers again. Meanwhile
pages are read from a replica, where there is one (portal/databases.py), or shown as they were.
"""

import logging
import os
import sys
import threading
import time
from functools import lru_cache

from django.db import DatabaseError, InterfaceError, OperationalError, connections
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import translation

from news import generation
from portal import api_limits, databases, policy
from portal.areas import API, NEWSROOM
from portal.language import language_of
from portal.page_entry import Entry
from portal.server_error import page as server_error_page

logger = logging.getLogger(__name__)

# A server that refuses, is starting or went away; SQLite's file that is locked, broken or gone.
AWAY = (OperationalError, InterfaceError)
STALE = (("X-Page", "stale"),)
SHOWN = 25 * 3600  # seconds after which a page is too old to be shown in any case
RETRY_AFTER = 10  # seconds, for who got no page
TOLD = ("Content-Type", "Retry-After", "Cache-Control")
EVERY = 0.5  # seconds between two questions to a database that is away
PATIENCE, READERS_PATIENCE = 20_000, 1000  # milliseconds that SQLite waits for a lock
WITHOUT = ("/static/", "/healthz", "/readyz")  # what is answered without the database

_away = threading.Event()
_watching = threading.Lock()


def is_away():
    """Say whether the database was found away and hasn't answered since."""
    return _away.is_set()


def meanwhile(word):
    """Return the word for pages that are made while the database is away, instead of `word`: what
    the replica they are read from hasn't heard of, nobody knows."""
    return word and word + databases.MEANWHILE


def may_be_shown(entry):
    """Say whether an Entry may be shown when nothing newer can be made."""
    return entry.made > time.time() - SHOWN


def is_there():
    """Say whether there is a database to ask: to ask SQLite for a file that is gone makes one."""
    return _has_file(connections["default"], PATIENCE)


def passing(django, environ, start_response):
    """Hand a request over to Django, unless it can't but fail.

    A form that is sent isn't sent twice, so a connection that a server has cut off meanwhile is
    found out before.
    """
    if environ["PATH_INFO"].startswith(NEWSROOM):
        _drop_what_was_cut_off(connections["default"])
    if is_there() or environ["PATH_INFO"].startswith(WITHOUT):
        return django(environ, start_response)
    return unavailable(environ["PATH_INFO"]).answer(environ, start_response)


def _drop_what_was_cut_off(connection):
    if connection.vendor == "sqlite" or connection.in_atomic_block:
        return
    try:
        # A pool looks at what it hands out, and gives up after two that are broken.
        if connection.connection is None:
            connection.ensure_connection()
        elif not connection.is_usable():
            connection.close()
    except AWAY:
        databases.renew()


def rendering(django, environ_of, start_response, word=""):
    """Return the body of Django's answer to a public page, or None when no database gives it.

    `environ_of` makes a WSGI environ, `word` is the generation that is asked for. A replica that
    fails is made up for by the primary, and what fails there is asked twice: a server that was
    started anew has cut off the connections that its processes had. A question that took too long
    isn't asked again.
    """

    def asked():
        environ = environ_of()
        parts = django(environ, start_response)
        try:
            return b"".join(parts), environ.get("portal.away")
        finally:
            if hasattr(parts, "close"):
                parts.close()

    with databases.of_replica(word) as replica:
        if replica:
            body, failure = asked()
            if not failure:
                return body
            if failure in databases.CUT_OFF:
                return None
            if failure not in databases.READ_ONLY:
                replica.failed()
    if is_away():
        return None
    for _ in range(2):
        if not _has_file(connections["default"], READERS_PATIENCE):
            break  # to connect would make an empty one
        with databases.of_readers():
            body, failure = asked()
        if not failure:
            return body
        if failure in databases.CUT_OFF:
            return None
        if not answers():
            break
        databases.renew()
    else:
        return None  # it is this page that fails, not all
    found_away()
    return None


def server_error(request):
    """The view of an error: 503 where it is the database's, else Django's own 500."""
    away = away_by(sys.exc_info()[1])
    if not away:
        return server_error_page(request.path_info)
    request.META["portal.away"] = away
    entry = unavailable(request.path_info)
    headers = {name: entry.header(name) for name in TOLD}
    return HttpResponse(entry.bodies[""], status=503, headers=headers)


def away_by(error):
    """Return the SQLSTATE by which an exception says that no answer of a database will come, "away"
    for one without, or "" for another exception."""
    state = databases.state_of(error) if isinstance(error, DatabaseError) else ""
    return (state or "away") if isinstance(error, AWAY) or state in databases.ELSEWHERE else ""


def unavailable(path):
    """Return the 503 page, an Entry, in the language of a path and for who reads there."""
    if path.startswith(API):
        return api_limits.unavailable()
    return _unavailable("newsroom" if path.startswith(NEWSROOM) else language_of(path))


@lru_cache
def _unavailable(kind):
    language = "uk" if kind == "newsroom" else kind
    with translation.override(language):
        name = "newsroom/unavailable.html" if kind == "newsroom" else "503.html"
        body = render_to_string(name).encode()
    headers = {
        **policy.common_headers(policy.style_of(body)),
        "Content-Type": "text/html; charset=utf-8",
        "Content-Language": language,
        "Retry-After": str(RETRY_AFTER),
        "Cache-Control": "no-store",
    }
    return Entry("503 Service Unavailable", list(headers.items()), body)


def answers():
    """Ask the database, by a new connection that is no pool's. Return whether it answers."""
    connection = connections["default"]
    if connection.vendor == "postgresql":
        connection = connection.copy()
        connection.settings_dict["OPTIONS"].pop("pool", None)
    try:
        connection.close()
        if not _has_file(connection, READERS_PATIENCE):
            return False
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM django_migrations LIMIT 1")
            cursor.fetchone()
    except DatabaseError:
        return False
    finally:
        connection.close()
    return True


def found_away():
    """Let readers have what was kept until the database answers again."""
    with _watching:
        if not _away.is_set():
            _away.set()
            logger.error("The database is away: pages are shown as they were.")
            threading.Thread(target=_wait, name="database", daemon=True).start()


def _wait():
    while not answers():
        time.sleep(EVERY)
    # It may be another one, or have been changed by other hands.
    generation.move()
    _away.clear()
    logger.warning("The database answers again.")


def _has_file(connection, patience):
    """Say whether there is a database to ask, for SQLite: is its file there?

    Lets this thread's connection wait as long for a lock as who asks has time, and gives it up when
    the file is another one: a copy that was put back would be overlooked for ever.
    """
    if connection.vendor != "sqlite" or connection.is_in_memory_db():
        return True
    try:
        found = os.stat(connection.settings_dict["NAME"])
    except OSError:
        return False
    raw, file = connection.connection, (found.st_dev, found.st_ino)
    if raw is None or connection.in_atomic_block:
        return True
    before, opened, _ = known = getattr(connection, "known", (None, None, None))
    if before is raw and opened != file:
        connection.close()
    elif known != (raw, file, patience):
        raw.execute(f"PRAGMA busy_timeout = {patience:d}")
        connection.known = raw, file, patience
    return True
