"""The clock of the server: what changes by itself changes on time, also on pages that are kept.

A scheduled article falls due, the time of a pinned one is over, a day begins: each begins another
generation at its moment. And none lasts for long: whatever wasn't noticed (a process killed between
a commit and the move, a change by other hands) is seen after `life` seconds at most.

Each process has the thread, so that it lives as long as any of them; it asks the database once for
each generation. What the thread removes from disk, `swept`, one process at a time removes.
"""

import fcntl
import logging
import threading
import time
from datetime import UTC, datetime, timedelta

from django.db import Error, connection
from django.utils import timezone

from news import generation
from news.models import Article, Pin
from news.models.article import State
from portal import survival

logger = logging.getLogger(__name__)

TICK = 1  # seconds between two looks at the generation
# By which the clocks of two hosts may differ. What falls due moves the generation once more after
# that: a host whose clock is behind has made pages without it under the first one's word.
SKEW = timedelta(seconds=2)
PAUSE = 60  # seconds between two sweeps of what web servers read
HOUR = 3600


def next_due(after):
    """Return when to move the generation next after a moment; aware datetimes both."""
    if generation.among_hosts():
        return min(next_change(after), next_change(after - SKEW) + SKEW)
    return next_change(after)


def next_change(after):
    """Return when what readers see changes by itself next after a moment; aware datetimes both."""
    articles = Article.objects.filter(state=State.PUBLISHED, published_at__gt=after)
    pins = Pin.objects.filter(until__gt=after)
    moments = [
        articles.order_by("published_at").values_list("published_at", flat=True).first(),
        pins.order_by("until").values_list("until", flat=True).first(),
        midnight_after(after),
    ]
    return min(moment for moment in moments if moment)


def midnight_after(moment):
    """Return when the next day begins by the portal's time (Kyiv), as an aware datetime."""
    day = timezone.localdate(moment) + timedelta(days=1)
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))


class Clock:
    """Moves the generation when something is due. `life` is in seconds; 0 is without end."""

    def __init__(self, life):
        self.life = life
        self.word = None  # of the generation whose end is known
        self.ends = 0  # in seconds since 1970

    def look(self, now):
        """Move the generation if it should have ended by `now` (seconds since 1970).

        Returns when to look again, in seconds since 1970. Asks the database when the generation is
        another one than at the last look; then it may raise what databases raise.
        """
        word = generation.current()
        if not word:
            return now + TICK
        if word != self.word:
            began = generation.began_at(word)
            ends = next_due(datetime.fromtimestamp(began, UTC)).timestamp()
            self.ends = min(ends, began + self.life) if self.life else ends
            self.word = word
        if now >= self.ends and generation.current() == word:
            generation.move()
            return now
        return min(self.ends, now + TICK)


def run(clock, sweeps, lock, stopped):
    """Turn a Clock until the Event `stopped` is set.

    `sweeps` are pairs (function, seconds between two calls); `lock` is the Path of a file that only
    one process at a time holds while it sweeps.
    """
    again = 0
    swept = [time.monotonic()] * len(sweeps)
    while not stopped.wait(max(0, again - time.time())):
        again = time.time() + TICK
        try:
            if survival.is_there():
                again = clock.look(time.time())
        except Error:
            logger.debug("The clock of pages waits for the database.")
        except Exception:
            logger.exception("The clock of pages missed a beat.")
        finally:
            connection.close()
        for number, (sweep, pause) in enumerate(sweeps):
            if time.monotonic() - swept[number] >= pause:
                swept[number] = time.monotonic()
                _alone(sweep, lock)


def _alone(sweep, path):
    try:
        with open(path, "ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            sweep()
    except BlockingIOError:
        return  # another process does it
    except Exception:  # or the clock would stand still from then on
        logger.exception("What is swept beside the pages was left as it is.")


def start(life, sweeps, lock):
    """Start the thread; ending the process ends it. Arguments are those of `Clock` and `run`."""
    arguments = (Clock(life), sweeps, lock, threading.Event())
    threading.Thread(target=run, args=arguments, name="due", daemon=True).start()
