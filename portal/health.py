"""Two addresses for those who watch the server: alive, and able to serve."""

import uuid

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import JsonResponse
from django.views.decorators.cache import never_cache

from portal import survival


@never_cache
def healthz(request):
    """Alive: the process answers. Asks nothing of anyone."""
    return JsonResponse({"status": "ok"})


@never_cache
def readyz(request):
    """Able to serve: database, migrations, cache and disk, each "ok" or what is wrong; 503 then."""
    checks = {
        "database": _database(),
        "migrations": _migrations(),
        "cache": _cache(),
        "disk": _disk(),
    }
    ready = all(answer == "ok" for answer in checks.values())
    return JsonResponse(
        {"status": "ok" if ready else "unavailable", **checks}, status=200 if ready else 503
    )


def _database():
    if not survival.is_there():
        return "does not answer: its file is gone"
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "does not answer"
    return "ok"


def _migrations():
    if not survival.is_there():
        return "unknown: the database does not answer"
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return "unknown: the database does not answer"
    return f"{len(waiting)} not applied" if waiting else "ok"


def _cache():
    key, value = "readyz", uuid.uuid4().hex
    try:
        cache.set(key, value, timeout=10)
        found = cache.get(key)
    except Exception as error:  # noqa: BLE001 - each cache library has errors of its own
        return f"does not answer ({type(error).__name__})"
    return "ok" if found else "does not keep what it is given"


def _disk():
    probe = settings.DATA_DIR / f".readyz-{uuid.uuid4().hex}"
    try:
        probe.write_bytes(b"ok")
        probe.unlink()
    except OSError as error:
        return f"not writable ({error.strerror})"
    return "ok"
