"""Write the public site as files that any web server can show (docs/operations.md)."""

import json
import logging
import time
from contextlib import contextmanager

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.snapshot.crawl import ABOUT, Broken, Crawl
from portal.snapshot.links import Links
from portal.snapshot.moment import one_moment
from portal.snapshot.tree import Tree, Unusable

EVERY = 5  # seconds between two lines of progress
TOLD = 10  # addresses of each kind, without --verbosity 2
MB = 1_000_000


class Command(BaseCommand):
    help = (
        "Write the public site into a folder, as files for any web server. What hasn’t changed "
        "since the last time stays the same file; what is no longer public goes. The folder "
        "changes in one step, or not at all."
    )

    def add_arguments(self, parser):
        parser.add_argument("folder", metavar="DIR")
        parser.add_argument(
            "--relative",
            action="store_true",
            help="relative links: for a part of another site, or for reading from a disk",
        )
        parser.add_argument(
            "--pages",
            type=int,
            metavar="N",
            help="copy N pages of each list at most; older ones are links to the live site",
        )
        parser.add_argument(
            "--packed", action="store_true", help="also write .gz and .br beside each text"
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would change")

    def handle(self, *, folder, relative, pages, packed, dry_run, verbosity, **options):
        if pages is not None and pages < 1:
            raise CommandError("--pages is 1 or more.")
        self.started = self.told = time.monotonic()
        try:
            with Tree(folder, packed, dry_run) as tree, one_moment() as moment, _quietly():
                crawl = Crawl(tree, Links(relative, pages))
                crawl.run(self.progress)
                removed = [name for name in tree.removed() if name not in ABOUT.values()]
                if tree.written or tree.twins or removed:
                    crawl.about(moment)
                    if not dry_run:
                        tree.publish({"site": settings.SITE_URL, "made": moment.isoformat()})
                        told = json.dumps({"time": moment.isoformat(), "folder": str(folder)})
                        (settings.DATA_DIR / "snapshot.json").write_text(told)  # for `doctor`
        except (Broken, Unusable) as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{folder} was not written, and is as it was: {error}") from error
        self.sum_up(crawl, removed, None if verbosity > 1 else TOLD, dry_run)

    def progress(self, crawl):
        if time.monotonic() - self.told >= EVERY:
            self.told = time.monotonic()
            self.stdout.write(f"{len(crawl.tree.names)} files, {len(crawl.queue)} known to follow")

    def sum_up(self, crawl, removed, most, dry_run):
        """Say what was done; raises CommandError when anything was refused."""
        tree, would = crawl.tree, "Would be written" if dry_run else "Written"
        for title, found in (
            (would, tree.written),
            ("Removed", removed),
            ("On the site itself there is no", [address for address, _ in crawl.missing]),
        ):
            for each in found[:most]:
                self.stdout.write(f"  {title}: {each}")
            if most and len(found) > most:
                self.stdout.write(f"  and {len(found) - most} more (--verbosity 2 lists them)")
        for address, reason in crawl.refused:
            self.stderr.write(f"  Refused: {address}: {reason}")
        self.stdout.write(
            f"{would}: {len(tree.written)} files ({tree.bytes / MB:.1f} MB); "
            f"unchanged: {tree.unchanged}; removed: {len(removed)}; "
            f"refused: {len(crawl.refused)}; pages: {crawl.pages}; "
            f"{time.monotonic() - self.started:.0f} s."
        )
        if crawl.refused:
            raise CommandError(f"{len(crawl.refused)} pages are not in the copy.")


@contextmanager
def _quietly():
    """Let only faults be logged: a link in an old text to what isn’t there is none of them."""
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(before)
