"""Put a backup back, beside what is there and then in one step (ADR 0033)."""

import sys
import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import Error
from django.utils import timezone

from portal.backups import making, record, restoring
from portal.backups.archive import Archive, Refused
from portal.backups.stopping import stopped_by_sigterm

EVERY = 5  # seconds between two lines of progress
MB = 1_000_000


class Command(BaseCommand):
    help = (
        "Read FILE, which `backup` wrote, and put it in the place of the database and the "
        "pictures. What is there now is kept for --undo. The portal may run; readers read on."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE", nargs="?", type=Path)
        parser.add_argument("--yes", action="store_true", help="don't ask")
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="only read all of it, and say whether it is whole",
        )
        parser.add_argument(
            "--undo", action="store_true", help="go back to what was before the last restore"
        )

    def handle(self, *, file, yes, dry_run, undo, verbosity, **options):
        self.verbosity, self.started = verbosity, time.monotonic()
        self.told = self.started
        if bool(file) == undo:
            raise CommandError("Give the FILE of a backup, or --undo.")
        try:
            with stopped_by_sigterm(), record.alone():
                if undo:
                    self.undo(yes, dry_run)
                else:
                    self.restore(file, yes, dry_run)
        except Refused as error:
            raise CommandError(f"Refused, nothing was changed: {error}") from error
        except (OSError, Error) as error:
            raise CommandError(f"The database is as it was: {error}") from error
        except KeyboardInterrupt:
            self.stderr.write("Stopped: the database is whole, as it was or as it was to be.")
            sys.exit(130)

    def restore(self, file, yes, dry_run):
        with file.open("rb") as opened:
            archive = Archive(opened)
            restoring.refuse_what_does_not_fit(archive)
            facts, files = archive.manifest["database"], archive.manifest["files"]
            self.say(
                f"{file}: of {timezone.localtime(archive.made):%d.%m.%Y %H:%M}, "
                f"{archive.manifest['site']}, {archive.size / MB:,.1f} MB, "
                f"{sum(facts['rows'].values()):,} rows, {len(files) - 1:,} pictures."
            )
            self.say("Reading all of it …")
            archive.check(self.progress)
            self.say("It is whole.")
            if restoring.other_key(archive):
                self.stderr.write(
                    "DIGEST_KEY isn't the one of the backup: its subscribers can't be written to."
                )
            if dry_run:
                self.say("A dry run, nothing was changed.")
                return
            self.agreed(yes, f"Put it in the place of {making.database().title}?")
            done = restoring.restore(archive, self.say)
        self.say(
            f"Restored: {done.rows:,} rows, {done.migrated} migrations after them; pictures: "
            f"{done.added:,} added, {done.replaced:,} replaced, {done.there:,} were there; "
            f"{time.monotonic() - self.started:.0f} s."
        )
        if done.has_before:
            self.say("What was before is kept: `restore --undo` goes back to it.")
        if not archive.manifest["renditions"]:
            self.say("Renditions aren't in it: run `manage.py rebuild_renditions`.")

    def undo(self, yes, dry_run):
        here = making.database()
        if not here.has(here.kept):
            raise Refused("There is nothing to go back to: no database was kept by a restore.")
        if dry_run:
            self.say(f"A dry run, nothing was changed: {here.kept} is there to go back to.")
            return
        self.agreed(yes, f"Put {here.kept} in the place of {here.title}?")
        back = restoring.undo()
        self.say(
            f"What was before the restore is back; pictures: {back:,}. "
            "`restore --undo` once more goes forward again."
        )

    def agreed(self, yes, question):
        """Ask, unless told yes; raises Refused without an answer."""
        if yes:
            return
        if not sys.stdin.isatty():
            raise Refused("there is nobody to ask. Run this again with --yes.")
        if input(f"{question} [y/N] ").strip().casefold() not in {"y", "yes"}:
            raise Refused("as you wish.")

    def progress(self, done, total):
        if time.monotonic() - self.told >= EVERY:
            self.told = time.monotonic()
            self.say(f"  {done / MB:,.0f} of {total / MB:,.0f} MB")

    def say(self, line):
        if self.verbosity:
            self.stdout.write(line)
            self.stdout.flush()
