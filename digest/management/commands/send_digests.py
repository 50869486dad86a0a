"""Send the letters that are due. Run it every morning, and once or twice more for what failed.

A letter of a day or a week goes to each subscriber once, however often the command runs and
wherever it is stopped or killed: it may be run again at any time. It exits with 1 when a letter was
refused or put off, with 130 when it was stopped.
"""

import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from django.utils import timezone

from digest import gathering
from digest.alone import Busy, alone, surviving
from digest.models import UNSENT, Letter, Subscription
from digest.sending import kinds_for, send


def positive(text):
    number = int(text)
    if number < 1:
        raise ValueError
    return number


class Command(BaseCommand):
    help = (
        "Sends the letters with news to subscribers: daily ones, and weekly ones from Monday on. "
        "Each gets one for a day or a week, whatever happens meanwhile. Run it every morning."
    )
    is_main = False

    def add_arguments(self, parser):
        parser.add_argument("--daily", action="store_true", help="only daily letters")
        parser.add_argument(
            "--weekly", action="store_true", help="only weekly letters, whatever the day"
        )
        parser.add_argument("--limit", type=positive, help="letters at most in this run")
        parser.add_argument(
            "--dry-run", action="store_true", help="only count: write nothing, send nothing"
        )

    def run_from_argv(self, argv):
        self.is_main = True
        super().run_from_argv(argv)

    def handle(self, *, daily, weekly, limit, dry_run, verbosity, **options):
        self.verbosity = verbosity
        if not settings.DIGEST_KEY:
            raise CommandError(
                "DIGEST_KEY is not set, so nobody can subscribe and no address can be read."
            )
        kinds, asked_for = kinds_for(daily, weekly)
        if dry_run:
            self.count(kinds, asked_for)
        elif self.is_main:
            connections.close_all()
            code = surviving(lambda is_stopped: self.coded(kinds, asked_for, limit, is_stopped))
            if code:
                raise SystemExit(code)
        else:
            self.go(kinds, asked_for, limit, bool)

    def coded(self, *arguments):
        """Do as `go` does; return the code to exit with."""
        try:
            self.go(*arguments)
        except CommandError as error:
            self.stderr.write(f"CommandError: {error}")
            return error.returncode
        finally:
            self.stdout.flush()
            self.stderr.flush()
        return 0

    def go(self, kinds, asked_for, limit, is_stopped):
        started = time.monotonic()
        try:
            with alone():
                result = send(
                    timezone.now(),
                    kinds=kinds,
                    asked_for=asked_for,
                    limit=limit,
                    say=self.say,
                    is_stopped=is_stopped,
                )
        except Busy:
            raise CommandError("Another sender is at work; nothing is left to do here.") from None
        self.say(
            f"{result.written:,} letters written, {result.sent:,} sent; {result.empty:,} had "
            f"nothing public any more, {result.refused:,} refused for good, {result.later:,} put "
            f"off by the server, {result.failed:,} given up, {result.left:,} still to be sent. "
            f"{result.erased:,} addresses erased that refused three letters in a row. "
            f"It took {time.monotonic() - started:.0f} s."
        )
        if result.trouble:
            raise CommandError(result.trouble)
        if result.is_stopped:
            raise CommandError("Stopped. Run it again to go on.", returncode=130)
        if result.refused or result.later or result.failed:
            raise CommandError("Not all letters were taken. Run it again for those put off.")

    def count(self, kinds, asked_for):
        """Say what would be done."""
        now = timezone.now()
        number, asked, fresh = 0, 0, gathering.unnoticed(now)
        for often in kinds:
            found = gathering.due(often, now, often in asked_for)
            some = list(found)
            asked += len(some)
            if some:
                since = min(one.covered_until for one in some)
                news = gathering.News(since, now, also=fresh)
                number += sum(1 for _ in gathering.letters_to(some, news, now))
        waiting = Letter.objects.filter(state__in=UNSENT).count()
        self.say(
            f"A dry run, nothing was written or sent: {Subscription.objects.count():,} "
            f"subscribers, {asked:,} of them due, letters for {number:,}; {waiting:,} letters of "
            "earlier runs still to be sent."
        )

    def say(self, line):
        if self.verbosity:
            self.stdout.write(line)
            self.stdout.flush()
