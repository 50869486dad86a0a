"""Counting by the server of `make serve`: thousands of readers, and what is killed under them."""

import http.client
import os
import secrets
import shlex
import signal
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from crawlerdetect import providers
from django.db import connection

from bench import processes, servers
from tests import postgres, production
from tests.news.beacons import OURS, PHONE

pytestmark = pytest.mark.soak

READERS, CLIENTS = 5000, 32
PATIENCE = 120  # seconds until a reader must have been answered
MAKE = """
from news.models import Article
from django.utils import timezone
print(Article.objects.create(title="Новина", lead="Лід", state="published",
                             published_at=timezone.now() - timezone.timedelta(days=1)).pk)
"""
# As anywhere but in tests. By the address: the server gives its pools options of its own, so libpq
# doesn't read PGOPTIONS any more.
SAFE = "options=-csynchronous_commit%3Don"
COUNTED = """
from news.models import *
print(sum(ViewsTotal.objects.values_list("count", flat=True)),
      sum(ViewsByDay.objects.values_list("count", flat=True)),
      *sorted(f"{row.reason}={row.count}" for row in RefusedViews.objects.all()))
"""


class Newsroom:
    """A portal with one article in a folder, on the database that the tests run with."""

    def __init__(self, folder, database):
        self.folder = folder
        self.own, self.clients = threading.local(), []  # a connection of each thread
        self.environment = os.environ | {
            "DATA_DIR": str(folder),
            "DEBUG": "off",
            "SECRET_KEY": secrets.token_urlsafe(50),
            "SITE_URL": "http://127.0.0.1:8000",
            "TRUSTED_PROXIES": "1",
            "DATABASE_URL": database and f"{database}?{SAFE}",  # empty: SQLite in the folder
            "CACHE_URL": "",
            "WORKERS": "2",
        }
        self.environment.pop("DJANGO_SETTINGS_MODULE", None)
        production.manage(self.environment, "migrate", "--verbosity", "0")
        production.manage(self.environment, "collectstatic", "--noinput", "--verbosity", "0")
        self.path = f"/news/{production.shell(self.environment, MAKE).strip()}/view"

    def counted(self):
        """Return [total, sum of the days, "reason=number" …], when nothing waits on disk."""
        deadline = time.monotonic() + PATIENCE
        while list(self.folder.glob("views/*.views")):
            assert time.monotonic() < deadline, "a journal is never entered"
            time.sleep(0.2)
        return production.shell(self.environment, COUNTED).split()

    def read(self, url, number, headers=OURS, method="POST", again=False):
        """Report a view as the reader of a number; return the status. `again` goes on until it is
        acknowledged, whatever is killed meanwhile."""
        headers = headers | {
            "X-Forwarded-For": f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}"
        }
        deadline = time.monotonic() + PATIENCE
        while True:
            client = getattr(self.own, "client", None)
            if client is None:
                where = urlsplit(url).netloc
                client = self.own.client = http.client.HTTPConnection(where, timeout=PATIENCE)
                self.clients.append(client)
            try:
                client.request(method, self.path, headers=headers)
                answer = client.getresponse()
                answer.read()
                status = answer.status
            except (OSError, http.client.HTTPException):
                client.close()
                self.own.client, status = None, 0
            if status == 200 or not again:
                return status
            assert time.monotonic() < deadline, f"a view was never acknowledged: {status}"
            time.sleep(0.05)


def all_at_once(function, arguments):
    with ThreadPoolExecutor(CLIENTS) as clients:
        return list(clients.map(function, arguments))


@pytest.fixture
def newsroom(tmp_path):
    """A Newsroom with a database of the kind that the tests run with."""
    with ExitStack() as stack:
        is_postgres = connection.vendor == "postgresql"
        newsroom = Newsroom(tmp_path, stack.enter_context(postgres.server()) if is_postgres else "")
        yield newsroom
        for client in newsroom.clients:
            client.close()


def test_thousands_of_readers_and_all_who_are_none(newsroom):
    with servers.granian(newsroom.environment) as server:

        def read(number, **how):
            return newsroom.read(server.url, number, **how)

        assert set(all_at_once(read, range(READERS))) == {200}
        assert newsroom.counted() == [f"{READERS}"] * 2
        assert set(all_at_once(read, range(READERS))) == {200}
        assert newsroom.counted() == [f"{READERS}"] * 2 + [f"repeat={READERS}"]

        robots = [name for name in providers.crawlers.data if name.isascii() and name.isalnum()]
        assert len(robots) > 300
        agents = [f"Mozilla/5.0 (compatible; {name}/1.0)" for name in robots[:300]]
        all_at_once(lambda agent: read(1, headers=OURS | {"user-agent": agent}), agents)
        read(1, headers=OURS | {"user-agent": ""})
        read(1, headers=OURS | {"Sec-Purpose": "prefetch"})
        read(1, method="HEAD")
        browsers = [OURS | {"user-agent": f"{PHONE} {number}"} for number in range(1000)]
        all_at_once(lambda headers: read(1 << 20, headers=headers), browsers)
        assert newsroom.counted() == [f"{READERS + 300}"] * 2 + [
            *("head=1", "no_agent=1", "prefetch=1"),
            *(f"repeat={READERS}", "robot=300", "too_many=700"),
        ]


def test_whatever_is_killed_acknowledged_is_counted(newsroom):
    database = newsroom.environment["DATABASE_URL"]
    with servers.granian(newsroom.environment) as server, ExitStack() as stack:

        def read(number):
            return newsroom.read(server.url, number, again=True)

        def kill():
            for pause in (1.5, 8):  # granian gives up when a worker ends as soon as it began
                time.sleep(pause)
                os.kill(processes.workers(server.pid)[-1], signal.SIGKILL)
                time.sleep(1.5)
                if database:
                    stack.enter_context(killed_and_started(database))

        killer = threading.Thread(target=kill)
        killer.start()
        assert set(all_at_once(read, range(2 * READERS))) == {200}
        killer.join()
        total, days, *_ = newsroom.counted()
        assert (total, days) == (f"{2 * READERS}",) * 2


class killed_and_started:  # noqa: N801 - read as a sentence where it is used
    """Kill a PostgreSQL server with all its processes; after two seconds start it again."""

    def __init__(self, url):
        folder = Path("/" + urlsplit(url).path.lstrip("/")).parent
        self.folder, self.data = folder, folder / "data"

    def __enter__(self):
        command = shlex.split((self.data / "postmaster.opts").read_text())
        postmaster = int((self.data / "postmaster.pid").read_text().split()[0])
        for pid in processes.family(postmaster):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(2)
        for _ in range(20):  # until the last of the former processes has let go of its memory
            for left in (self.data / "postmaster.pid", self.folder / ".s.PGSQL.5432.lock"):
                left.unlink(missing_ok=True)
            self.process = self._start(command)
            time.sleep(1)
            if self.process.poll() is None:
                return
        raise RuntimeError((self.folder / "log.again").read_text())

    def _start(self, command):
        owner, is_root = self.data.stat(), os.geteuid() == 0
        with (self.folder / "log.again").open("ab") as log:
            return subprocess.Popen(
                command,
                cwd=self.folder,
                stdout=log,
                stderr=log,
                user=owner.st_uid if is_root else None,
                group=owner.st_gid if is_root else None,
                extra_groups=[] if is_root else None,
                start_new_session=True,
            )

    def __exit__(self, *error):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGQUIT)
        self.process.wait()
