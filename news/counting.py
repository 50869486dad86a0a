"""Counting views: each once, also while the database is away; views at one time share one commit.

A commit takes a millisecond or more, nearly all of it the disk's. The first of the threads that
have a view to count leads: it enters all that wait, in one transaction. What arrives meanwhile is
led by the next. So every commit stays synchronous, and the disk bounds their number, not that of
the views. The leaders of all processes of the host stand in line at a lock of a file, and take who
waits only when it is their turn: at that of the database they would come with fewer, and SQLite's
sleeps between two looks.
"""

import fcntl
import logging
import os
import threading
import time
from contextlib import contextmanager
from datetime import timedelta

from django.db import (
    DatabaseError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    connection,
    transaction,
)
from django.utils import timezone

from news import journal, readers, tally
from news.models import Refusal

logger = logging.getLogger(__name__)

AT_ONCE = 500  # views in one transaction
PATIENCE = 1.0  # seconds that a view waits for those before it, until it goes to the journal
AWAY = 1.0  # seconds for which a database that didn't answer isn't asked again
LAST_NUMBERS = 20_000  # articles of which this process remembers the number
LOOK_ROUND = 60.0  # seconds after which `tend` looks for journals that others have left

_lock = threading.Lock()  # guards the five below
_waiting = []
_is_led = False
_led_since = _away_until = 0.0
_numbers = {}  # {article: what its readers saw last}, for answers while the database is away
_was_kept = threading.Event()


class _Place:
    """A view in the queue, and the lock that its thread waits at until another opens it."""

    __slots__ = ("error", "is_leader", "turn", "view")

    def __init__(self, view):
        self.view, self.is_leader, self.error = view, False, None
        self.turn = threading.Lock()
        self.turn.acquire()


def count(view):
    """Count a View (news/tally.py); return when it is safe: committed, or on disk in the journal.

    Sets its `refusal` and `number`; from the journal the number is the last that is known here, or
    None. Raises OSError when neither the database nor the disk takes it.
    """
    place = _Place(view)
    if not _line_up(place):
        return _keep([view])
    if not place.is_leader and not place.turn.acquire(timeout=PATIENCE):
        if _step_out(place):
            return _keep([view])
        place.turn.acquire()  # it is being entered, and only the database can say how that ends
    if place.is_leader:
        _lead(place)
    if place.error:
        raise place.error
    return None


def _line_up(place):
    """Put a place into the queue, as its leader when there is none; say whether it is worth it."""
    global _is_led, _led_since  # noqa: PLW0603 - guarded by the lock, as all of them
    now = time.monotonic()
    with _lock:
        if now < _away_until or (_is_led and now - _led_since > PATIENCE):
            return False
        _waiting.append(place)
        if not _is_led:
            place.is_leader = _is_led = True
            _led_since = now
        return True


def _step_out(place):
    """Leave the queue; False where the view is being entered already."""
    with _lock:
        if place.is_leader or place not in _waiting:
            return False
        _waiting.remove(place)
        return True


def _lead(own):
    """Enter what waits, our own view among it; hand the lead over."""
    global _is_led, _led_since  # noqa: PLW0603
    error = None
    with _turn():
        with _lock:
            group = _waiting[:AT_ONCE]
            del _waiting[:AT_ONCE]
        try:
            _enter([place.view for place in group])
        except Exception as failed:  # noqa: BLE001 - each thread that waits for it raises it
            error = failed
    with _lock:
        _led_since = time.monotonic()
        _is_led = bool(_waiting)
        if _is_led:
            _waiting[0].is_leader = True
            _waiting[0].turn.release()
    for place in group:
        place.error = error
        if place is not own:
            place.turn.release()


@contextmanager
def _turn():
    """Wait until no other process of this host enters views; where nothing can be written, for
    nothing."""
    try:
        file = os.open(journal.folder() / "turn.lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:
        yield
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
    finally:
        os.close(file)


def _enter(views):
    """Enter views into the database, or have them on disk while it is away."""
    global _away_until  # noqa: PLW0603
    has_idled = connection.connection is not None
    try:
        tally.enter(views)
    except IntegrityError:
        _enter_each(views)
    except tally.InDoubt as doubt:
        connection.close()
        _keep(views, doubt.xid)
    except (OperationalError, InterfaceError) as error:
        connection.close()
        if has_idled:
            return _enter(views)  # it may have been closed long ago, by a restart of the database
        _away_until = time.monotonic() + AWAY
        logger.warning("The database doesn't take views, they are kept on disk: %s", error)
        _keep(views)
    else:
        if len(_numbers) > LAST_NUMBERS:
            _numbers.clear()
        _numbers.update((view.article, view.number) for view in views if view.number is not None)
    return None


def _enter_each(views):
    """Enter views one by one: an article among them is being removed at this moment."""
    for view in views:
        try:
            tally.enter([view])
        except IntegrityError:
            view.refusal = Refusal.UNKNOWN.value


def _keep(views, xid=None):
    for view in views:
        view.is_kept, view.number = True, _numbers.get(view.article)
    journal.keep(views, xid)
    _was_kept.set()


def add(rows):
    """Add views that were counted elsewhere: rows of (id of an article, date, number)."""
    with transaction.atomic(), connection.cursor() as cursor:
        tally.add(cursor, rows)


def tend():
    """Never return: enter journals when the database is back, destroy keys when the day is over.

    One thread of each process of the server runs this.
    """
    forgotten = None
    while True:
        today = timezone.localdate()
        try:
            if journal.waiting():
                journal.drain()
            readers.learn_again()
            if forgotten != today:
                readers.forget(today)
                journal.forget()
                forgotten = today
        except (DatabaseError, OSError) as error:
            logger.warning("Views wait on disk: %s", error)
        finally:
            connection.close()
        now = time.time()
        until_tomorrow = readers.begins(today + timedelta(days=1)) / 1000 - now
        pause = AWAY if journal.waiting() else min(LOOK_ROUND, max(until_tomorrow, 0) + 0.01)
        _was_kept.wait(pause)
        if _was_kept.is_set():
            _was_kept.clear()
            time.sleep(AWAY)
