"""Import articles from lines of JSON (news/importers/lines.py tells their form)."""

from array import array
from pathlib import Path

from django.core.management.base import BaseCommand

from news.importers import Refused, jsonl, lines, tags
from news.importers.run import Run, add_options


class Command(BaseCommand):
    help = (
        "Import articles from a file with one JSON object on each line, as export_articles writes "
        "it, and before them what FILE-tags.jsonl beside it tells of tags; running it again "
        "changes nothing."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE.jsonl")
        add_options(parser)

    def handle(self, *, file, known_tags, dry_run, detect_places, **options):
        run = Run(
            self.stdout,
            self.stderr,
            "line",
            known_tags=known_tags,
            dry_run=dry_run,
            detect_places=detect_places,
        )
        of_tags = tags.beside(file)
        if of_tags.exists() and not known_tags:
            with run.reading(of_tags), of_tags.open("rb") as opened:
                self.take_tags(run, opened, dry_run)
        with run.reading(file), file.open("rb") as opened:
            self.take_all(run, opened, file)
        run.end()

    def take_tags(self, run, opened, dry_run):
        """Store what the lines tell of tags."""
        for number, _, line in jsonl.read(opened):
            try:
                if isinstance(line, Refused):
                    raise line
                if name := tags.store(line, dry_run=dry_run):
                    run.new_tags.add(name)
            except Refused as refusal:
                run.refuse(number, refusal, f"tag {number}")

    def take_all(self, run, opened, file):
        """Store every line, and then those again that lead to an article further down."""
        size, waiting = max(1, file.stat().st_size), array("Q")
        for number, offset, line in jsonl.read(opened):
            run.progress(number, offset / size)
            try:
                if isinstance(line, Refused):
                    raise line
                record = lines.parse(line, file.parent)
            except Refused as refusal:
                run.refuse(number, refusal)
                continue
            done = run.take(number, record)
            if done and done.is_waiting:
                waiting.extend((number, offset))
        for number, offset in zip(waiting[::2], waiting[1::2], strict=True):
            opened.seek(offset)
            line = opened.readline(jsonl.MAX_LINE).removeprefix(b"\xef\xbb\xbf")
            run.lead(number, lines.parse(line, file.parent))
