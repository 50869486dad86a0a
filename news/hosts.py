"""One generation of the content for several hosts, through Redis.

Redis holds the word; the link of each host (news/generation.py) follows it, for the web server that
reads ready pages there. While Redis doesn't answer nobody knows what the others change: nothing is
kept then, so that pages are slower and never wrong. A move that Redis didn't hear of waits in the
link, as a word that ends with an exclamation mark, and is the first thing that it hears.

Each word begins after the one before it. So a Redis that came back with what it had written down
earlier is told from one that has moved on, and another generation begins.
"""

import fcntl
import logging
import os
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
        self.is_silent = False
        self.local = threading.Lock()
        self.forget()
        os.register_at_fork(after_in_child=self.forget)

    def forget(self):
        """Let go of the connections of threads: one mustn't be shared by two processes."""
        self.lines = threading.local()

    def word(self):
        """Return the word of the generation; "" while Redis doesn't answer."""
        told = self.asked(self.told)
        linked = generation.linked()
        if told == linked or (told is Silence and linked.endswith(UNTOLD)):
            return "" if told is Silence else told
        with self.alone():
            linked = generation.linked()
            if told is Silence or not self._follow(linked):
                if not linked.endswith(UNTOLD):
                    generation.link(_after(linked) + UNTOLD)
                return ""
            return generation.linked()

    def _follow(self, linked):
        """Bring Redis and the link together; say whether they are. What waits in the link goes
        first, and what stands in Redis else."""
        word = told = self.asked(self.redis.get, KEY)
        if word is None:  # it was emptied, or is a new one
            self.asked(self.redis.set, KEY, _after(linked), nx=True)
            word = told = self.asked(self.redis.get, KEY)
        if told is Silence or not word:
            return False
        if linked.endswith(UNTOLD) or _began(word) < _began(linked):
            word = _after(linked, word)
            told = self.asked(self.redis.set, KEY, word)
        return told is not Silence and generation.link(word) == word

    def move(self, word):
        """Begin the generation `word` on all hosts; return its word, which is another one where a
        host's clock is behind, "" when Redis is silent."""
        with self.alone():
            linked = generation.linked()
            if _began(word) <= _began(linked):
                word = _after(linked)
            before = self.asked(self.redis.set, KEY, word, get=True)
            if before is not Silence and _began(before or "") > _began(word):
                word = _after(before)
                before = self.asked(self.redis.set, KEY, word)
            if before is Silence:
                generation.link(word + UNTOLD)
                return ""
            return generation.link(word)

    def told(self):
        """Return the word that Redis holds, or None, by a connection of this thread's own: every
        request asks for it, and this takes a fifth of what the client's own `get` does."""
        has_rested = hasattr(self.lines, "line")
        if not has_rested:
            line = self.redis.connection_pool.connection_class(
                **self.redis.connection_pool.connection_kwargs
            )
            line.connect()
            self.lines.line, self.lines.asking = line, line.pack_command("GET", KEY)
        line = self.lines.line
        try:
            line.send_packed_command(self.lines.asking)
            return line.read_response()
        except Exception as error:
            del self.lines.line  # what it may yet answer is another question's
            line.disconnect()
            if has_rested and type(error) is redis.ConnectionError:
                return self.told()  # it may have been cut off long ago, by a restart
            raise

    def asked(self, command, *arguments, **options):
        """Return what Redis answers, or Silence; a silent one is left alone for a while, and then
        asked by one thread first."""
        now = time.monotonic()
        if now < self.asks_again:
            return Silence
        if self.is_silent:
            self.asks_again = now + TIMEOUT + PAUSE
        try:
            answer = command(*arguments, **options)
        except redis.RedisError as error:
            self.asks_again = time.monotonic() + PAUSE
            if not self.is_silent:
                logger.error("Redis does not answer (%s): no page is kept.", type(error).__name__)
            self.is_silent = True
            return Silence
        if self.is_silent:
            self.is_silent, self.asks_again = False, 0
            logger.warning("Redis answers again.")
        return answer

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


def _began(word):
    """Return when a generation began, in nanoseconds since 1970, 0 for ""."""
    return int(word.partition("-")[0] or "0", 16)


def _after(*words):
    """Return a new word that begins now, and in any case after those of some generations."""
    began = max(time.time_ns(), *(_began(word) + 1 for word in words))
    return f"{began:x}-{secrets.token_hex(4)}"
