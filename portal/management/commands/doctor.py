"""Say in plain words what is well with this installation, and what isn't and what to do."""

import json

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal import doctor
from portal.doctor import database, machine, running

EXAMINATIONS = (
    ("Settings", machine.fitting),
    ("Secrets", machine.secrets),
    ("Database", database.database),
    ("Replicas", database.replicas),
    ("Migrations", database.migrations),
    ("Content", database.content),
    ("Clock", database.clock),
    ("Cache", running.caching),
    ("DATA_DIR", machine.folders),
    ("Disk", machine.room),
    ("Pictures", machine.storage),
    ("Static files", machine.static_files),
    ("Certificate", machine.certificate),
    ("Server", running.workers),
    ("Threads", machine.threads),
    ("Read-only mode", running.mode),
    ("E-mail", running.letters),
    ("Backups", running.backups),
    ("Timers", running.timers),
    ("Views", running.waiting),
    ("Errors", running.broken),
)
SIGNS = {doctor.WELL: "ok   ", doctor.NOTE: "note ", doctor.WRONG: "WRONG"}


class Command(BaseCommand):
    help = (
        "Say what is well with this installation and what isn't, and what to do about it. Exits "
        "with 1 when something is wrong. Changes nothing, and sends no letter but to --send."
    )
    requires_system_checks = []  # it tells of them itself

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="for programs: one JSON object")
        parser.add_argument("--send", metavar="ADDRESS", help="also send a letter to this address")

    def handle(self, *args, **options):
        examinations = list(EXAMINATIONS)
        if options["send"]:
            examinations.append(("Letter", lambda: running.send(options["send"])))
        found = []
        for finding in doctor.examine(examinations):
            found.append(finding)
            if not options["json"]:
                self.tell(finding)
        is_well = all(each.state != doctor.WRONG for each in found)
        if options["json"]:
            told = [doctor.as_dict(each) for each in found]
            time = timezone.now().isoformat(timespec="seconds")
            words = json.dumps({"ok": is_well, "time": time, "found": told}, ensure_ascii=False)
            self.stdout.write(words)
        else:
            self.stdout.write(doctor.summary(found))
        if not is_well:
            raise CommandError("Something is wrong; what to do stands above.")

    def tell(self, finding):
        self.stdout.write(f"{SIGNS[finding.state]} {finding.name}: {finding.said}")
        if finding.todo:
            self.stdout.write(f"        → {finding.todo}")
