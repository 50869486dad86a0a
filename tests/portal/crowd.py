"""Clients of a running server, which read and write while it is backed up and restored."""

import threading
from contextlib import contextmanager

from django.db import connection

from portal.backups.making import database
from tests.news.beacons import OURS
from tests.portal import contents

CLIENTS = 32
WRITING = """
import itertools, threading, pathlib
from django.db import connection
from tests.factories import *
stop, acks = pathlib.Path({stop!r}), open({acks!r}, "a")
def write(writer):
    for number in itertools.count():
        if stop.exists():
            break
        cover = upload_image("Обкладинка", content=image_bytes(colour=(writer, number % 256, 9)))
        make_article(f"{{writer}} {{number}}", cover=cover)
        print(writer, number, file=acks, flush=True)
    connection.close()
threads = [threading.Thread(target=write, args=(writer,)) for writer in {writers}]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
"""


class Clients:
    """Clients of a running server: `read`, `view` and `write` until the end of the `with`."""

    def __init__(self, served, folder):
        self.served, self.folder = served, folder
        self.ended, self.threads = threading.Event(), []
        self.statuses, self.views = [], {}  # acknowledged views by the id of an article

    def start(self, client, number):
        self.threads.append(threading.Thread(target=client, args=(number,)))
        self.threads[-1].start()

    def read(self, number):
        pages = ["/", "/news/", "/tags/", "/regions/", "/feeds/all.rss", "/en/", "/news/?q=x"]
        while not self.ended.is_set():
            number += 1
            self.statuses.append(self.served.get(pages[number % len(pages)])[0])

    def view(self, number):
        article, reader = number % 5 + 1, 0
        while not self.ended.is_set():
            reader += 1
            address = f"10.{number}.{reader // 250}.{reader % 250}"
            asking = self.served.reader()
            asking.request(
                "POST", f"/news/{article}/view", headers=OURS | {"X-Forwarded-For": address}
            )
            if asking.getresponse().status == 200:
                self.views[number] = self.views.get(number, 0) + 1
            asking.close()

    def write(self, number):
        """Eight clients that save, in a process of theirs."""
        words = {
            "stop": str(self.folder / "stop"),
            "acks": str(self.folder / f"acks-{number}"),
            "writers": range(number, number + 8),
        }
        self.served.do(WRITING.format(**words))

    def acknowledged(self):
        """Return ({writer: how many articles are saved}, {article: how many views are})."""
        lines = [
            line.split()
            for path in self.folder.glob("acks-*")
            for line in path.read_text().splitlines()
            if len(line.split()) == 2
        ]
        views = {}
        for number, count in list(self.views.items()):
            views[number % 5 + 1] = views.get(number % 5 + 1, 0) + count
        return {int(w): max(int(n) + 1 for v, n in lines if v == w) for w, _ in lines}, views

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.ended.set()
        (self.folder / "stop").touch()
        for thread in self.threads:
            thread.join()


@contextmanager
def nowhere(served, folder):
    """Yield the environment of an empty place beside a Served: no database, no pictures."""
    folder.mkdir()
    environment = contents.with_tools(served.environment) | {"DATA_DIR": str(folder)}
    if connection.vendor == "sqlite":
        yield environment | {"DATABASE_URL": f"sqlite:///{folder}/portal.sqlite3"}
        return
    name = f"{served.database.name}_{folder.name}"
    host = connection.settings_dict["HOST"]
    try:
        yield environment | {"DATABASE_URL": f"postgres://postgres@/{host}/{name}"}
    finally:
        for each in (name, f"{name}_before", f"{name}_restoring"):
            database().drop(each)
