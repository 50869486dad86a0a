"""Which backups there are: what `doctor` asks, and which of them may go.

`DATA_DIR/backups.json` tells of the last run: {"time", "file", "size", "ok", "sha256"}; of one that
failed "ok" is false, "why" says why, and "last" is what it said of the last good one.
"""

import fcntl
import json
import os
import re
import secrets
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from portal.backups.archive import Archive, Refused


def path():
    """Return the Path of the record."""
    return Path(settings.DATA_DIR) / "backups.json"


def read():
    """Return the record, a dict; None when no backup was ever tried here, or it can't be read."""
    try:
        found = json.loads(path().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def note(file, **facts):
    """Note how a backup into `file` (a Path) ended."""
    before = read() or {}
    told = {"time": datetime.now(UTC).isoformat(), "file": str(file.absolute()), **facts}
    if not told["ok"]:
        told["last"] = before if before.get("ok") else before.get("last")
    new = path().with_name(f".backups-{secrets.token_hex(4)}")
    new.write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
    os.replace(new, path())


@contextmanager
def alone():
    """Keep other backups and restores of this DATA_DIR away. Raises Refused when one is running."""
    with (Path(settings.DATA_DIR) / "backups.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Refused("Another backup or restore is running here.") from error
        yield


def made(file):
    """Return when a backup was made, aware; None for what is no whole one, by its seal only."""
    try:
        with file.open("rb") as opened:
            return Archive(opened).made
    except (OSError, Refused):
        return None


def like(file):
    """Return the files beside `file` (a Path), and itself, whose names differ by digits only."""
    pattern = re.sub(r"\d+", r"\\d+", re.escape(file.name))
    return [each for each in file.parent.iterdir() if re.fullmatch(pattern, each.name)]


def spare(file, keep):
    """Return the whole backups like `file` that are older than the newest `keep` ones."""
    whole = [(made(each), each) for each in like(file) if each.is_file() and not each.is_symlink()]
    return [each for at, each in sorted((pair for pair in whole if pair[0]), reverse=True)[keep:]]
