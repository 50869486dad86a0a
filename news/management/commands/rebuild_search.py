"""Write the words by which articles are found anew, and the index of them."""

import time

from django.core.management.base import BaseCommand

from news.models import Article
from news.search import tables


class Command(BaseCommand):
    help = "Index all articles anew for the search; what is indexed rightly is left as it is."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="say what would be, write none")

    def handle(self, *, dry_run, verbosity, **options):
        articles, begun = Article.objects.count(), time.monotonic()

        def report(number):
            if verbosity:
                self.stdout.write(f"[{number}/{articles}] articles read")

        counted = tables.written(Article.objects.all(), dry_run, report)
        if not dry_run:
            tables.renew()
        seconds = time.monotonic() - begun
        self.stdout.write(
            f"{'Dry run, nothing written' if dry_run else 'In all'}: {counted.total()} articles, "
            f"{counted['new']} {'to be ' if dry_run else ''}added, {counted['changed']} "
            f"{'to be ' if dry_run else ''}written anew, {counted['unchanged']} unchanged; "
            f"{seconds:.0f} s."
        )
