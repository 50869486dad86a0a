"""What a portal holds, told by checksums, for tests of backups."""

import os
from contextlib import contextmanager
from hashlib import sha256

from django.core.files.storage import default_storage
from django.db import connection

from news.models import Image
from portal.backups.left_out import is_empty
from portal.backups.making import database
from tests import postgres


def tables():
    """Return {table: SHA-256 of its rows} of the default database, but for those that backups
    leave out."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if not is_empty(table) and not table.startswith("news_searchindex"):
                cursor.execute(f'SELECT * FROM "{table}"')
                rows = sorted(map(repr, map(_plain, cursor.fetchall())))
                found[table] = sha256("\n".join(rows).encode()).hexdigest()
    return found


def _plain(row):
    return [bytes(value) if isinstance(value, memoryview) else value for value in row]


def pictures(folder):
    """Return {path: SHA-256} of all pictures in a folder (a Path) of a storage on disk."""
    return {
        str(path.relative_to(folder)): sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.relative_to(folder).parts[0] in ("originals", "renditions")
    }


def torn():
    """Return the paths that rows of pictures mean, and that aren't there or aren't whole."""
    return [
        path
        for image in Image.objects.iterator()
        for path in image.paths()
        if not default_storage.exists(path)
        or (path == image.file.name and _digest(path) != image.digest)
    ]


def _digest(path):
    with default_storage.open(path) as file:
        return sha256(file.read()).hexdigest()[:32]


def with_tools(environment=os.environ):
    """Return an environment in which the programs of the PostgreSQL of the tests are found."""
    tools = postgres.binaries()
    path = f"{tools / 'bin'}{os.pathsep}{environment['PATH']}" if tools else environment["PATH"]
    return {**environment, "PATH": path}


@contextmanager
def another_place(settings, folder):
    """An empty place for a restore: no database, no pictures; `folder` is a Path for both."""
    before = connection.settings_dict["NAME"]
    connection.close()
    is_sqlite = connection.vendor == "sqlite"
    connection.settings_dict["NAME"] = (
        folder / "portal.sqlite3" if is_sqlite else f"{before}_elsewhere"
    )
    folders = settings.DATA_DIR, settings.MEDIA_ROOT
    folder.mkdir()
    settings.DATA_DIR, settings.MEDIA_ROOT = folder, folder / "media"
    try:
        yield
    finally:
        connection.close()
        here, connection.settings_dict["NAME"] = database(), before
        for name in (here.live, here.kept, here.beside):
            database().drop(name)
        settings.DATA_DIR, settings.MEDIA_ROOT = folders
