"""Redis as a cache that may be away: what it can't say is simply not known."""

import logging
import time

import redis
from django.core.cache.backends.redis import RedisCache, RedisCacheClient

logger = logging.getLogger(__name__)

PAUSE = 1  # seconds in which nobody asks again after it didn't answer

# Until when of time.monotonic() a server isn't asked, by its address: Django makes a cache for each
# thread, and all of them would wait in their turn.
_silent = {}


class QuietClient(RedisCacheClient):
    """Answers as an empty cache that takes nothing, while Redis doesn't answer."""

    def is_silent(self):
        return time.monotonic() < _silent.get(self._servers[0], 0)

    def found_silent(self, error):
        _silent[self._servers[0]] = time.monotonic() + PAUSE
        logger.error("Redis does not answer: %s", type(error).__name__)


def quietly(name, answer):
    """Return the method `name` of Django's client; without Redis it returns `answer(arguments)`."""
    asked = getattr(RedisCacheClient, name)

    def method(self, *args, **kwargs):
        if not self.is_silent():
            try:
                return asked(self, *args, **kwargs)
            except redis.RedisError as error:
                self.found_silent(error)
        return answer(*args, **kwargs)

    return method


for name, answer in {
    "add": lambda *args: False,
    "get": lambda key, default=None: default,
    "set": lambda *args: None,
    "touch": lambda *args: False,
    "delete": lambda *args: False,
    "get_many": lambda keys: {},
    "has_key": lambda key: False,
    "set_many": lambda *args: None,
    "delete_many": lambda keys: None,
    "clear": lambda: False,
}.items():
    setattr(QuietClient, name, quietly(name, answer))


class QuietRedisCache(RedisCache):
    """Django's cache in Redis; only `incr` of a key that isn't there raises, as it always does."""

    def __init__(self, server, params):
        super().__init__(server, params)
        self._class = QuietClient

    def incr(self, key, delta=1, version=None):
        if self._cache.is_silent():
            raise ValueError("Redis does not answer")
        try:
            return super().incr(key, delta, version)
        except redis.RedisError as error:
            self._cache.found_silent(error)
            raise ValueError(f"Redis does not answer: {error}") from error
