"""Import pages of the old portal, saved as text (news/importers/pages.py tells their form)."""

import os
from collections import Counter

from django.core.management.base import BaseCommand, CommandError

from news.importers import Refused, pages
from news.importers.store import store


class Command(BaseCommand):
    help = "Import pages of the old portal from text files; running it again changes nothing."

    def add_arguments(self, parser):
        parser.add_argument("paths", nargs="+", metavar="FILE|DIR", help="a DIR means its *.txt")
        parser.add_argument("--known-tags", action="store_true", help="refuse tags not known yet")
        parser.add_argument("--dry-run", action="store_true", help="say what would be, write none")

    def handle(self, *, paths, known_tags, dry_run, verbosity, **options):
        files = list(pages.find(paths))
        counted, new_tags = Counter(), set()
        for number, path in enumerate(files, 1):
            name = os.fsencode(path).decode(errors="replace")
            try:
                record = pages.parse(pages.read(path))
                done = store(record, known_tags=known_tags, dry_run=dry_run)
            except Refused as refusal:
                counted["refused"] += 1
                place = f"{name}, line {refusal.line}" if refusal.line else name
                self.stderr.write(f"[{number}/{len(files)}] {place}: refused: {refusal.reason}")
                continue
            counted[done.outcome] += 1
            counted["cards"] += record.cards_skipped
            counted["captions"] += bool(record.caption)
            new_tags.update(done.new_tags)
            if verbosity:
                article = f", article {done.article.pk}" if done.article else ""
                self.stdout.write(f"[{number}/{len(files)}] {name}: {done.outcome}{article}")
        captions = f", {counted['captions']} captions of pictures left out"
        self.stdout.write(
            f"{'Dry run, nothing written' if dry_run else 'In all'}: "
            f"{counted['created']} created, {counted['updated']} updated, "
            f"{counted['unchanged']} unchanged, {counted['refused']} refused; "
            f"{counted['cards']} cards of other articles skipped, {len(new_tags)} tags created"
            f"{captions if counted['captions'] else ''}."
        )
        if counted["refused"]:
            raise CommandError(f"{counted['refused']} of {len(files)} files were refused.")
