"""Putting a backup back: all of it is read first, made beside, and comes in one step.

Until the last step the portal shows what it has, and nothing is lost when the command is killed.
The database before stays beside, and so do the pictures that only it means: `undo`.
"""

import json
import os
import secrets
import shutil
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from news import generation
from portal import read_only
from portal.backups import pictures
from portal.backups.archive import Refused
from portal.backups.left_out import is_empty
from portal.backups.making import SPARE, database, key_of_letters

KINDS = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
NOTE = "Відновлюємо дані з резервної копії."


class Restored(NamedTuple):
    """What was put back; numbers of rows, migrations and files."""

    rows: int
    migrated: int
    added: int
    replaced: int
    there: int
    has_before: bool


def refuse_what_does_not_fit(archive):
    """Raise Refused for an Archive that this portal can't use, whole as it may be."""
    facts, here = archive.manifest["database"], database()
    if facts["kind"] != here.kind:
        kinds = KINDS.get(facts["kind"], facts["kind"]), KINDS[here.kind]
        raise Refused(
            f"The backup is of {kinds[0]}, and DATABASE_URL is of {kinds[1]}. Restore it into a "
            f"portal on {kinds[0]}."
        )
    loader = MigrationLoader(None, ignore_no_migrations=True)
    known = set(loader.disk_migrations)
    for migration in loader.disk_migrations.values():
        known.update(migration.replaces)
    strange = [
        f"{app}.{name}"
        for app, names in archive.manifest["migrations"].items()
        for name in names
        if (app, name) not in known
    ]
    if strange:
        raise Refused(
            f"The backup is of a newer portal: this one doesn't know {', '.join(strange[:3])}. "
            "Upgrade the portal first."
        )


def restore(archive, progress=lambda line: None):
    """Put an Archive that was checked in the place of what is there; return what was Restored.

    Raises Refused with everything as it was, but for pictures that were added.
    """
    here, manifest = database(), archive.manifest
    _has_room(archive, here)
    returning, has_before = None, here.is_there()
    with _nobody_saves():
        try:
            for entry, chunks in archive.members():
                if entry["name"] == here.member:
                    progress("Making the database beside …")
                    here.build(chunks, manifest["database"])
                    progress("Putting pictures back …")
                    continue
                returning = returning or pictures.Returning()
                returning.put(entry, chunks)
            returning = returning or pictures.Returning()
            _keep_what_only_is_here(returning, manifest)
            rows = _the_same_rows(here, manifest)
            progress("Bringing the database up to this portal …")
            migrated = _migrate(here.beside)
            os.sync()
            here.swap(here.beside)
        finally:
            here.drop(here.beside)
        connections["default"].close()
        generation.move()
        with suppress(OSError):  # what is done is done
            _note(archive)
    return Restored(
        *(rows, migrated, returning.added, returning.replaced, returning.there, has_before)
    )


def undo():
    """Put back what was before the last restore, which is kept in its turn.

    Returns the number of pictures that came back. Raises Refused when nothing was kept.
    """
    here = database()
    if not here.has(here.kept):
        raise Refused("There is nothing to go back to: no database was kept by a restore.")
    with _nobody_saves():
        back = pictures.undo()
        connections["default"].close()
        here.swap(here.kept)
        connections["default"].close()
        generation.move()
    return back


def other_key(archive):
    """Say whether the backup's subscribers can't be read with the DIGEST_KEY of here."""
    letters = archive.manifest.get("letters", "")
    return bool(letters) and letters != key_of_letters()


def _has_room(archive, here):
    files = archive.manifest["files"]
    size = sum(each["size"] for each in files[1:])
    folders = {Path(settings.MEDIA_ROOT): 0 if _is_elsewhere() else size}
    if here.kind == "sqlite":  # it, its log, and the one before
        folder = here.live.parent
        folders[folder] = folders.get(folder, 0) + 3 * archive.manifest["database"]["size"]
    for folder, wanted in folders.items():
        folder.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(folder).free
        if free < wanted + SPARE:
            raise Refused(
                f"There is no room in {folder}: up to {wanted / 1e6:,.0f} MB may be needed, and "
                f"{free / 1e6:,.0f} MB are free."
            )


def _is_elsewhere():
    return pictures.default_storage.is_elsewhere


def _keep_what_only_is_here(returning, manifest):
    """Keep pictures that the backup doesn't know: they will be strays, which may be removed."""
    known = {each["name"].removeprefix(pictures.PREFIX) for each in manifest["files"]}
    for name, is_plain in pictures.names(manifest.get("renditions", True)):
        if is_plain and name not in known:
            returning.keep(name)


def _the_same_rows(here, manifest):
    """Return how many rows the database `beside` has; Refused unless they are those of the moment
    of the backup, table by table."""
    wanted, found = manifest["database"]["rows"], here.rows(here.beside)
    for table in sorted(wanted.keys() | found.keys()):
        if wanted.get(table) != found.get(table) and not is_empty(table):
            raise Refused(
                f"The restored table {table} has {found.get(table, 'no')} rows, and "
                f"{wanted.get(table, 'none')} were in the backup."
            )
    return sum(found.values())


def _migrate(name):
    """Bring the database `name` up to the migrations of this code; return how many it lacked."""
    connection = connections["default"]
    usual, pool = connection.settings_dict["NAME"], getattr(connection, "close_pool", lambda: None)
    connection.close()
    pool()
    connection.settings_dict["NAME"] = name
    try:
        executor = MigrationExecutor(connection)
        lacking = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if lacking:
            call_command("migrate", interactive=False, verbosity=0)
        return len(lacking)
    finally:
        connection.close()
        pool()
        connection.settings_dict["NAME"] = usual


@contextmanager
def _nobody_saves():
    """Let nobody save what would be gone a moment later, unless that is so already."""
    was_on = read_only.note() not in (None, NOTE)  # ours is left of a run that was killed
    if not was_on:
        read_only.turn_on(NOTE)
    try:
        yield
    finally:
        if not was_on:
            read_only.turn_off()


def _note(archive):
    """Note in DATA_DIR/restored.json which backup was put back, and when."""
    told = {
        "time": datetime.now(UTC).isoformat(),
        "made": archive.made.isoformat(),
        "sha256": archive.digest,
    }
    path = Path(settings.DATA_DIR) / "restored.json"
    new = path.with_name(f".restored-{secrets.token_hex(4)}")
    new.write_text(json.dumps(told, indent=1), encoding="utf-8")
    os.replace(new, path)
