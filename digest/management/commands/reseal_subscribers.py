"""Encrypt the addresses of all subscribers by today's DIGEST_KEY, after the key was changed."""

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from digest import secrecy
from digest.models import Subscription

AT_ONCE = 500  # in one transaction


class Command(BaseCommand):
    help = (
        "After DIGEST_KEY was changed and the former one put into DIGEST_KEY_FALLBACKS: encrypts "
        "all addresses anew. May be stopped and run again at any time."
    )

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="only count")

    def handle(self, *, dry_run, **options):
        if not secrecy.has_key():
            raise CommandError("DIGEST_KEY is not set, so there is nothing to encrypt by.")
        resealed = unreadable = last = 0
        while keys := list(
            Subscription.objects.filter(pk__gt=last).order_by("pk").values_list("pk")[:AT_ONCE]
        ):
            last = keys[-1][0]
            with transaction.atomic():
                found = Subscription.objects.select_for_update().filter(
                    pk__in=[pk for (pk,) in keys]
                )
                for subscription in found.order_by("pk"):
                    try:
                        resealed += self.reseal(subscription, dry_run)
                    except secrecy.Unreadable:
                        unreadable += 1
        what = "A dry run. Addresses to encrypt anew" if dry_run else "Addresses encrypted anew"
        self.stdout.write(f"{what}: {resealed:,}.")
        if unreadable:
            raise CommandError(
                "Encrypted by a key that is neither DIGEST_KEY nor in DIGEST_KEY_FALLBACKS, and so "
                f"left as they are: {unreadable:,}."
            )

    def reseal(self, subscription, dry_run):
        """Return whether a Subscription was encrypted by another key. Raises Unreadable."""
        address = secrecy.unseal(subscription.sealed)
        lookup = secrecy.lookup(address)
        if subscription.lookup == lookup:
            return False
        if not dry_run:
            subscription.lookup, subscription.sealed = lookup, secrecy.seal(address)
            subscription.save(update_fields=["lookup", "sealed"])
        return True
