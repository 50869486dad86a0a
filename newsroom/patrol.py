"""A round of checks by a few workers: one request at a time to a host, with a pause between.

Workers only ask other hosts. What they found comes back to the thread that began the round, which
alone writes to the database.
"""

import contextlib
import heapq
import logging
import queue
import threading
import time
from collections import defaultdict, deque
from urllib.parse import urlsplit

from newsroom.links import Verdict
from newsroom.models.link import LinkState

logger = logging.getLogger(__name__)

# After so many addresses without an answer the rest of a host isn't asked in this round: a host
# that is away costs ten seconds for each.
SILENT_IN_A_ROW = 3

_ENDED = object()


class Pace:
    """Turns of hosts: whoever holds one may make one request; the next comes after a pause."""

    def __init__(self, pause, stop):
        """`pause` is in seconds; waiting ends at once when `stop`, a threading.Event, is set."""
        self.pause, self.stop = pause, stop
        self._lock = threading.Lock()
        self._locks = defaultdict(threading.Lock)
        self._free_at = {}

    @contextlib.contextmanager
    def turn(self, host):
        """Wait for the turn of a host (a str, with its port) and hold it."""
        with self._lock:
            lock = self._locks[host]
        with lock:
            self.stop.wait(max(0, self._free_at.get(host, 0) - time.monotonic()))
            try:
                yield
            finally:
                self._free_at[host] = time.monotonic() + self.pause


class Patrol:
    """A round over some Links.

    `check` takes an address and returns a Verdict; `deadline` is of time.monotonic(): no check
    begins after it. `stop` is a threading.Event that ends the round early.
    """

    def __init__(self, links, check, *, workers, pause, deadline, stop):
        self.check, self.pause, self.deadline, self.stop = check, pause, deadline, stop
        self.failed = 0  # checks that broke by a fault of ours
        self._waiting = defaultdict(deque)
        for link in links:
            self._waiting[urlsplit(link.url).netloc].append(link)
        # (the moment from which a host may be asked, its place in line, its name)
        self._line = [(0, place, host) for place, host in enumerate(self._waiting)]
        self._changed = threading.Condition()
        self._silent = defaultdict(int)
        self._busy = 0
        self._found = queue.SimpleQueue()
        self._workers = min(workers, len(self._line))

    def __iter__(self):
        """Yield pairs of a Link and its Verdict as they come."""
        # Daemons: a stopped command doesn't wait for hosts that are slow to answer.
        for _ in range(self._workers):
            threading.Thread(target=self._work, daemon=True).start()
        ended = 0
        try:
            while ended < self._workers:
                found = self._found.get()
                if found is _ENDED:
                    ended += 1
                else:
                    yield found
        finally:
            self.stop.set()

    def _work(self):
        try:
            while host := self._next_host():
                waiting = self._waiting[host]
                link = waiting.popleft()
                verdict = self._checked(link)
                if self.stop.is_set():
                    return
                self._found.put((link, verdict))
                self._silent[host] = self._silent[host] + 1 if verdict.is_silent else 0
                while waiting and self._silent[host] >= SILENT_IN_A_ROW:
                    self._found.put((waiting.popleft(), verdict))
                self._give_back(host, verdict, bool(waiting))
        finally:
            self._found.put(_ENDED)

    def _checked(self, link):
        try:
            return self.check(link.url)
        except Exception:  # one strange address must not end the round, nor every night's
            logger.exception("The check of %s broke", link.url)
            self.failed += 1
            return Verdict(LinkState.WARNING, None, "Перевірити не вдалося")

    def _next_host(self):
        """Return the host that may be asked next, waiting for it; None when there is no more."""
        with self._changed:
            while True:
                now = time.monotonic()
                if self.stop.is_set() or now >= self.deadline:
                    return None
                if not self._line and not self._busy:
                    return None
                if self._line and self._line[0][0] <= now:
                    self._busy += 1
                    return heapq.heappop(self._line)[2]
                # At least each second, to see that the round was stopped.
                self._changed.wait(min(1, max(0, self._line[0][0] - now) if self._line else 1))

    def _give_back(self, host, verdict, has_more):
        """Put a host in line again; one that asked to wait longer than this round, never."""
        pause = max(self.pause, verdict.wait.total_seconds() if verdict.wait else 0)
        free_at = time.monotonic() + pause
        with self._changed:
            self._busy -= 1
            if has_more and free_at < self.deadline:
                heapq.heappush(self._line, (free_at, 0, host))
            self._changed.notify_all()
