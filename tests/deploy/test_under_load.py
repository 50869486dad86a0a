"""The whole of it, as it runs: `make serve` with two workers, nginx before it, many readers.

They read an article that nginx serves as a file, and each is counted; nothing of them stays behind.
"""

import http.client
import json
import os
import secrets
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest

from bench import load, processes, servers

READERS, CLIENTS = 2000, 16
NETWORK = "198.18."  # RFC 2544: of nobody

PLACE = "from news.models import Article; article = Article.objects.published().first(); "
FIND_ADDRESS = """
from django.db import connection
for table in connection.introspection.table_names():
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}"')
        for row in cursor:
            assert NETWORK not in repr(row), (table, row)
"""


class Newsroom:
    def __init__(self, folder):
        self.folder = folder
        self.environment = os.environ | {
            "DATA_DIR": str(folder / "data"),
            "DEBUG": "off",
            "PORT": str(servers.free_port()),
            "SECRET_KEY": secrets.token_urlsafe(50),
            "SITE_URL": f"http://127.0.0.1:{servers.free_port()}",
            "ALLOWED_HOSTS": "",
            "CACHE_URL": "",
            "TRUSTED_PROXIES": "1",
            "WORKERS": "2",
        }
        self.environment.pop("DJANGO_SETTINGS_MODULE", None)

    def run(self, *words, **changes):
        """Run a script of Python in the folder of the project; return what it prints."""
        return subprocess.run(
            [sys.executable, *words],
            cwd=servers.ROOT,
            env=self.environment | changes,
            check=True,
            capture_output=True,
            text=True,
        ).stdout

    def shell(self, code):
        return self.run("manage.py", "shell", "--no-imports", "-c", code).strip()

    def get(self, path, number=None, method="GET"):
        """Ask nginx as the reader of a number; returns (status, bytes)."""
        connection = http.client.HTTPConnection(
            urlsplit(self.environment["SITE_URL"]).netloc, timeout=60
        )
        headers = load.BROWSER | {"Accept-Encoding": "identity"}
        if number is not None:
            headers["X-Forwarded-For"] = f"{NETWORK}{number // 250}.{number % 250 + 1}"
            headers["Sec-Fetch-Site"] = "same-origin"
        connection.request(method, path, b"" if method == "POST" else None, headers)
        answer = connection.getresponse()
        found = answer.status, answer.read()
        connection.close()
        return found


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory):
    if not servers.has_nginx():
        pytest.skip("no nginx on the PATH: apt-get install nginx")
    newsroom = Newsroom(tmp_path_factory.mktemp("newsroom"))
    newsroom.run("bench/seed.py", "200", DEBUG="on")
    newsroom.run("manage.py", "collectstatic", "--noinput", "--verbosity", "0")
    return newsroom


@pytest.mark.soak
def test_readers_of_a_file_are_counted_and_forgotten(newsroom):
    folder = newsroom.folder / "nginx"
    folder.mkdir()
    path = newsroom.shell(PLACE + "print(article.get_absolute_url())")
    pk = path.split("/")[2].partition("-")[0]
    view = f"/news/{pk}/view"
    environment = newsroom.environment
    with (
        servers.granian(environment, port=environment["PORT"]) as portal,
        servers.nginx_of_deploy(environment, folder, 2),
    ):
        newsroom.get(path)
        before = json.loads(newsroom.get(view, 5000, "POST")[1])["views"]

        def read(number):
            return newsroom.get(path, number)[0], newsroom.get(view, number, "POST")[0]

        with ThreadPoolExecutor(CLIENTS) as clients:
            found = list(clients.map(read, range(READERS)))
        assert set(found) == {(200, 200)}
        after = json.loads(newsroom.get(view, 5000, "POST")[1])["views"]
        assert after - before == READERS

        code = "article.lead = 'Щойно змінено'; article.save()"
        newsroom.shell(PLACE + code)
        assert "Щойно змінено" in newsroom.get(path)[1].decode()
        for _ in range(20):  # both workers, by new connections
            shown = urlopen(portal.url + path).read()
            assert "Щойно змінено" in shown.decode()

        newsroom.get("/news/")
        for pid in reversed(processes.family(portal.pid)):
            os.kill(pid, signal.SIGKILL)
        assert newsroom.get("/news/")[0] == 200
        assert newsroom.get("/popular/?page=none")[0] == 503

    lines = (folder / "portal.log").read_text().splitlines()
    assert sum(f" 200 POST {view} " in line for line in lines) == READERS + 2
    # The rest were nginx's own: one for a generation is asked for, and few generations passed.
    assert 2 <= sum(f" GET {path} " in line for line in lines) < 10
    for file in newsroom.folder.rglob("*"):
        if file.is_file():
            assert NETWORK.encode() not in file.read_bytes(), file
    newsroom.shell(f"NETWORK = {NETWORK!r}\n{FIND_ADDRESS}")
