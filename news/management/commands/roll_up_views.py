"""Make months of the days of views that are over a year old. Run it every night, or every month."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from news.roll_up import TABLES, daily_since, months_to_roll_up, roll_up, rows_to_roll_up


class Command(BaseCommand):
    help = (
        "Makes months of the days of views that are over a year old; every sum stays. It may be "
        "stopped and run again at any time, also while readers are counted."
    )

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="only count: write nothing")

    def handle(self, *, dry_run, verbosity, **options):
        self.verbosity = verbosity
        today = timezone.localdate()
        self.say(f"Views before {daily_since(today):%Y-%m-%d} are kept by months.")
        months, gone = set(), 0
        for model in TABLES:
            for month in months_to_roll_up(model, today):
                rows = rows_to_roll_up(model, month)
                if not dry_run:
                    rows = sum(roll_up(model, month))
                self.say(f"{month:%Y-%m}: {rows:,} rows of {model.__name__}")
                months.add(month)
                gone += rows
        what = "Dry run, nothing written. To roll up:" if dry_run else "Rolled up:"
        self.say(f"{what} {gone:,} rows of {len(months):,} months.")

    def say(self, line):
        if self.verbosity:
            self.stdout.write(line)
