"""Export all articles as lines of JSON (docs/import.md), their pictures as files beside them."""

import os
import shutil
import time
from pathlib import Path

from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand, CommandError

from news.addresses import absolute
from news.importers import lines, tags
from news.importers.present import record_of
from news.models import Article, Tag

CHUNK = 200  # articles in memory
EVERY = 5  # seconds between two lines of progress


class Command(BaseCommand):
    help = (
        "Export all articles, drafts too, as one JSON object on each line. Pictures are copied "
        "into a folder beside FILE.jsonl, and what tags are besides their names into "
        "FILE-tags.jsonl; without a file the lines go to standard output, without covers and tags' "
        "words. `import_articles` makes the same articles of them."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", nargs="?", type=Path, metavar="FILE.jsonl")

    def handle(self, *, file=None, **options):
        self.missing, self.copied, self.started = 0, 0, time.monotonic()
        if file is None:
            number = sum(self.stdout.write(line) or 1 for line in self.all_lines(None))
            self.tell(f"{number} articles; covers and tags' words only with a FILE.jsonl.")
            return
        folder = file.with_name(f"{file.stem}-media")
        try:
            self.write(tags.beside(file), self.lines_of_tags())
            number = self.write(file, self.all_lines(folder))
        except OSError as error:
            raise CommandError(f"{file} was not written: {error}") from error
        pictures = f", {self.copied} pictures in {folder}" if self.copied else ""
        seconds = time.monotonic() - self.started
        self.tell(f"{number} articles in {file}{pictures}, in {seconds:.0f} s.")
        if self.missing:
            raise CommandError(f"{self.missing} pictures have no file in the storage: left out.")

    def write(self, file, written):
        """Write lines into a file (Path); return their number. What was exported before stays
        whole until all of the new is there."""
        part = file.with_name(f".{file.name}.part")
        try:
            part.touch(mode=0o600)  # it holds drafts
            with part.open("w", encoding="utf-8", newline="\n") as out:
                number = sum(out.write(f"{line}\n") > 0 for line in written)
                out.flush()
                os.fsync(out.fileno())
            part.replace(file)
        finally:
            part.unlink(missing_ok=True)
        return number

    def lines_of_tags(self):
        """Yield the line of every tag."""
        for tag in Tag.objects.prefetch_related("former_slugs").order_by("pk").iterator(CHUNK):
            yield tags.written(tag)

    def all_lines(self, folder):
        """Yield the line of every article, by their numbers; pictures go to `folder`, a Path."""
        count, told, last = Article.objects.count(), self.started, 0
        rows = Article.objects.with_views().with_places().select_related("cover").order_by("pk")
        rows = rows.prefetch_related("tags", "picks", "former_addresses")
        done = 0
        while some := list(rows.filter(pk__gt=last)[:CHUNK]):
            for article in some:
                url = absolute(article.get_absolute_url())
                yield lines.written(record_of(article), url, folder and self.copying_to(folder))
            last, done = some[-1].pk, done + len(some)
            if time.monotonic() - told >= EVERY:
                told = time.monotonic()
                self.tell(f"{done} of {count} articles")

    def copying_to(self, folder):
        """Return what copies the file of a Picture into `folder` and names it as lines do."""

        def copy(picture):
            image = picture.image
            name = f"{image.pk}-{image.digest[:8]}{Path(image.file.name).suffix}"
            path = folder / name
            if not path.exists():
                folder.mkdir(exist_ok=True)
                part = folder / f".{name}.part"
                try:
                    with default_storage.open(image.file.name) as master, part.open("wb") as out:
                        shutil.copyfileobj(master, out)
                except FileNotFoundError:
                    self.missing += 1
                    self.tell(f"picture {image.pk} has no file in the storage")
                    return None
                except OSError as error:
                    raise CommandError(f"Picture {image.pk} can't be copied: {error}") from error
                part.replace(path)
                self.copied += 1
            return f"{folder.name}/{name}"

        return copy

    def tell(self, text):
        """Write to the error stream: the standard output may hold the lines."""
        self.stderr.write(text, self.style.NOTICE)
