"""One generation of the content for several hosts, through Redis.

Redis holds the word; the link of each host (news/generation.py) follows it, for the web server that
reads ready pages there. While Redis doesn't answer nobody knows what the others change: nothing is
kept then, so that pages are slower and never wrong. A move that Redis didn't hear of waits in the
link, as a word that ends with an exclamation mark, and is the first thing that it hears.
"""

import fcntl
import logging
import secrets
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import redis
from django.conf import settings

from news import generation

logger = logging.getLogger(__name__)

KEY = "portal:generation"
TIMEOUT = 0.5  # seconds; Redis answers in less than a thousandth of one
PAUSE = 1  # seconds in which nobody asks again after it didn't answer
UNTOLD = "!"


class Hosts:
    """The generation that hosts share; `location` is an address of Redis, as in CACHE_URL."""

    def __init__(self, location):
        self.redis = redis.Redis.from_url(
            location, socket_timeout=TIMEOUT, socket_connect_timeout=TIMEOUT, decode_responses=True
        )
        self.asks_again = 0  # of time.monotonic()
        self.local = threading.Lock()

    def word(self):
        """Return the word of the generation; "" while Redis doesn't answer."""
        told = self.asked(self.redis.get, KEY)
        linked = generation.linked()
        if told == linked or (told is Silence and linked.endswith(UNTOLD)):
            return "" if told is Silence else told
        with self.alone():
            linked = generation.linked()
            if told is Silence or not self._follow(linked):
                if not linked.endswith(UNTOLD):
                    generation.link(_new() + UNTOLD)
                return ""
            return generation.linked()

    def _follow(self, linked):
        """Bring Redis and the link together; say whether they are. What waits in the link goes
        first, and what stands in Redis else."""
        if linked.endswith(UNTOLD):
            word = linked.removesuffix(UNTOLD)
            told = self.asked(self.redis.set, KEY, word)
        else:
            word = self.asked(self.redis.get, KEY)
            if word is None:  # it was emptied, or is a new one
                self.asked(self.redis.set, KEY, _new(), None, None, True)  # nx: unless it is there
                word = self.asked(self.redis.get, KEY)
            told = word
        return told is not Silence and bool(word) and generation.link(word) == word

    def move(self, word):
        """Begin the generation `word` on all hosts; return the word, "" when Redis is silent."""
        with self.alone():
            if self.asked(self.redis.set, KEY, word) is Silence:
                generation.link(word + UNTOLD)
                return ""
            return generation.link(word)

    def asked(self, command, *arguments):
        """Return what Redis answers, or Silence; a silent one is left alone for a while."""
        if time.monotonic() < self.asks_again:
            return Silence
        try:
            return command(*arguments)
        except redis.RedisError as error:
            self.asks_again = time.monotonic() + PAUSE
            logger.error("Redis does not answer (%s): no page is kept.", type(error).__name__)
            return Silence

    @contextmanager
    def alone(self):
        """Let one thread of all processes of this host change the link."""
        folder = Path(settings.DATA_DIR) / "pages"
        with self.local:
            try:
                folder.mkdir(parents=True, exist_ok=True)
                lock = open(folder / "moving", "ab")  # noqa: SIM115 - closed by the `with` below
            except OSError:
                yield
                return
            with lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                yield


class Silence:
    """No answer, which is another thing than the answer None."""


def _new():
    return f"{time.time_ns():x}-{secrets.token_hex(4)}"
