"""Subscribers for tests, and the two steps by which a reader becomes one."""

import re
from datetime import timedelta

from django.core import mail
from django.utils import timezone

from digest import secrecy
from digest.models import Subscription

OURS = {"HTTP_SEC_FETCH_SITE": "same-origin"}
LINK = re.compile(r"http://testserver(/\S+)")


def make_subscription(address="olena@example.org", *, since=None, **fields):
    """Make a Subscription to all daily news in Ukrainian, unless told otherwise.

    `since` is an aware datetime (default: two days ago): when it began, and until when all is told.
    """
    since = since or timezone.now() - timedelta(days=2)
    asked = {"regions": fields.get("regions", []), "tags": fields.get("tags", [])}
    defaults = {
        "lookup": secrecy.lookup(address),
        "sealed": secrecy.seal(address),
        "language": "uk",
        "often": "daily",
        "everything": not any(asked.values()),
        "created_at": since,
        "covered_until": since,
    }
    return Subscription.objects.create(**defaults | fields)


def ask(client, address="olena@example.org", page="/digest/", **fields):
    """Fill in the form as a browser does; return the response."""
    values = {"email": address, "often": "daily", "what": "all", "language": "uk"} | fields
    return client.post(page, values, **OURS)


def last_link(message=None):
    """Return the path of the first link in a letter (default: the newest that was sent)."""
    return LINK.search((message or mail.outbox[-1]).body)[1]
