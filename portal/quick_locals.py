"""What Django keeps for each thread, kept by Python's own `threading.local`.

The language, the time zone, the map of addresses and the connections stand in asgiref's Local,
which serves asyncio too: each look takes ten calls and a lock that all threads share, and a page
looks fifty times: a twentieth of it. A WSGI server has threads and nothing else. Django's tests put
new ones in their places as well (django/test/signals.py).
"""

import threading

from django.core.cache import caches
from django.db import connections
from django.urls import base
from django.utils import timezone
from django.utils.translation import trans_real

PLACES = (
    (trans_real, "_active"),
    (timezone, "_active"),
    (base, "_prefixes"),
    (base, "_urlconfs"),
    (connections, "_connections"),
    (caches, "_connections"),
)


def use():
    """Use them in this process, before anything has been asked of the database.

    Raises AttributeError where a new Django has another place for one of them.
    """
    for owner, name in PLACES:
        getattr(owner, name)
        setattr(owner, name, threading.local())
