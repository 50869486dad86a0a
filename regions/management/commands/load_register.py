"""Load the register of places, or bring it up to date with the ministry's file."""

import sys
import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from regions.codifier import Refused, read_snapshot, read_xlsx, write_snapshot
from regions.register import (
    HromadaFacts,
    OblastFacts,
    RaionFacts,
    SettlementFacts,
    compare,
    register_of,
    stored_register,
)
from regions.renewal import CannotRenew, check, missing_former_names, renew

SHOWN = 10  # places of each group
LEVELS = {
    OblastFacts: ("oblast", "oblasts"),
    RaionFacts: ("raion", "raions"),
    HromadaFacts: ("hromada", "hromadas"),
    SettlementFacts: ("settlement", "settlements"),
}


class Command(BaseCommand):
    help = (
        "Loads the register of places from the codifier (КАТОТТГ): from the ministry's FILE.xlsx, "
        "or from the snapshot that comes with the portal. Shows the differences, asks, and applies "
        "them in one transaction. The same file twice changes nothing."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", nargs="?", type=Path, help="the ministry's codifier, .xlsx")
        parser.add_argument("--yes", action="store_true", help="apply without asking")
        parser.add_argument("--dry-run", action="store_true", help="only show the differences")
        parser.add_argument(
            "--save-snapshot",
            type=Path,
            metavar="FILE.tsv.gz",
            help="also write what was read as a compact snapshot, as in regions/data/",
        )

    def handle(self, *, file=None, yes=False, dry_run=False, save_snapshot=None, **options):
        started = time.monotonic()
        self.verbosity = options["verbosity"]
        self.say(f"Reading {file or 'the snapshot of the codifier'} …")
        try:
            codifier = read_xlsx(file) if file else read_snapshot()
        except (Refused, OSError) as error:
            raise CommandError(f"{file or 'snapshot'}: {error}. Nothing was changed.") from error
        if save_snapshot:
            write_snapshot(codifier, save_snapshot)
        new, old = register_of(codifier), stored_register()
        self.say(f"Codifier of {codifier.edition:%d.%m.%Y}: {_counts(new)}")
        if new.outside:
            self.say(f"Left out, in no hromada: {', '.join(new.outside)}")
        differences, former_names = compare(old, new), missing_former_names(new)
        self.show(differences, old, new)
        try:
            check(differences, old)
            if dry_run:
                self.say(f"A dry run, nothing was changed: {_summary(differences, former_names)}.")
                return
            if differences and old.oblasts and not yes and not self.agreed():
                self.say("Nothing was changed.")
                return
            if differences or former_names:
                self.say("Applying …")
                renew(differences, old, former_names, codifier.edition)
        except CannotRenew as error:
            raise CommandError(f"Refused, nothing was changed:\n{error}") from error
        seconds = time.monotonic() - started
        self.say(f"{_summary(differences, former_names)}. It took {seconds:.1f} s.")

    def agreed(self):
        """Ask whether to apply; a script that can't be asked has to say --yes."""
        if not sys.stdin.isatty():
            raise CommandError(
                "There are differences, and nobody to ask. Look at them above and run this again "
                "with --yes. Nothing was changed."
            )
        return input("Apply these changes? [y/N] ").strip().casefold() in {"y", "yes"}

    def show(self, differences, old, new):
        """Print the differences by groups, the first few places of each."""
        if not old.oblasts:
            return
        for title, lines in _groups(differences, old, new):
            if lines:
                self.say(f"\n{title}: {len(lines)}")
                for line in lines[:SHOWN]:
                    self.say(f"  {line}")
                if len(lines) > SHOWN:
                    self.say(f"  … and {len(lines) - SHOWN} more")
        if differences:
            self.say("")

    def say(self, line):
        if self.verbosity:
            self.stdout.write(line)


def _groups(differences, old, new):
    """Yield pairs of a group's title and the lines of its places."""
    changed = differences.changed
    yield "New", [_place(facts, new) for facts in differences.new]
    yield "Renamed", [f"{_place(c.old, old)} → {c.new.name}" for c in changed if c.is_renamed]
    yield (
        "Moved",
        [f"{_place(c.old, old)} → {', '.join(_where(c.new, new))}" for c in changed if c.is_moved],
    )
    yield (
        "Of another kind or centre",
        [
            f"{_place(c.new, new)}: {_nature(c.old, old)} → {_nature(c.new, new)}"
            for c in changed
            if c.is_recast
        ],
    )
    yield (
        "At another address",
        [f"{_place(c.new, new)}: {c.old.slug} → {c.new.slug}" for c in changed if c.is_readdressed],
    )
    yield "Abolished", [_place(facts, old) for facts in differences.gone]


def _place(facts, register):
    """Return a place with its code and where it lies by a Register."""
    return ", ".join([f"{facts.katottg} {_label(facts)}", *_where(facts, register)])


def _label(facts):
    if isinstance(facts, HromadaFacts):
        return f"{facts.name} громада"
    category = f"{facts.category} " if isinstance(facts, SettlementFacts) else ""
    return category + facts.name


def _where(facts, register):
    parents = [register.get(code) for code in facts.parents]
    above = _where(parents[0], register) if isinstance(facts, SettlementFacts) else []
    return [*map(_label, parents), *above]


def _nature(facts, register):
    """Return what may change besides the name: the kind or category, a hromada's centre."""
    if not isinstance(facts, HromadaFacts):
        return ", ".join(facts.nature)
    centre = register.get(facts.centre)
    return f"{facts.kind}, centre {_label(centre) if centre else 'unknown'}"


def _counts(register):
    return ", ".join(
        f"{len(level):,} {names[1]}"
        for names, level in zip(LEVELS.values(), register.levels, strict=True)
    )


def _summary(differences, former_names):
    """Return what changes, in numbers."""
    changed = differences.changed
    numbers = {
        "new": len(differences.new),
        "renamed": sum(c.is_renamed for c in changed),
        "moved": sum(c.is_moved for c in changed),
        "of another kind or centre": sum(c.is_recast for c in changed),
        "at another address": sum(c.is_readdressed for c in changed),
        "abolished": len(differences.gone),
    }
    told = ", ".join(f"{number:,} {word}" for word, number in numbers.items())
    told = told if differences else "no differences, nothing to change"
    return f"{told}; {len(former_names)} known former names"
