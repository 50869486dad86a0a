"""How much one address may ask of the API in a minute: told with every answer, refused with a 429.

RateLimit and RateLimit-Policy are of draft-ietf-httpapi-ratelimit-headers-10. portal/limits.py
counts, and bounds everything else.
"""

import time

from django.conf import settings

from news.api.refusals import MEDIA_TYPE, problem
from portal import policy
from portal.areas import API
from portal.limits import WINDOW, counted
from portal.page_entry import Entry
from portal.proxies import reader_of

RETRY_AFTER = 10  # seconds, while the database is away


class Limits:
    """A WSGI application in front of another; `clock` tells the seconds since 1970."""

    def __init__(self, application, clock=time.time):
        self.application, self.clock = application, clock

    def __call__(self, environ, start_response):
        most = settings.API_PER_MINUTE
        address = environ["PATH_INFO"].startswith(API) and most and reader_of(environ)
        if not address:
            return self.application(environ, start_response)
        window, passed = divmod(int(self.clock()), WINDOW)
        asked, wait = counted("api", address, window), WINDOW - passed
        told = [
            ("RateLimit-Policy", f'"minute";q={most};w={WINDOW}'),
            ("RateLimit", f'"minute";r={max(0, most - asked)};t={wait}'),
        ]
        if asked > most:
            sentence = f"More than {most} requests in a minute. Ask again in {wait} seconds."
            return refusal(429, sentence, wait).answer(environ, start_response, told)
        return self.application(
            environ, lambda status, headers, *rest: start_response(status, headers + told, *rest)
        )


def unavailable():
    """Return the Entry that programs get while the database is away."""
    return refusal(503, "The portal can’t answer now. Ask again in a moment.", RETRY_AFTER)


def refusal(status, sentence, wait):
    """Return the Entry of a problem that is over in `wait` seconds."""
    response = problem(status, sentence)
    headers = policy.bare_headers() | {
        "Content-Type": MEDIA_TYPE,
        "Retry-After": str(wait),
        "Cache-Control": "no-store",
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Expose-Headers": "RateLimit, RateLimit-Policy, Retry-After",
    }
    return Entry(f"{status} {response.reason_phrase}", list(headers.items()), response.content)
