"""How often letters may be asked for: nobody's mailbox is filled through us.

Who asks and where to are known by hashes under the key of the day, as readers are
(news/readers.py); they go with the day, and no address is stored.
"""

import time
from datetime import datetime, timedelta

from django.utils import timezone

from digest.models import Attempt
from news import readers

TO_ADDRESS = 3  # letters of confirmation in a day
FROM_CLIENT = 20  # in an hour: a whole town may share an address


def too_many_from(client):
    """Note that a client (its address, a str) asks; say whether it has asked too often."""
    return _note("digest client", client, timedelta(hours=1)) > FROM_CLIENT


def too_many_to(address):
    """Note that a letter is asked for; say whether the e-mail address gets no more today."""
    return _note("digest address", address.casefold(), timedelta(days=1)) > TO_ADDRESS


def _note(purpose, what, span):
    """Store an attempt; return how many there were within a span of this day, with this one."""
    now, day = timezone.now(), readers.day_of(int(time.time() * 1000))
    Attempt.objects.filter(at__lt=_midnight(day)).delete()
    who = readers.hashes(purpose, what, "", day)[1]
    Attempt.objects.create(who=who, at=now)
    return Attempt.objects.filter(who=who, at__gt=now - span).count()


def _midnight(day):
    return datetime.combine(day, datetime.min.time(), timezone.get_default_timezone())
