"""Queries that take long, in the log of the server: SQL without its parameters, and for how long.

Commands may take their time; only the server watches (portal/serving.py starts it).
"""

import logging
import re
from time import perf_counter

from django.conf import settings
from django.db import connections
from django.db.backends.signals import connection_created

logger = logging.getLogger(__name__)

LONGEST = 2000  # characters of a statement
LITERAL = re.compile(r"'(?:[^']|'')*'")
counted = 0  # of this process


def watch():
    """Watch every connection of this process from now on, if SLOW_QUERY_MS is set."""
    if settings.SLOW_QUERY_MS:
        connection_created.connect(_watch, dispatch_uid="portal.slow_queries")
        for connection in connections.all(initialized_only=True):
            _watch(connection)


def _watch(connection, **kwargs):
    if timed not in connection.execute_wrappers:
        connection.execute_wrappers.append(timed)


def timed(execute, sql, params, many, context):
    """Run a statement as Django's `execute_wrapper` does; log it when it takes long."""
    begun = perf_counter()
    try:
        return execute(sql, params, many, context)
    finally:
        took = (perf_counter() - begun) * 1000
        if took >= settings.SLOW_QUERY_MS:
            _tell(sql, took, context["connection"].alias)


def _tell(sql, took, alias):
    global counted  # noqa: PLW0603 - one number of the process
    counted += 1
    text = " ".join(LITERAL.sub("'…'", str(sql)).split())[:LONGEST]
    measured = {"milliseconds": round(took), "database": alias}
    logger.warning("A query took %d ms: %s", took, text, extra={"measured": measured})
