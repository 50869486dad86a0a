"""A restore while the server runs, and commands that are killed at any moment."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress

import pytest
from django.conf import settings
from django.db import connection

from portal.backups.archive import Archive
from portal.backups.making import database
from tests import production
from tests.portal import contents
from tests.portal.crowd import Clients
from tests.portal.served import newsroom

ROUNDS = 7
pytestmark = [pytest.mark.soak, pytest.mark.django_db(transaction=True)]


def test_restore_while_readers_read(tmp_path):
    """Each worker has connections open; nobody gets an error, all see what was restored."""
    data, backup = tmp_path / "data", tmp_path / "portal.tar"
    data.mkdir()
    with newsroom(data, articles=50) as served, Clients(served, tmp_path) as clients:
        environment = contents.with_tools(served.environment)
        if connection.vendor == "postgresql":  # past the relay, as pg_dump goes
            host = connection.settings_dict["HOST"]
            address = f"postgres://postgres@/{host}/{served.database.name}"
            environment = environment | {"DATABASE_URL": address}
        for number in range(16):
            clients.start(clients.read, number)
        production.manage(environment, "backup", str(backup))
        served.do("from tests.factories import *; make_article('Після копії')")
        for words, title, is_there in (
            ([str(backup)], "Після копії", False),
            (["--undo"], "Після копії", True),
            (["--undo"], "Після копії", False),
        ):
            production.manage(environment, "restore", "--yes", *words)
            shown = {title in served.get("/news/")[2].decode() for _ in range(24)}
            assert shown == {is_there}
        served.do("from tests.factories import *; make_article('І далі')")
        assert "І далі" in served.get("/news/")[2].decode()
        clients.__exit__()
        if connection.vendor == "postgresql":
            database().drop(f"{served.database.name}_before")
    assert len(clients.statuses) > 100
    assert set(clients.statuses) == {200}


def test_killed_at_any_moment(tmp_path):
    """Neither leaves a backup that looks whole and isn't, nor a portal that is neither."""
    data, folder = tmp_path / "data", tmp_path / "backups"
    data.mkdir()
    folder.mkdir()
    backup = folder / "portal.tar"
    titles = "from news.models import Article; print(*Article.objects.values_list('pk', flat=True))"
    with newsroom(data, articles=30) as served:
        environment = contents.with_tools(served.environment)
        production.manage(environment, "backup", str(backup))
        before = production.shell(environment, titles)
        took, restored = 0, set()
        for number in range(ROUNDS):
            backup.unlink()
            took = killed(environment, "backup", str(backup), after=moment(took, number)) or took
            if backup.exists():
                with backup.open("rb") as file:
                    Archive(file).check()
            production.manage(environment, "backup", str(backup))
            assert os.listdir(folder) == ["portal.tar"]
        served.do("from tests.factories import *; make_article('Після копії')")
        since = production.shell(environment, titles)
        took = 0
        for number in range(ROUNDS):
            words = "restore", str(backup), "--yes"
            took = killed(environment, *words, after=moment(took, number)) or took
            found = production.shell(environment, titles)
            assert found in {before, since}
            restored.add(found == before)
            production.manage(environment, *words)
            assert production.shell(environment, titles) == before
            assert not (data / "read-only").exists()
            production.shell(environment, "from tests.factories import *; make_article('Ще')")
            since = production.shell(environment, titles)
        assert restored == {True, False}
        if connection.vendor == "postgresql":
            for ending in ("_before", "_restoring"):
                database().drop(f"{served.database.name}{ending}")


def moment(took, number):
    """Return after how many seconds to kill a command that took so many: it begins by imports."""
    return took * (ROUNDS + number) / (2 * ROUNDS)


def killed(environment, *words, after):
    """Run a command and kill it after so many seconds; with 0 let it end. Return how long it ran
    then, else 0."""
    started = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "manage.py", *words],
        cwd=settings.BASE_DIR,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    with suppress(subprocess.TimeoutExpired):
        process.wait(timeout=after or None)
    if process.poll() is None:
        process.send_signal(signal.SIGKILL)
        process.wait()
        return 0
    return time.monotonic() - started
