"""A confirmed wish becomes a subscription, or changes the one that its address has."""

from django.db import transaction
from django.utils import timezone

from digest import secrecy
from digest.models import Subscription
from digest.wanted import joined


def subscribe(wish):
    """Return the Subscription of a Wish whose address was confirmed.

    A known address gets what it wishes for besides what it had. Done twice, it is done once.
    """
    now = timezone.now()
    new = {
        "sealed": secrecy.seal(wish.address),
        "language": wish.language,
        "often": wish.often,
        "everything": wish.everything,
        **wish.asked,
        "created_at": now,
        "covered_until": now,
    }
    with transaction.atomic():
        lookup, *former = secrecy.lookups(wish.address)
        if former:  # one that `reseal_subscribers` has not come to yet
            Subscription.objects.filter(lookup__in=former).update(
                lookup=lookup, sealed=new["sealed"]
            )
        found, is_new = Subscription.objects.select_for_update().get_or_create(
            lookup=lookup, defaults=new
        )
        if not is_new:
            asked = joined(found.asked, wish.asked)
            found.regions, found.tags = asked["regions"], asked["tags"]
            found.everything = found.everything or wish.everything
            found.often, found.language, found.refusals = wish.often, wish.language, 0
            found.save()
    return found
