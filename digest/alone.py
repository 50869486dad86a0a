"""One sender at a time, on all hosts of the portal; and one that is killed ends its letter."""

import fcntl
import os
import signal
import time
import traceback
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.db import connection

KEY = 0x6469_6765_7374  # «digest», among the advisory locks of the database
PATIENCE = 60  # seconds: one whose command was killed ends its letter meanwhile


class Busy(Exception):
    """Another sender is at work."""


@contextmanager
def alone():
    """Be the only sender meanwhile; the end of the process ends that. Raises Busy.

    On PostgreSQL it is a lock of the session, which all hosts see; with SQLite there is one host.
    """
    held = _of_database if connection.vendor == "postgresql" else _of_host
    with held():
        yield


@contextmanager
def _of_database():
    with connection.cursor() as cursor:
        _wait(lambda: _asked(cursor, "SELECT pg_try_advisory_lock(%s)"))
        try:
            yield
        finally:
            if connection.connection and not connection.connection.closed:
                _asked(cursor, "SELECT pg_advisory_unlock(%s)")


def _asked(cursor, sql):
    cursor.execute(sql, [KEY])
    return cursor.fetchone()[0]


@contextmanager
def _of_host():
    with open(Path(settings.DATA_DIR) / "digest.lock", "ab") as file:
        _wait(lambda: _locked(file))
        yield


def _locked(file):
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _wait(is_ours):
    end = time.monotonic() + PATIENCE
    while not is_ours():
        if time.monotonic() > end:
            raise Busy
        time.sleep(0.05)


def surviving(work):
    """Call `work` in a process of its own, which the death of this one doesn't end; return its
    result, a code to exit with.

    `work` takes a function that says whether this process is gone or has been told to stop. It is
    asked after each letter: who is killed between giving a letter to the mail server and noting
    its answer would leave it in doubt. To be called before there are threads and connections.
    """
    parent = os.getpid()
    child = os.fork()
    if child:
        return _waited_for(child)
    code = 1
    try:
        os.setsid()
        told = []
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: told.append(True))
        code = work(lambda: bool(told) or os.getppid() != parent)
    except BaseException:  # noqa: BLE001 - nobody else would tell of it: the process ends here
        traceback.print_exc()
    finally:
        os._exit(code)


def _waited_for(child):
    def hand_on(*_):
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGTERM)

    before = {number: signal.signal(number, hand_on) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        _, status = os.waitpid(child, 0)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    return os.waitstatus_to_exitcode(status) if os.WIFEXITED(status) else 1
