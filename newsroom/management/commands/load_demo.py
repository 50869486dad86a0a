"""Fill a demo newsroom: accounts, topics and about fifty articles with covers (news/demo/), and
work in progress on its desk (newsroom/demo.py)."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from news import corpus, trends
from news.demo import files, newsroom
from newsroom import demo
from regions.models import Hromada


class Command(BaseCommand):
    help = "Fill a demo newsroom; what is there already is left as it is."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="say what would be, write none")

    def handle(self, *, dry_run, verbosity, **options):
        if not settings.DEBUG:
            raise CommandError(
                "load_demo makes accounts with passwords that everybody knows. It runs only with "
                "DEBUG on, never on a public server."
            )
        if not Hromada.objects.exists():
            raise CommandError("There are no hromadas yet: run load_register first.")
        now = timezone.now()
        try:
            made = newsroom.load(
                files.read_tags(),
                files.read_articles(),
                now,
                report=self.stdout.write if verbosity else lambda line: None,
                dry_run=dry_run,
            )
        except files.Malformed as error:
            raise CommandError(str(error)) from error
        if made["articles"] and not dry_run:
            demo.fill(now)
            corpus.count()
            trends.store()
        parts = ("accounts", "tags", "articles", "covers", "days of views")
        self.stdout.write(
            ("Dry run, nothing written: " if dry_run else "Made: ")
            + ", ".join(f"{made[part]} {part}" for part in parts if part in made or not dry_run)
            + "."
        )
