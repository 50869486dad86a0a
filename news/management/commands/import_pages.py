"""Import pages of the old portal, saved as text (news/importers/pages.py tells their form)."""

import os

from django.core.management.base import BaseCommand

from news.importers import Refused, pages
from news.importers.run import Run, add_options


class Command(BaseCommand):
    help = (
        "Import pages of the old portal from text files; running it again changes nothing. What "
        "became of a FILE is told one by one, of a DIR in numbers (one by one with -v 2)."
    )

    def add_arguments(self, parser):
        parser.add_argument("paths", nargs="+", metavar="FILE|DIR", help="a DIR means its *.txt")
        add_options(parser)

    def handle(self, *, paths, known_tags, dry_run, detect_places, verbosity, **options):
        run = Run(
            self.stdout,
            self.stderr,
            "file",
            known_tags=known_tags,
            dry_run=dry_run,
            detect_places=detect_places,
        )
        with run.reading("the files"):
            count = sum(1 for _ in pages.find(paths))
            for number, (path, is_named) in enumerate(pages.find(paths), 1):
                run.progress(number, number / max(count, number))
                self.take(run, number, path, is_named, tell=verbosity > (not is_named))
        run.end()

    def take(self, run, number, path, is_named, tell):
        """Store one page, and `tell` what became of it."""
        name = os.fsencode(path).decode(errors="replace")
        try:
            record = pages.parse(pages.read(path, is_named))
        except Refused as refusal:
            run.refuse(number, refusal, name)
            return
        done = run.take(number, record, name=name)
        if done and tell:
            article = f", article {done.article.pk}" if done.article else ""
            self.stdout.write(f"{name}: {done.outcome}{article}")
