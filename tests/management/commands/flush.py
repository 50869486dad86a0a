"""Django's `flush`, which every transactional test calls at its end, for a kept register."""

from django.core.management.base import BaseCommand

from tests import snapshot


class Command(BaseCommand):
    help = "Gives the test database back as it was when the register had been loaded."
    # What Django's TransactionTestCase passes.
    stealth_options = (
        "interactive",
        "database",
        "reset_sequences",
        "allow_cascade",
        "inhibit_post_migrate",
    )

    def handle(self, **options):
        snapshot.restore()
