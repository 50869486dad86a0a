"""The production server, as `make serve` runs it, on a database of its own that can be stopped.

`with newsroom(folder) as served:` gives a filled newsroom behind two worker processes. The database
is of the kind that the tests run on: a file of SQLite that is moved away, or a PostgreSQL that is
reached through a relay which can be shut.
"""

import contextlib
import http.client
import os
import socket
import sqlite3
import threading
import uuid
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

from bench import servers
from tests import production, snapshot

FILL = """
from tests.factories import make_article, make_user, KUPIANSK
for number in range({articles}):
    make_article(f"Стаття {{number}}", hromadas=[KUPIANSK], tags=["освіта"])
make_user("editor")
"""


class Relay:
    """Hands a port of the loopback on to a socket of PostgreSQL; shut, it refuses and cuts off."""

    def __init__(self, target):
        self.target, self.open = target, set()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.listener = None

    def start(self):
        self.listener = socket.socket()
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.listener.bind(("127.0.0.1", self.port))
        self.listener.listen(100)
        threading.Thread(target=self._accept, args=(self.listener,), daemon=True).start()

    def stop(self):
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for end in list(self.open):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def _accept(self, listener):
        while True:
            try:
                near, _ = listener.accept()
            except OSError:
                return
            far = socket.socket(socket.AF_UNIX)
            far.connect(self.target)
            self.open |= {near, far}
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=self._pump, args=(one, other), daemon=True).start()

    def _pump(self, one, other):
        with contextlib.suppress(OSError):
            while data := one.recv(65536):
                other.sendall(data)
        self.open -= {one, other}
        for end in (one, other):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


class SqliteFile:
    """The database of the tests as it was after the register was loaded, in a file of its own."""

    def __init__(self, folder):
        self.path = folder / "portal.sqlite3"
        source = sqlite3.connect(snapshot._snapshot())
        target = sqlite3.connect(self.path)
        source.backup(target)
        source.close()
        target.close()
        self.url = f"sqlite:///{self.path}"

    def stop(self):
        self._move("", ".away")

    def start(self):
        self._move(".away", "")

    def _move(self, before, after):
        for ending in ("-wal", "-shm", ""):
            file = self.path.with_name(f"portal.sqlite3{ending}{before}")
            if file.exists():
                file.rename(self.path.with_name(f"portal.sqlite3{ending}{after}"))

    def drop(self):
        pass


class PostgresDatabase:
    """The same in the PostgreSQL of the tests."""

    def __init__(self):
        self.name = f"served_{uuid.uuid4().hex[:12]}"
        template = snapshot._snapshot().name
        self._run(f'CREATE DATABASE "{self.name}" TEMPLATE "{template}"')
        self.relay = Relay(f"{connection.settings_dict['HOST']}/.s.PGSQL.5432")
        self.relay.start()
        self.url = f"postgres://postgres@127.0.0.1:{self.relay.port}/{self.name}"

    def stop(self):
        self.relay.stop()

    def start(self):
        self.relay.start()

    def drop(self):
        self.relay.stop()
        self._run(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')

    def _run(self, statement):
        with connection._nodb_cursor() as cursor:
            cursor.execute(statement)


class Served:
    def __init__(self, folder, database):
        self.database = database
        self.environment = os.environ | {
            "DATA_DIR": str(folder),
            "DATABASE_URL": database.url,
            "DJANGO_SETTINGS_MODULE": "portal.settings",
            "SITE_URL": f"http://127.0.0.1:{servers.free_port()}",  # nginx's, where there is one
            "PORT": str(servers.free_port()),
            "ALLOWED_HOSTS": "127.0.0.1",
            "SECRET_KEY": settings.SECRET_KEY,
            "WORKERS": "2",
            "TRUSTED_PROXIES": "1",
        }
        for name in ("CACHE_URL", "EMAIL_URL"):
            self.environment.pop(name, None)

    def do(self, code):
        """Run lines of Python in a process of their own, as a command on the server would."""
        return production.shell(self.environment, code)

    def reader(self):
        """Return a new connection to the server, which comes to any of the workers."""
        return http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=60)

    def get(self, address, url="", **headers):
        """Return (status, headers, bytes) of a page, asked for by a new connection; `url` is that
        of another server than the portal's own."""
        asking = http.client.HTTPConnection(urlsplit(url or self.url).netloc, timeout=60)
        asking.request("GET", address, headers=headers)
        answer = asking.getresponse()
        found = answer.status, answer.headers, answer.read()
        asking.close()
        return found


@contextlib.contextmanager
def newsroom(folder, articles=200, has_nginx=False):
    """Run the production server on `articles` articles; its DATA_DIR is `folder` (a Path). With
    `has_nginx` the nginx of deploy/ is before it, at `front`."""
    database = SqliteFile(folder) if connection.vendor == "sqlite" else PostgresDatabase()
    try:
        served = Served(folder, database)
        served.do(FILL.format(articles=articles))
        production.manage(served.environment, "collectstatic", "--noinput", "--verbosity", "0")
        with contextlib.ExitStack() as running:
            port = served.environment["PORT"]
            server = running.enter_context(servers.granian(served.environment, port=port))
            served.url, served.pid = server.url, server.pid
            if has_nginx:
                nginx = folder / "nginx"
                nginx.mkdir()
                front = servers.nginx_of_deploy(served.environment, nginx, 2)
                served.front = running.enter_context(front).url
            yield served
    finally:
        database.drop()
