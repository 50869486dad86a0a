"""Take the second factor from an account: for the last superuser who has lost the own phone.

Others are helped by an administrator, on the page of their account.
"""

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from newsroom.signing_in import factors, sessions


class Command(BaseCommand):
    help = (
        "Takes app, passkeys and recovery codes from an account and ends its sessions. Whoever "
        "signs in next with its password sets up another second factor."
    )

    def add_arguments(self, parser):
        parser.add_argument("name", help="the name by which the account signs in")
        parser.add_argument("--dry-run", action="store_true", help="only say what there is")

    def handle(self, *args, name, dry_run, **options):
        account = get_user_model().objects.filter(username=name).first()
        if account is None:
            raise CommandError(f"There is no account {name!r}.")
        own, number = factors.of(account), sessions.of(account).count()
        app = "1 app" if own.app else "no app"
        found = f"{app}, passkeys: {len(own.passkeys)}, recovery codes: {own.codes}"
        if dry_run:
            self.stdout.write(f"{name} has {found}, sessions: {number}. Nothing was changed.")
            return
        factors.reset(account)
        self.stdout.write(f"Taken from {name}: {found}. Sessions ended: {number}.")
