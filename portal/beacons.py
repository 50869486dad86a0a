"""Counting of views in front of Django: none of its middleware is needed for one number."""

import re
import threading
from http import HTTPStatus

from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt

from news import beacon, counting
from portal import databases, limits, policy, staff, survival
from portal.proxies import reader_of

ADDRESS = re.compile(r"/news/([0-9]{1,18})/view(\.gif)?")


class Beacons:
    """A WSGI application that answers the addresses of counting, and hands on all others."""

    def __init__(self, application):
        self.application = application
        self.is_tended = False
        self.lock = threading.Lock()

    def __call__(self, environ, start_response):
        if not self.is_tended:
            self.tend()
        path = environ["PATH_INFO"]
        found = ADDRESS.fullmatch(path) if path.startswith("/news/") else None
        if not found:
            return self.application(environ, start_response)
        refusal = limits.refused(environ)
        if refusal:
            return refusal.answer(environ, start_response)
        status, headers, body = _answer(environ, int(found[1]), bool(found[2]))
        databases.give_back()
        headers = list(
            (policy.bare_headers() | dict(headers) | {"Content-Length": str(len(body))}).items()
        )
        start_response(f"{status} {HTTPStatus(status).phrase}", headers)
        return [body]

    def tend(self):
        """Start the thread that counting needs, in the process that serves: a thread doesn't come
        along when a server makes processes of one that has loaded us."""
        with self.lock:
            if not self.is_tended:
                self.is_tended = True
                threading.Thread(target=counting.tend, name="counting", daemon=True).start()


@csrf_exempt
def view(request, pk, is_pixel=False):
    """The same inside Django, for who runs it without this module's application, as tests do."""
    status, headers, body = _answer(request.META, int(pk), is_pixel)
    return HttpResponse(body, status=status, headers=policy.bare_headers() | dict(headers))


def _answer(environ, pk, is_pixel):
    def is_staff():
        cookies = environ["HTTP_COOKIE"]
        if survival.is_away():  # only the newsroom has such a cookie
            return staff.session_key(cookies) is not None
        return staff.is_reading(cookies)

    return beacon.answer(environ, pk, reader_of(environ), is_staff, is_pixel)
