"""Bounds on trying: passwords, codes and letters, counted in the database that all hosts share.

Who tries stands there as a keyed hash, never as an address or a name: people type passwords into
the field of the name. A try is counted before it is looked at, in one step, so that a hundred at
once are a hundred; what turns out right is taken back.
"""

from dataclasses import dataclass
from datetime import timedelta
from hashlib import blake2b, sha256

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from newsroom.models import Tries
from ukrainian.plurals import counted

KEPT = timedelta(hours=2)  # longer than any Limit's minutes


@dataclass(frozen=True)
class Limit:
    """`most` tries; then none until `minutes` have passed since the last one that was counted."""

    name: str
    most: int
    minutes: int


# Of one account from one address: a stranger elsewhere can't lock the owner out.
PAIR = Limit("pair", 5, 15)
# Of many accounts from one address: an office shares one, so this only slows guessing down.
ADDRESS = Limit("address", 50, 15)
# Codes of an app, of one account from anywhere: they have a million values, and three are right.
# Who comes this far knows the password, and may have many addresses.
CODES = Limit("codes", 30, 60)
LETTERS_TO = Limit("letters to", 3, 60)
LETTERS_FROM = Limit("letters from", 10, 60)


def count(limit, *who, at=None):
    """Count a try of `who` (texts or numbers); return None, or until when (an aware datetime) there
    are no more tries. What is refused isn't counted: the end of a lock doesn't move."""
    at = at or timezone.now()
    with transaction.atomic():
        row, is_new = Tries.objects.select_for_update().get_or_create(
            key=_key(limit, who), defaults={"number": 1, "last": at}
        )
        if is_new:
            Tries.objects.filter(last__lt=at - KEPT).delete()
            return None
        end = row.last + timedelta(minutes=limit.minutes)
        number = row.number if at < end else 0
        if number >= limit.most:
            return end
        Tries.objects.filter(pk=row.pk).update(number=number + 1, last=at)
    return None


def locked_until(limit, *who, at=None):
    """Return until when `who` may try no more, or None; counts nothing."""
    at = at or timezone.now()
    row = Tries.objects.filter(key=_key(limit, who), number__gte=limit.most).first()
    end = row and row.last + timedelta(minutes=limit.minutes)
    return end if end and at < end else None


def take_back(limit, *who):
    """Uncount one try: it was right."""
    Tries.objects.filter(key=_key(limit, who), number__gt=0).update(number=F("number") - 1)


def forget(limit, *who):
    Tries.objects.filter(key=_key(limit, who)).delete()


def begin(name, reader, at=None):
    """Count a try to sign in as `name` from the address `reader`; return None, or until when both
    are locked."""
    until = locked_until(ADDRESS, reader, at=at) or count(PAIR, name, reader, at=at)
    if until is None:
        count(ADDRESS, reader, at=at)
    return until


def was_right(name, reader):
    """Take back what `begin` counted."""
    take_back(PAIR, name, reader)
    take_back(ADDRESS, reader)


def until_in_words(until, at=None):
    """Return a sentence for an aware datetime: when there are tries again."""
    minutes = max(1, -(-int((until - (at or timezone.now())).total_seconds()) // 60))
    clock = f"{timezone.localtime(until):%H:%M}"
    return f"Спробуйте о {clock}, через {counted(minutes, 'хвилину', 'хвилини', 'хвилин')}."


def _key(limit, who):
    secret = sha256(settings.SECRET_KEY.encode()).digest()
    said = "\0".join([limit.name, *map(str, who)]).encode(errors="surrogatepass")
    return blake2b(said, digest_size=16, key=secret, person=b"tries").hexdigest()
