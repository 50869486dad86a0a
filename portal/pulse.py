"""The heartbeat of every process of the server, by which others see that it lives and what it does.

A thread writes `DATA_DIR/workers/<pid>-<start>.json` anew every few seconds. `manage.py doctor`
reads who is missing, `/metrics` adds up what all have counted. What a process leaves behind that
has ended is kept in a sum, so that the folder stays small and no number goes back.
"""

import contextlib
import fcntl
import json
import logging
import os
import re
import threading
import time
from pathlib import Path

from django.conf import settings

from news import generation, renditions
from portal import errors, metrics, slow_queries, survival

logger = logging.getLogger(__name__)

EVERY, MEASURED = 5, 1  # seconds between two beats; where numbers are asked for
SILENT = 30  # seconds after which a process that says nothing counts as dead
KEPT = 3600  # seconds for which a dead one is remembered as one of its own
NUMBERS = ("errors", "slow", "moves", "away")  # that only grow, and are added up
GONE = "gone.json"


class Pulse:
    """What one process tells of itself. `folder` is a Path, `release` a word of the code it runs.

    `clock` tells the seconds since 1970.
    """

    def __init__(self, folder, release, clock=time.time):
        self.folder, self.release, self.clock = Path(folder), release, clock
        self.began = self.beaten = clock()
        self.away = 0.0
        self.swept = 0.0
        self.file = self.folder / f"{os.getpid()}-{int(self.began * 1000)}.json"

    def beat(self):
        """Write down how this process is. Raises OSError where that can't be written."""
        now = self.clock()
        if survival.is_away():
            self.away += max(0, now - self.beaten)
        self.beaten = now
        self.folder.mkdir(parents=True, exist_ok=True)
        new = self.file.with_suffix(".new")
        new.write_text(json.dumps(self.told(now)), encoding="utf-8")
        new.replace(self.file)
        if now - self.swept > SILENT:
            self.swept = now
            sweep(self.folder, now)

    def told(self, now):
        """Return how this process is, a dict for JSON."""
        return {
            "pid": os.getpid(),
            "parent": os.getppid(),
            "workers": workers_of(os.getppid()),
            "began": self.began,
            "beat": now,
            "release": self.release,
            "threads": sorted(thread.name for thread in threading.enumerate()),
            "resident": resident(),
            "is_away": survival.is_away(),
            "renditions": renditions.background.waiting.qsize(),
            "errors": errors.counted,
            "slow": slow_queries.counted,
            "moves": generation.moves,
            "away": self.away,
            "counts": metrics.counted(),
        }


def start(folder, release):
    """Start the thread; ending the process ends it. Arguments are those of `Pulse`."""
    arguments = (Pulse(folder, release), threading.Event())
    threading.Thread(target=run, args=arguments, name="pulse", daemon=True).start()


def run(pulse, stopped):
    """Beat until the Event `stopped` is set."""
    has_failed = False
    while True:
        try:
            pulse.beat()
            has_failed = False
        except OSError as error:
            if not has_failed:  # once is enough: the disk is full for a while
                logger.warning("The heartbeat can't be written: %s", error.strerror)
            has_failed = True
        if stopped.wait(MEASURED if settings.METRICS_TOKEN else EVERY):
            return


def folder():
    """Return the Path of the folder in which the processes of this host tell of themselves."""
    return Path(settings.DATA_DIR) / "workers"


def told(folder):
    """Return what all processes told last, dead ones too, dicts; the one that began last first."""
    found = []
    with contextlib.suppress(FileNotFoundError):
        for file in os.scandir(folder):
            if file.name.endswith(".json") and file.name != GONE:
                with contextlib.suppress(OSError, ValueError):
                    found.append(json.loads(Path(file.path).read_text(encoding="utf-8")))
    return sorted(found, key=lambda each: -each["began"])


def lives(told, now):
    """Say whether the process of a dict of `told` lives and does its work."""
    return is_running(told["pid"]) and now - told["beat"] < SILENT


def wanted(living):
    """Return how many processes should live, by what the living ones were told: a host may run two
    servers, one of which is started anew while the other serves."""
    return sum({each["parent"]: each["workers"] for each in living}.values())


def is_running(pid):
    """Say whether there is a process of a number."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # another user's
        return True
    return True


def gone(folder):
    """Return the sum of those that were forgotten one by one: a dict of NUMBERS and counts."""
    try:
        return json.loads((Path(folder) / GONE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {"counts": {}} | dict.fromkeys(NUMBERS, 0)


def added(total, told):
    """Return a sum, as `gone` returns it, with one process more."""
    counts = metrics.add(dict(total["counts"]), told.get("counts", {}))
    return {"counts": counts} | {name: total[name] + told.get(name, 0) for name in NUMBERS}


def sweep(folder, now):
    """Take into the sum who has been dead for KEPT seconds."""
    old = [
        file
        for file in Path(folder).glob("*-*.json")
        if now - file.stat().st_mtime > KEPT and not is_running(int(file.name.partition("-")[0]))
    ]
    if not old:
        return
    with open(Path(folder) / "lock", "ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for file in old:
            with contextlib.suppress(OSError, ValueError):  # another process was quicker
                total = added(gone(folder), json.loads(file.read_text(encoding="utf-8")))
                new = Path(folder) / f"{GONE}.new"
                new.write_text(json.dumps(total), encoding="utf-8")
                file.unlink()  # before: rather uncounted than counted twice
                new.replace(Path(folder) / GONE)


def workers_of(parent):
    """Return how many workers the server above has been told to keep, 0 where that isn't known."""
    try:
        words = Path(f"/proc/{parent}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return 0
    found = re.search(rb"--workers (\d+)", b" ".join(words))
    return int(found[1]) if found else 0


def resident():
    """Return how many bytes of memory this process takes, 0 where that isn't known."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE")
    except (OSError, ValueError):
        return 0
