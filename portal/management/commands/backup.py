"""Write the database and the pictures into one file, while the portal runs (ADR 0033)."""

import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from portal.backups import making, record
from portal.backups.archive import Refused
from portal.backups.stopping import let_others_go_first, stopped_by_sigterm

TOLD = 10  # files of each kind
MB = 1_000_000


class Command(BaseCommand):
    help = (
        "Write the database and the pictures into FILE, a tar with checksums that `restore` reads. "
        "The portal may run. The keys of portal.env aren't in it: keep them apart."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "file", metavar="FILE", type=Path, help="or a folder: the name tells the time then"
        )
        parser.add_argument(
            "--no-renditions",
            action="store_false",
            dest="renditions",
            help="only masters of pictures; to make the rest anew takes a second each",
        )
        parser.add_argument(
            "--keep",
            type=int,
            metavar="N",
            help="then remove all but the newest N backups beside it, whose names differ by digits",
        )
        parser.add_argument("--dry-run", action="store_true", help="only say what it would take")

    def handle(self, *, file, renditions, keep, dry_run, verbosity, **options):
        self.verbosity, self.started = verbosity, time.monotonic()
        if file.is_dir():
            file = file / f"portal-{datetime.now(UTC):%Y%m%d-%H%M%S}.tar"
        if keep is not None and (keep < 1 or not any(sign.isdigit() for sign in file.name)):
            raise CommandError(
                "--keep is 1 or more, and FILE has the time in its name: give a folder."
            )
        if self._called_from_command_line:
            let_others_go_first()
        try:
            with stopped_by_sigterm(), record.alone():
                making.may_be_written(file)
                if dry_run:
                    room, free = making.needed(file, renditions)
                    self.say(
                        f"A dry run, nothing was written: {file} may need up to "
                        f"{room / MB:,.0f} MB, {free / MB:,.0f} MB are free."
                    )
                    return
                made = self.made(file, renditions)
                gone = record.spare(file, keep) if keep else []
                for each in gone:
                    each.unlink()
                    self.say(f"  Removed: {each}")
        except Refused as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            self.stderr.write(f"Stopped: there is no {file} of this run.")
            sys.exit(130)
        self.sum_up(file, made, len(gone))

    def made(self, file, renditions):
        try:
            made = making.make(file, renditions, self.say)
        except (Refused, OSError) as error:
            record.note(file, size=0, ok=False, why=str(error))
            if isinstance(error, OSError):
                raise CommandError(f"{file} was not written: {error}") from error
            raise
        record.note(file, size=made.size, ok=True, sha256=made.digest)
        return made

    def sum_up(self, file, made, removed):
        """Say what was done; raises CommandError when anything isn't in the backup."""
        for title, found in (
            ("Deleted meanwhile, and not in it", made.gone),
            ("Missing in the storage, though the newsroom means it", made.missing),
            ("Left out, for its name", made.left_out),
        ):
            for each in found[:TOLD]:
                self.stderr.write(f"  {title}: {each}")
            if len(found) > TOLD:
                self.stderr.write(f"  and {len(found) - TOLD:,} more")
        self.say(
            f"{file}: {made.size / MB:,.1f} MB; database: {made.database / MB:,.1f} MB, "
            f"{made.rows:,} rows in {made.tables} tables; pictures: {made.pictures:,} files; "
            f"deleted meanwhile: {len(made.gone)}; older backups removed: {removed}; "
            f"{time.monotonic() - self.started:.0f} s. SHA-256 {made.digest}"
        )
        refused = len(made.missing) + len(made.left_out)
        if refused:
            raise CommandError(f"{refused} pictures are not in the backup. The rest is whole.")

    def say(self, line):
        if self.verbosity:
            self.stdout.write(line)
            self.stdout.flush()
