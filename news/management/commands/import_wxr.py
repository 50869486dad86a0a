"""Import the posts of a WordPress export (docs/import.md says what becomes of them)."""

from collections import Counter
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from news.importers import Refused
from news.importers.run import Run, add_options
from news.importers.wordpress import Site, Skipped, parse
from news.importers.wxr import Export


class Command(BaseCommand):
    help = (
        "Import posts from WordPress: FILE is what «Tools, Export» gives, DIR a copy of "
        "wp-content/uploads. Nothing is fetched from the network. Running it again changes nothing."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE.xml")
        parser.add_argument("--media", type=Path, metavar="DIR", help="where the pictures lie")
        add_options(parser)

    def handle(self, *, file, media, known_tags, dry_run, detect_places, **options):
        if media and not media.is_dir():
            raise CommandError(f"--media {media}: there is no such folder")
        run = Run(
            self.stdout,
            self.stderr,
            "item",
            known_tags=known_tags,
            dry_run=dry_run,
            detect_places=detect_places,
        )
        # One for the posts, one for the attachments that they name.
        with run.reading(file), file.open("rb") as posts, file.open("rb") as attachments:
            site = Site(Export(attachments), media)
            self.take_all(run, Export(posts), site, max(1, file.stat().st_size))
        run.end()

    def take_all(self, run, export, site, size):
        """Store every post; tell what else there is."""
        skipped = Counter()
        for number, (line, offset, item) in enumerate(export.items(), 1):
            run.progress(number, offset / size)
            try:
                if isinstance(item, Refused):
                    raise item
                record = parse(export.parsed(item, line), site)
            except Skipped as skip:
                skipped[str(skip)] += 1
                run.counted["skipped"] += 1
            except Refused as refusal:
                run.refuse(number, Refused(refusal.reason, refusal.line or line))
            else:
                run.take(number, record, line)
        for kind, count in skipped.most_common():
            self.stdout.write(f"Skipped: {count} × {kind}")
