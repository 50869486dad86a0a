"""The database: whether it answers and keeps what it is told, and its copies."""

import os
import time

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from news.models import Article, Image
from portal import environment
from portal.doctor import note, well, wrong
from regions.models import Hromada

NAME = "Database"
OLDEST = 130000  # of PostgreSQL, as it numbers its versions; below it pg_xact_status lacks
AHEAD = 5  # seconds by which two clocks may differ
LAG = 60  # seconds that a replica may be behind


def database():
    """Whether it answers, and how it is set."""
    if connection.vendor == "sqlite":
        yield from _sqlite()
    else:
        yield from _postgres()


def _sqlite():
    path = settings.DATABASES[DEFAULT_DB_ALIAS]["NAME"]
    if not os.path.exists(path):
        yield wrong(NAME, f"There is no file {path}.", "Run `python manage.py migrate`.")
        return
    begun = time.perf_counter()
    version, journal, sync = _row("SELECT sqlite_version()"), _row("PRAGMA journal_mode"), None
    took = (time.perf_counter() - begun) * 1000
    sync = _row("PRAGMA synchronous")
    size = os.path.getsize(path) / 2**20
    yield well(NAME, f"SQLite {version} answers in {took:.0f} ms; its file has {size:.0f} MB.")
    if journal != "wal":
        yield wrong(
            f"{NAME}, journal",
            f"journal_mode is {journal}, so readers wait for who writes.",
            "Put the file on a disk of this machine: WAL doesn't work on network drives.",
        )
    if sync != 2:
        yield wrong(
            f"{NAME}, safety",
            "synchronous isn't FULL: a power cut may take views and saves that were acknowledged.",
            "Remove what sets PRAGMA synchronous.",
        )


def _postgres():
    begun = time.perf_counter()
    number = int(_row("SHOW server_version_num"))
    took = (time.perf_counter() - begun) * 1000
    yield well(NAME, f"PostgreSQL {_row('SHOW server_version')} answers in {took:.0f} ms.")
    if number < OLDEST:
        yield wrong(f"{NAME}, version", "It is older than 13.", "Upgrade PostgreSQL.")
    if (encoding := _row("SHOW server_encoding")) != "UTF8":
        yield wrong(
            f"{NAME}, encoding",
            f"It is {encoding}, which can't hold Ukrainian.",
            "Make another database with ENCODING 'UTF8', and restore a backup into it.",
        )
    for name in ("synchronous_commit", "fsync", "full_page_writes"):
        if _row(f"SHOW {name}") == "off":
            yield wrong(
                f"{NAME}, safety",
                f"{name} is off: a crash may take what was acknowledged.",
                f"Set {name} = on in postgresql.conf.",
            )
    if _row("SELECT pg_is_in_recovery()"):
        yield wrong(
            NAME,
            "DATABASE_URL names a replica, where nothing can be saved.",
            "Set DATABASE_URL to the primary.",
        )
    yield from _connections()
    yield from _encryption()
    yield from _hosts()


def _connections():
    most = int(_row("SHOW max_connections")) - int(_row("SHOW superuser_reserved_connections"))
    used = _row("SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'")
    workers = environment.number("WORKERS", 2, range(1, 1001))
    wanted = 2 * workers * settings.DATABASE_POOL  # a pool for readers, one for all others
    name = f"{NAME}, connections"
    if wanted > most:
        yield wrong(
            name,
            f"{workers} workers may want {wanted} connections, and the server has {most}.",
            "Lower DATABASE_POOL or WORKERS, or raise max_connections of PostgreSQL.",
        )
    elif used > most * 0.9:
        yield wrong(
            name,
            f"{used} of {most} are in use.",
            "See in pg_stat_activity who has them, or raise max_connections of PostgreSQL.",
        )
    else:
        yield well(name, f"{used} of {most} are in use; this host may want {wanted}.")


def _encryption():
    found = _rows(
        "SELECT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)"
        " WHERE pid = pg_backend_pid() AND NOT client_addr <<= '127.0.0.0/8'"
        " AND client_addr <> '::1'"
    )
    if found and not found[0][0]:
        yield note(
            f"{NAME}, encryption",
            "The connection goes over a network and isn't encrypted.",
            "Add ?sslmode=require to DATABASE_URL, unless that network is yours alone.",
        )


def _hosts():
    """Hosts that use the database must have a cache in common: else each sees changes late."""
    found = _row(
        "SELECT count(DISTINCT client_addr) FROM pg_stat_activity"
        " WHERE datname = current_database() AND application_name LIKE 'portal %'"
    )
    if found > 1 and "Redis" not in settings.CACHES["default"]["BACKEND"]:
        yield wrong(
            "Hosts",
            f"{found} hosts use this database, and they have no cache in common.",
            "Set CACHE_URL to the same Redis or Valkey on every host.",
        )


def replicas():
    """Whether each copy answers, and how far it is behind."""
    for alias in connections.settings:
        if not alias.startswith("replica"):
            continue
        with connections[alias].cursor() as cursor:
            cursor.execute(
                "SELECT pg_is_in_recovery(), CASE WHEN pg_last_wal_receive_lsn() ="
                " pg_last_wal_replay_lsn() THEN 0 ELSE"
                " extract(epoch FROM now() - pg_last_xact_replay_timestamp()) END"
            )
            is_replica, lag = cursor.fetchone()
        if not is_replica:
            yield wrong(
                f"Database {alias}",
                "It is no replica: it takes writes of its own.",
                "Remove it from DATABASE_REPLICA_URLS.",
            )
        elif lag is not None and lag > LAG:
            yield wrong(
                f"Database {alias}",
                f"It is {lag:.0f} seconds behind, so readers' pages come from the primary.",
                "See its log, and the network between the two.",
            )
        else:
            yield well(f"Database {alias}", "It answers and isn't behind.")


def migrations():
    """Whether the tables are those of this code."""
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    known = set(executor.loader.disk_migrations)
    unknown = [key for key in executor.loader.applied_migrations if key not in known]
    installed = {app for app, _ in known}
    unknown = [key for key in unknown if key[0] in installed and "squashed" not in key[1]]
    replaced = {key for each in executor.loader.replacements.values() for key in each.replaces}
    unknown = [key for key in unknown if key not in replaced]
    if waiting:
        names = ", ".join(f"{each.app_label} {each.name}" for each, _ in waiting[:3])
        yield wrong(
            "Migrations",
            f"{len(waiting)} wait: {names}{' …' if len(waiting) > 3 else ''}",
            "Run `python manage.py migrate`.",
        )
    elif unknown:
        yield wrong(
            "Migrations",
            f"The database is of a newer code: it has {unknown[0][0]} {unknown[0][1]}.",
            "Install that version again, or restore a backup of this one.",
        )
    else:
        yield well("Migrations", "All are applied.")


def content():
    """What the portal holds, and what nobody could work without."""
    articles, pictures = Article.objects.count(), Image.objects.count()
    public = Article.objects.published().count()
    said = f"{articles:,} articles, {public:,} of them public, and {pictures:,} pictures."
    yield well("Content", said)
    if not Hromada.objects.exists():
        yield wrong("Places", "There are none.", "Run `python manage.py load_register`.")
    if not get_user_model().objects.filter(is_active=True, is_superuser=True).exists():
        todo = "Make one: python manage.py createsuperuser"
        yield note("Accounts", "Nobody has all rights.", todo)


def clock():
    """Whether this machine and the database agree on the time, by which articles appear."""
    here = timezone.now()
    if connection.vendor != "sqlite":
        there = _row("SELECT clock_timestamp()")
        apart = abs((timezone.now() - there).total_seconds())
        if apart > AHEAD:
            yield wrong(
                "Clock",
                f"This machine and the database are {apart:.0f} seconds apart.",
                "Let both follow a time server: timedatectl set-ntp true",
            )
            return
    newest = os.stat(settings.BASE_DIR / "portal" / "settings.py").st_mtime
    if here.timestamp() < newest - AHEAD:
        yield wrong(
            "Clock",
            f"It shows {here:%Y-%m-%d %H:%M} UTC, which is before this code was installed.",
            "Let it follow a time server: timedatectl set-ntp true",
        )
        return
    yield well("Clock", f"{timezone.localtime(here):%Y-%m-%d %H:%M} in Kyiv.")


def _row(sql):
    return _rows(sql)[0][0]


def _rows(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()
