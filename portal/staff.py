"""Who of the newsroom is signed in and reads the site, found out in front of Django.

Their pages aren't kept and carry no counting of views; a small link leads to the article's form.
Whose cookie is anything else reads what everybody does.
"""

import re
import threading
import time
from functools import lru_cache
from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.db import DatabaseError
from django.utils.crypto import constant_time_compare
from django_otp import DEVICE_ID_SESSION_KEY

# A key of somebody else's never becomes one of staff's: signing in makes a new one.
FORGOTTEN_AFTER = 60  # seconds
MOST = 1000

_others = {}  # key: until when it is known to be nobody's of the staff, of time.monotonic()
_lock = threading.Lock()


def is_reading(cookies):
    """Say whether a Cookie header holds the session of an active member of staff.

    Asks the database, at most once a minute for a cookie that is none. When it doesn't answer,
    nobody is.
    """
    if f"{settings.SESSION_COOKIE_NAME}=" not in cookies:
        return False
    key = session_key(cookies[:4096])
    if not key or _others.get(key, 0) > time.monotonic():
        return False
    try:
        if is_staff(key):
            return True
    except DatabaseError:
        return False
    with _lock:
        if len(_others) >= MOST:
            _others.clear()
        _others[key] = time.monotonic() + FORGOTTEN_AFTER
    return False


def session_key(cookies):
    """Return the key of the session in a Cookie header, or None where it can't be one."""
    for part in cookies.split(";"):
        name, _, value = part.strip().partition("=")
        if name == settings.SESSION_COOKIE_NAME and re.fullmatch(r"[a-z0-9]{32}", value):
            return value
    return None


def is_staff(key):
    """Say whether a session's key (a str) is of someone who may enter the newsroom now."""
    session = _store()(key)
    pk = session.get(SESSION_KEY)
    if pk is None or session.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        return False
    if settings.SECOND_FACTOR_REQUIRED and DEVICE_ID_SESSION_KEY not in session:
        return False
    model = get_user_model()
    try:
        user = model.objects.filter(pk=pk, is_active=True, is_staff=True).first()
    except (TypeError, ValueError):
        return False
    return user is not None and constant_time_compare(
        session.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash()
    )


@lru_cache
def _store():
    return import_module(settings.SESSION_ENGINE).SessionStore


class StaffReader:
    """Say on the request whether one of the newsroom reads; what they get is for them alone.

    `portal.staff` is the page cache's word (portal/page_cache.py): no header can bring it.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.staff_reader = bool(request.META.get("portal.staff"))
        response = self.get_response(request)
        if request.staff_reader:
            response["Cache-Control"] = "private, no-store"
        return response
