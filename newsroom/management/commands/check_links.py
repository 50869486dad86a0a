"""Look at every outside link and source of published articles; the desk lists the dead ones.

It may run as often as one likes (a nightly timer is meant): what works is checked every week, what
doesn't every day. Each result is stored as it comes, so that a stopped run goes on where it was.

A dead link is a result and no failure: the command exits with 0 then. It exits with 1 when no host
answers at all (our own network is away, and nothing is recorded against anybody) or when a check
broke, and with 130 when it was stopped.
"""

import contextlib
import signal
import ssl
import threading
import time
from collections import Counter
from urllib.parse import urlsplit

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from news import lease
from newsroom.links import collect, record, survey
from newsroom.models import Link
from newsroom.models.link import LinkState
from newsroom.patrol import Pace, Patrol
from newsroom.probing import Reach, probe

PAUSE = 1  # s between two requests to a host
LIMIT = 5000
MINUTES = 60
LONGER = 300  # seconds after these in which no other host begins: this one may be reading articles
# So many hosts without one answer look as if it were our network that is away …
SILENT_HOSTS = 3
# … and after so many it is looked at during the round; WITNESSES are asked, which answered before.
ENOUGH_SILENT_HOSTS = 30
WITNESSES = 3
PROGRESS_ARTICLES, PROGRESS_LINKS = 5000, 100


def positive(text):
    number = int(text)
    if number < 1:
        raise ValueError
    return number


class Command(BaseCommand):
    help = (
        "Checks the outside links and sources of published articles, politely: one request at a "
        "time to a host. Dead ones are listed in the newsroom. Run it every night."
    )
    stealth_options = ("reach", "pause")

    def add_arguments(self, parser):
        parser.add_argument("--all", action="store_true", help="check also what isn't due yet")
        parser.add_argument(
            "--limit", type=positive, default=LIMIT, help=f"links at most (default {LIMIT:,})"
        )
        parser.add_argument(
            "--minutes",
            type=positive,
            default=MINUTES,
            help=f"begin no check after so long (default {MINUTES})",
        )
        parser.add_argument(
            "--workers", type=positive, default=4, help="hosts asked at a time (default 4)"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="only count: write nothing, ask nobody"
        )

    def handle(self, *, limit, minutes, workers, reach=None, pause=PAUSE, **options):
        self.verbosity = options["verbosity"]
        if options["dry_run"]:
            self.count(timezone.now(), options["all"])
            return
        self.reach = reach or Reach()
        with lease.held("links", minutes * 60 + LONGER) as is_ours:
            if is_ours:
                self.check(options["all"], limit, minutes, workers, pause)
            else:
                self.say("Another host checks the links right now: nothing is to be done here.")

    def check(self, everything, limit, minutes, workers, pause):
        started, now = time.monotonic(), timezone.now()
        stop = threading.Event()
        self.pace, self.states = Pace(pause, stop), Counter()
        paths = ssl.get_default_verify_paths()
        if not (self.reach.ca_file or paths.cafile or paths.capath):
            raise CommandError(
                "This machine has no certificates of authorities (Debian: ca-certificates), so "
                "that every secure site would look broken. Nothing was checked."
            )
        try:
            with _stopped_by_signals(stop) as told:
                self.read(now)
                due = Link.objects.in_line() if everything else Link.objects.due(now)
                links = list(due.only("url", "failing_since", "failures")[:limit])
                patrol = Patrol(
                    links,
                    self.probe,
                    workers=workers,
                    pause=pause,
                    deadline=started + minutes * 60,
                    stop=stop,
                )
                self.go_round(patrol, len(links))
                if told.is_set():
                    raise KeyboardInterrupt
        except KeyboardInterrupt:
            stop.set()
            self.sum_up("Stopped", started)
            raise CommandError("Run it again to go on.", returncode=130) from None
        self.sum_up("Checked", started)
        if patrol.failed:
            raise CommandError(f"{patrol.failed} checks broke by a fault of ours: see the log.")

    def probe(self, url):
        return probe(url, self.reach, self.pace.turn)

    def read(self, now):
        """Bring the links up to the published articles."""
        self.say("Reading the published articles …")
        done = collect(now, self.show_reading)
        self.say(
            f"Read: {done.articles:,} articles with {done.links:,} outside links, "
            f"{done.new:,} new; {done.gone:,} used no more, "
            f"{done.refused:,} that nobody could ask."
        )

    def sum_up(self, what, started):
        states = self.states
        self.say(
            f"{what}: {states.total():,} links: {states[LinkState.ALIVE]:,} alive, "
            f"{states[LinkState.WARNING]:,} with a warning, {states[LinkState.FAILING]:,} gave no "
            f"answer for the first time, {states[LinkState.DEAD]:,} dead. "
            f"{Link.objects.due().count():,} still due. "
            f"It took {time.monotonic() - started:.0f} s."
        )

    def count(self, now, everything):
        """Say what would be done."""
        articles, urls, refused = survey(now)
        known = set(Link.objects.values_list("url", flat=True))
        due = known if everything else set(Link.objects.due(now).values_list("url", flat=True))
        self.say(
            f"A dry run, nothing was asked or written: {articles:,} articles with {len(urls):,} "
            f"outside links, {len(urls - known):,} new; {len(known - urls):,} used no more, "
            f"{refused:,} that nobody could ask. To check: {len(urls - known) + len(urls & due):,}."
        )

    def go_round(self, patrol, number):
        """Record what a Patrol finds of `number` links as it comes.

        Until some host answers, what is found is held back: when none does, it is our network that
        is away. Raises CommandError then.
        """
        held, is_up = [], False
        for link, verdict in patrol:
            held.append((link, verdict))
            is_up = is_up or verdict.status is not None
            if not is_up and len(_hosts(held)) >= ENOUGH_SILENT_HOSTS:
                is_up = self.is_network_up(held)
            if is_up:
                self.keep(held, number)
        if len(_hosts(held)) < SILENT_HOSTS or self.is_network_up(held):
            self.keep(held, number)

    def is_network_up(self, held):
        """Whether a host that answered last time still does. Raises CommandError when none does."""
        alive = Link.objects.filter(state=LinkState.ALIVE).order_by("-checked_at")[:WITNESSES]
        if any(self.probe(link.url).status is not None for link in alive):
            return True
        raise CommandError(
            f"None of {len(_hosts(held))} hosts answered, so it is the network of this machine "
            "that is away. Nothing was recorded against them; run it again when it is back."
        )

    def keep(self, held, number):
        """Record the pairs of Link and Verdict that were held, and hold them no more."""
        while held:
            link, verdict = held.pop(0)
            self.states[record(link, verdict)] += 1
            self.show_checked(link, verdict, number)

    def show_reading(self, articles):
        if articles % PROGRESS_ARTICLES == 0:
            self.say(f"  {articles:,} articles …")

    def show_checked(self, link, verdict, number):
        if self.verbosity > 1:
            self.say(f"  {verdict.state} {verdict.status or '-'} {link.url}")
        if self.states.total() % PROGRESS_LINKS == 0:
            self.say(f"  {self.states.total():,} of {number:,} links …")

    def say(self, line):
        if self.verbosity:
            self.stdout.write(line)


@contextlib.contextmanager
def _stopped_by_signals(stop):
    """Let SIGINT (Ctrl-C) and SIGTERM, as a service manager sends it, set the Event `stop` and
    raise KeyboardInterrupt. Yields an Event that says whether one came: an exception alone gets
    lost where it arises while rubbish is collected.

    Only the main thread may set handlers; in another one nothing changes.
    """
    told = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield told
        return

    def handle(number, frame):
        told.set()
        stop.set()
        raise KeyboardInterrupt

    signals = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(each, handle) for each in signals]
    try:
        yield told
    finally:
        for each, handler in zip(signals, before, strict=True):
            signal.signal(each, handler)


def _hosts(held):
    return {urlsplit(link.url).netloc for link, _ in held}
