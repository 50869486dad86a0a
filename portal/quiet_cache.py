"""Redis as a cache that may be away: what it can't say is simply not known."""

import logging
import time

import redis
from django.core.cache.backends.redis import RedisCache, RedisCacheClient

logger = logging.getLogger(__name__)

PAUSE = 1  # seconds in which nobody asks again after it didn't answer


class QuietClient(RedisCacheClient):
    """Answers as an empty cache that takes nothing, while Redis doesn't answer."""

    asks_again = 0  # of time.monotonic()


def quietly(name, answer):
    """Return the method `name` of Django's client; without Redis it returns `answer(arguments)`."""
    asked = getattr(RedisCacheClient, name)

    def method(self, *args, **kwargs):
        if time.monotonic() >= self.asks_again:
            try:
                return asked(self, *args, **kwargs)
            except redis.RedisError as error:
                self.asks_again = time.monotonic() + PAUSE
                logger.error("Redis does not answer: %s", type(error).__name__)
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
        try:
            return super().incr(key, delta, version)
        except redis.RedisError as error:
            raise ValueError(f"Redis does not answer: {error}") from error
