"""Read published articles for places that their texts name; editors decide in the newsroom.

Every article is read once in each of its versions, so that the command may run as often as one
likes (after an import, or nightly) and a stopped run goes on where it was.
"""

import datetime
import time

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from newsroom.management.commands.check_links import positive
from newsroom.models import Proposal
from newsroom.places_read import drop_settled, read, unread
from regions import gazetteer

PROGRESS = 1000  # articles between two lines


def day(text):
    return datetime.date.fromisoformat(text)


class Command(BaseCommand):
    help = (
        "Reads published articles that have no place, and proposes those that their texts name: "
        "into a queue in the newsroom (/admin/proposals/), never into the articles."
    )

    def add_arguments(self, parser):
        parser.add_argument("--since", type=day, help="dated on this day (2026-01-31) or later")
        parser.add_argument("--until", type=day, help="dated on this day or earlier")
        parser.add_argument("--limit", type=positive, help="articles at most, the newest first")
        parser.add_argument("--all", action="store_true", help="also those that have a place")
        parser.add_argument(
            "--again", action="store_true", help="also those that were read already"
        )
        parser.add_argument("--dry-run", action="store_true", help="only count: write nothing")

    def handle(self, *, since=None, until=None, limit=None, again=False, dry_run=False, **options):
        if since and until and until < since:
            raise CommandError(f"--until {until} is before --since {since}.")
        if not gazetteer.current().places:
            raise CommandError("The register is empty: run `manage.py load_register` first.")
        self.verbosity, started, done = options["verbosity"], time.monotonic(), None
        articles = unread(
            since and _midnight(since),
            until and _midnight(until + datetime.timedelta(days=1)),
            with_places=options["all"],
            again=again,
        )
        if not dry_run:
            drop_settled(timezone.now())
        try:
            shown = PROGRESS
            for done in read(articles, limit, dry_run=dry_run):
                if done.articles >= shown:
                    shown += PROGRESS
                    self.say(f"  {done.articles:,} articles read …")
        except KeyboardInterrupt:
            self.sum_up("Stopped", done, dry_run, started)
            raise CommandError("Run it again to go on.", returncode=130) from None
        self.sum_up("Done", done, dry_run, started)

    def sum_up(self, what, done, dry_run, started):
        if done is None:
            self.say(f"{what}: no article to read.")
            return
        took = time.monotonic() - started
        waiting = Proposal.objects.open().values("article").distinct().count()
        self.say(
            f"{what}: {done.articles:,} articles read, {done.with_places:,} of them name places: "
            f"{done.proposals:,} proposals, and {done.unclear:,} names that several places bear. "
            + ("A dry run: nothing was written. " if dry_run else "")
            + f"{waiting:,} articles wait for an editor. It took {took:.0f} s."
        )

    def say(self, line):
        if self.verbosity:
            self.stdout.write(line)


def _midnight(date):
    """Return when a day of the portal's time (Kyiv) begins, as an aware datetime."""
    return timezone.make_aware(datetime.datetime.combine(date, datetime.time()))
