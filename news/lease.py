"""Work that one host does for all of them: the one that holds a lease in Redis.

What is leased may be done twice without harm: so one host alone always may, and so may all of them
while Redis is away.
"""

import os
import secrets
from contextlib import contextmanager

from django.conf import settings

from news import generation
from news.hosts import Silence

_token = secrets.token_hex(8)


def is_ours(work, seconds):
    """Say whether this process may do something for all hosts during the next `seconds`.

    `work` is its name. Who asks again in time keeps it; of one that was killed another takes it
    over when they have passed.
    """
    hosts = generation.among_hosts()
    if hosts is None:
        return True
    key, mine = _key(work), _mine()
    taken = hosts.asked(hosts.redis.set, key, mine, px=int(seconds * 1000), nx=True)
    if taken is Silence or taken:
        return True
    if hosts.asked(hosts.redis.get, key) != mine:
        return False
    hosts.asked(hosts.redis.pexpire, key, int(seconds * 1000))
    return True


def give_up(work):
    """Let another process do it at once."""
    hosts = generation.among_hosts()
    if hosts and hosts.asked(hosts.redis.get, _key(work)) == _mine():
        hosts.asked(hosts.redis.delete, _key(work))


@contextmanager
def held(work, seconds):
    """Give whether it is ours meanwhile; it is given up at the end."""
    is_held = is_ours(work, seconds)
    try:
        yield is_held
    finally:
        if is_held:
            give_up(work)


def _key(work):
    # Two portals may share one Redis, as a public one and one that is tried out.
    return f"portal:lease:{settings.SITE_URL}:{work}"


def _mine():
    return f"{_token}-{os.getpid()}"  # workers are forked from one process
