"""Django's `migrate`, which waits for a table only for moments.

A migration that waits for a table, because somebody reads it in one long transaction (a copy of the
site, a backup), holds back everybody who comes after it: the whole site would stand still. So it
gives up its place, lets the others pass, and comes again. What was done of it is rolled back.
"""

import time

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import OperationalError, connections

from portal.databases import state_of

PATIENCE = 2  # seconds that it waits for a table; readers give up after three
PAUSE = 5  # seconds in which the others pass
TRIES = 60
LOCKED = "55P03"


class Command(migrate.Command):
    def handle(self, *args, **options):
        connection = connections[options["database"]]
        if connection.vendor != "postgresql":
            return super().handle(*args, **options)
        for left in reversed(range(TRIES)):
            with connection.cursor() as cursor:
                cursor.execute(f"SET lock_timeout = '{PATIENCE}s'")
            try:
                return super().handle(*args, **options)
            except OperationalError as error:
                if state_of(error) != LOCKED:
                    raise
                if not left:
                    raise CommandError(
                        "A table is read or written by somebody else all the time, so it was not "
                        "changed. What was applied before it is kept; see who it is by "
                        "`SELECT * FROM pg_stat_activity ORDER BY xact_start` and run this again."
                    ) from error
                self.stderr.write(f"A table is busy; trying again in {PAUSE} seconds.")
                time.sleep(PAUSE)
            finally:
                if not connection.in_atomic_block or not connection.needs_rollback:
                    with connection.cursor() as cursor:
                        cursor.execute("RESET lock_timeout")
        return None
