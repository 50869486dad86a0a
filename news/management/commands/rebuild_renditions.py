"""Make the renditions of images that have none, or older ones, and remove files of no image."""

from collections import Counter
from datetime import timedelta

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from news import images, renditions
from news.models import Image

# A file that is younger may belong to an upload that is being saved right now.
GRACE = timedelta(hours=1)


class Command(BaseCommand):
    help = "Make missing and outdated renditions of images; sweep files that belong to none."

    def add_arguments(self, parser):
        parser.add_argument("--all", action="store_true", help="make also those that are there")
        parser.add_argument("--dry-run", action="store_true", help="say what would be, write none")

    def handle(self, *, dry_run, verbosity, **options):
        rows = Image.objects.order_by("pk")
        counted, wanted = Counter(images=rows.count()), []
        for image in rows.iterator(chunk_size=500):
            if options["all"] or image.is_behind() or renditions.missing(image):
                wanted.append(image.pk)
        for number, pk in enumerate(wanted, 1):
            image = Image.objects.filter(pk=pk).first()
            if image is None:
                continue  # deleted since
            outcome = "to be made"
            if not dry_run:
                try:
                    renditions.attempt(image, again=True)
                    outcome = "made"
                except Exception as error:  # noqa: BLE001  it is told, noted and counted
                    self.stderr.write(f"[{number}/{len(wanted)}] image {pk}: failed: {error}")
                    counted["failed"] += 1
                    continue
            counted[outcome] += 1
            if verbosity:
                self.stdout.write(f"[{number}/{len(wanted)}] image {pk}: {outcome}")
        for path in renditions.strays(timezone.now() - GRACE):
            counted["strays"] += 1
            if not dry_run:
                images.remove([path])
            if verbosity:
                self.stdout.write(f"{path}: belongs to no image")
        self.stdout.write(
            f"{'Dry run, nothing written' if dry_run else 'In all'}: {counted['images']} images, "
            f"{counted['to be made'] if dry_run else counted['made']} "
            f"{'to be made' if dry_run else 'made'}, {counted['failed']} failed; "
            f"{counted['strays']} stray files{'' if dry_run else ' removed'}."
        )
        if counted["failed"]:
            raise CommandError(f"{counted['failed']} of {len(wanted)} images failed.")
