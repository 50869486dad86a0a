"""Switch read-only mode on or off, or say how it stands (portal/read_only.py)."""

from django.core.management.base import BaseCommand, CommandError

from portal import read_only


class Command(BaseCommand):
    help = (
        "Read-only mode: readers read on, nobody saves or signs in, costly pages are made one by "
        "one. Works at once and without a restart."
    )

    def add_arguments(self, parser):
        parser.add_argument("switch", choices=["on", "off", "status"])
        parser.add_argument(
            "--note", default="", help="a sentence for the newsroom: why, and until when"
        )

    def handle(self, *, switch, note, **options):
        if switch != "on" and note:
            raise CommandError("--note goes with `on`.")
        try:
            is_known = {
                "on": lambda: read_only.turn_on(note),
                "off": read_only.turn_off,
                "status": lambda: True,
            }[switch]()
        except OSError as error:
            raise CommandError(f"{read_only.path()} can’t be changed: {error.strerror}.") from error
        said = read_only.note()
        if said is None:
            self.stdout.write("Read-only mode is off.")
        else:
            self.stdout.write(
                "Read-only mode is on." + (f" For the newsroom: {said}" if said else "")
            )
        if not is_known:
            raise CommandError(
                "Redis doesn’t answer: this host has switched, the others don’t know. "
                "Run the command on each of them."
            )
