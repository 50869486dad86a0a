"""One run of an importer: its records one after the other, what became of them, in numbers."""

import sqlite3
import time
from collections import Counter
from contextlib import contextmanager
from functools import partial

from django.core.management import CommandError, call_command, get_commands
from django.db import InterfaceError, OperationalError, connection

from news.importers import Refused
from news.importers.present import digests_of
from news.importers.store import Known, store

EVERY = 5  # seconds between two lines of progress
TOLD = 30  # kinds of what was left out, at most
# Of the newsroom, which this app doesn't know: an editor decides there.
PROPOSING = "propose_places"


def add_options(parser):
    """Add the options that all importers have to the parser of a command."""
    parser.add_argument("--known-tags", action="store_true", help="refuse tags not known yet")
    parser.add_argument("--dry-run", action="store_true", help="say what would be, write none")
    parser.add_argument(
        "--detect-places",
        action="store_true",
        help="afterwards read the articles without places and propose those that they name",
    )


def proposing(out, err):
    """Return what has places proposed for the articles without any. Raises CommandError where no
    newsroom takes proposals."""
    if PROPOSING not in get_commands():
        raise CommandError("--detect-places: there is no newsroom here to propose to.")
    return partial(call_command, PROPOSING, stdout=out, stderr=err)


class Run:
    """Stores records and tells a person about it.

    `out` and `err` are streams of a command; `unit` is what a record is in the singular, "line".
    Raises CommandError where places can't be proposed.
    """

    def __init__(self, out, err, unit, *, known_tags=False, dry_run=False, detect_places=False):
        self.propose = proposing(out, err) if detect_places and not dry_run else lambda: None
        self.out, self.err, self.unit = out, err, unit
        self.options = {"known_tags": known_tags, "dry_run": dry_run, "known": Known()}
        self.counted, self.left_out, self.new_tags = Counter(), Counter(), set()
        self.seen = _Seen()
        self.started = self.told = time.monotonic()
        _commit_quickly()

    @contextmanager
    def reading(self, file):
        """Tell in words why the whole file (a Path) can't be read, or why a run has stopped."""
        try:
            yield
        except OSError as error:
            name = error.filename or file
            raise CommandError(f"{name} cannot be read or written: {error.strerror}") from error
        except Refused as refusal:
            raise CommandError(f"{file}, line {refusal.line}: {refusal.reason}") from refusal
        except (OperationalError, InterfaceError) as error:
            self.summary("Stopped")
            why = str(error).splitlines()[0] if str(error) else "no reason given"
            raise CommandError(f"The database failed: {why}. Run it again to go on.") from error
        except KeyboardInterrupt:
            self.summary("Stopped")
            raise CommandError("Run it again to go on.", returncode=130) from None

    def take(self, number, record, line=None, name=""):
        """Store the Record that is the `number`-th of all, on a `line` where that is another
        number; return `Stored`, or None for one that is refused. A refusal calls it by its `name`,
        where it has one."""
        try:
            if before := self.seen.before(number, record):
                raise Refused(f"the same article as in {self.unit} {before}, with other content")
            if before == 0:
                self.counted["unchanged"] += 1
                return None
            done = store(record, **self.options)
        except Refused as refusal:
            self.refuse(number, Refused(refusal.reason, refusal.line or line), name)
            return None
        self.counted[done.outcome] += 1
        self.counted["pictures"] += done.new_images
        self.new_tags.update(done.new_tags)
        self.left_out.update(record.notes)
        return done

    def lead(self, number, record):
        """Store again a record that led to articles which have come since."""
        try:
            self.counted["waiting"] += store(record, **self.options).is_waiting
        except Refused as refusal:
            self.refuse(number, refusal)

    def refuse(self, number, refusal, name=""):
        """Tell of a record that isn't imported, with its reason."""
        self.counted["refused"] += 1
        line = f", line {refusal.line}" if refusal.line else ""
        self.err.write(f"{name or f'{self.unit} {number}'}{line}: refused: {refusal.reason}")

    def progress(self, number, share):
        """Tell now and then how far it is; `share` of the file is read (a fraction of 1)."""
        now = time.monotonic()
        if now - self.told >= EVERY:
            self.told = now
            self.out.write(f"{share:.0%}, {self.unit} {number}: {self.outcomes()}")

    def outcomes(self):
        """Return the outcomes so far as one text."""
        names = ("created", "updated", "unchanged", "skipped", "refused")
        return ", ".join(f"{self.counted[name]} {name}" for name in names)

    def summary(self, begins="In all"):
        """Tell the whole run in numbers."""
        if self.options["dry_run"]:
            begins = "Dry run, nothing written"
        seconds = time.monotonic() - self.started
        self.out.write(
            f"{begins}: {self.outcomes()}; {len(self.new_tags)} tags created, "
            f"{self.counted['pictures']} pictures taken into the library, in {seconds:.0f} s."
        )
        for note, number in self.left_out.most_common(TOLD):
            self.out.write(f"Left out: {number} × {note}")
        if self.counted["waiting"]:
            self.out.write(
                f"{self.counted['waiting']} articles lead to others that aren't here; "
                "the same file again, when they are, fills that in."
            )
        if self.counted["pictures"]:
            self.out.write("Run `manage.py rebuild_renditions` to make the pictures in all sizes.")

    def end(self):
        """Tell the run in numbers, and have places proposed where that was asked for. Raises
        CommandError when anything was refused."""
        self.summary()
        self.propose()
        if refused := self.counted["refused"]:
            raise CommandError(f"{refused} {self.unit}s were refused.")


class _Seen:
    """What came in this run. On disk, in a file that nobody else sees and that goes with the run:
    an archive may have more articles than memory has room for."""

    def __init__(self):
        self.file = sqlite3.connect("", isolation_level=None)
        self.file.execute("CREATE TABLE seen (key INTEGER PRIMARY KEY, number INT, content INT)")
        self.file.execute("BEGIN")

    def before(self, number, record):
        """Return None for a Record that comes for the first time, 0 for the very same once more,
        and the number of the one before that says it is the same article and has other content:
        which of them is right, nobody could tell."""
        key, content = hash(record.imported_from), hash(tuple(sorted(digests_of(record).items())))
        row = self.file.execute("SELECT number, content FROM seen WHERE key = ?", [key]).fetchone()
        if row is None:
            self.file.execute("INSERT INTO seen VALUES (?, ?, ?)", [key, number, content])
            return None
        return 0 if row[1] == content else row[0]


def _commit_quickly():
    """Let this connection not wait for the disk with every article. What a power cut takes away at
    the end of a run comes back when the run is repeated; nothing is ever half there."""
    if connection.in_atomic_block:
        return  # who began it says when it is safe
    quick = "PRAGMA synchronous=NORMAL"
    if connection.vendor == "postgresql":
        quick = "SET synchronous_commit = off"
    with connection.cursor() as cursor:
        cursor.execute(quick)
