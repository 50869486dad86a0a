"""The request that a thread answers: the id by which its lines in the log are found again.

The id stands in `X-Request-ID` of every answer of the portal's, in each line of the log that the
request left behind, on the page of an error, and in what Sentry is told. One that comes with a
request is taken over from a proxy that is trusted (TRUSTED_PROXIES), and only if it is plain:
otherwise anybody could write into the log.
"""

import re
import threading
from random import getrandbits

from django.conf import settings

HEADER, KEY = "X-Request-ID", "HTTP_X_REQUEST_ID"
PLAIN = re.compile(r"[0-9A-Za-z._-]{8,64}", re.ASCII)

thread = threading.local()  # `now`: (id, WSGI environ) of the request, None for none


def new_id():
    """Return another id, 16 hexadecimal signs. After a fork each process draws others."""
    return f"{getrandbits(64):016x}"


def id_of(environ):
    """Return the id of a request by its WSGI environ: what a trusted proxy says, or a new one."""
    told = environ.get(KEY, "")
    return told if settings.TRUSTED_PROXIES and PLAIN.fullmatch(told) else new_id()


def current():
    """Return the id of the request that this thread answers, "" for none."""
    now = getattr(thread, "now", None)
    return now[0] if now else ""


def environ():
    """Return the WSGI environ of the request that this thread answers, {} for none."""
    now = getattr(thread, "now", None)
    return now[1] if now else {}
