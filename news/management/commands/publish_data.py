"""Publish the open data: articles without their texts, topics, places."""

import os
import time

from django.core.management.base import BaseCommand, CommandError

from news.open_data import publishing

EVERY = 5  # seconds between two lines of progress


class Command(BaseCommand):
    help = (
        "Write the open data (/data/) anew: articles without their texts, topics and places, as "
        "CSV and lines of JSON. The server does it every night by itself."
    )

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="write, count and throw away")
        parser.add_argument("--gently", action="store_true", help="let all others go first")

    def handle(self, *, dry_run, gently, verbosity, **options):
        if gently:
            os.nice(10)
        self.told = started = time.monotonic()
        self.verbosity = verbosity
        try:
            found = publishing.publish(self.tell, is_trial=dry_run)
        except publishing.Busy:
            raise CommandError("Another process is publishing the data right now.") from None
        except OSError as error:
            raise CommandError(f"The data were not published: {error.strerror}.") from error
        if not verbosity:
            return
        for name, (rows, added, changed, removed) in found.items():
            self.stdout.write(
                f"{name}: {rows} rows; {added} added, {changed} changed, {removed} removed"
            )
        where = "thrown away" if dry_run else f"in {publishing.current()}"
        self.stdout.write(f"Written in {time.monotonic() - started:.0f} s, {where}.")

    def tell(self, name, number):
        if self.verbosity and time.monotonic() - self.told >= EVERY:
            self.told = time.monotonic()
            self.stdout.write(f"{name}: {number} rows")
