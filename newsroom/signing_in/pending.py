"""Between the password and the second factor: whose password was right, for ten minutes.

Nobody is signed in until `finish()`: what the newsroom and the site ask of a session isn't in it.
"""

import time

from django.conf import settings
from django.contrib.auth import get_user_model, login
from django.utils.crypto import constant_time_compare
from django_otp import DEVICE_ID_SESSION_KEY

from newsroom.signing_in import browsers, sessions, tries

KEY = "pending"
TIME = 10 * 60  # seconds
CONFIRMED = "confirmed"  # when the owner has last shown to be the owner, seconds since 1970


def begin(request, account):
    """Remember that the password of an account was right; whoever was signed in is so no more."""
    request.session.flush()
    request.session[KEY] = {
        "account": account.pk,
        "password": account.get_session_auth_hash(),
        "since": time.time(),
    }
    request.session.set_expiry(TIME)


def account_of(request):
    """Return the account whose password was right in this session, or None."""
    kept = request.session.get(KEY)
    if not kept or time.time() - kept["since"] > TIME:
        return None
    account = (
        get_user_model().objects.filter(pk=kept["account"], is_active=True, is_staff=True).first()
    )
    # A password that was changed meanwhile was another one's.
    is_same = account and constant_time_compare(account.get_session_auth_hash(), kept["password"])
    return account if is_same else None


def finish(request, account, device=None):
    """Sign an account in; `device` is what it has shown as the second factor, if it had to."""
    if device is not None:
        account.otp_device = device  # django-otp puts it into the session
    request.session.flush()
    login(request, account, backend=settings.AUTHENTICATION_BACKENDS[0])
    agent = request.headers.get("User-Agent", "")
    sessions.begin(request.session, browsers.in_words(agent))
    confirm(request)
    tries.forget(tries.PAIR, account.get_username(), reader(request))
    sessions.SessionStore.clear_expired()


def is_whole(request):
    """Say whether the session of a request has all that a sign-in needs here."""
    return not settings.SECOND_FACTOR_REQUIRED or DEVICE_ID_SESSION_KEY in request.session


def confirm(request):
    request.session[CONFIRMED] = time.time()


def is_confirmed(request):
    """Say whether the owner was here a moment ago, and not whoever sits down at their place."""
    return time.time() - request.session.get(CONFIRMED, 0) < TIME


def reader(request):
    """Return the address of whom a request is of, as the portal's middleware has found it."""
    return getattr(request, "reader", "")
