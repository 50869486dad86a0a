"""A small site to be copied, the copy of it, and a bare static server that shows it."""

import contextlib
import functools
import http.client
import os
import shutil
import threading
from datetime import timedelta
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from pathlib import Path
from urllib.parse import urlsplit

from django.core.management import call_command
from django.utils import timezone

from regions.models import Hromada, Oblast, Raion, Settlement
from tests.factories import KHARKIV_OBLAST, KUPIANSK, hromada, make_article, make_image, make_tag

SILENT = "UA63080150000094794"  # Шевченківська, without news
OF_COPY = {"snapshot.json", "copy/index.html", "en/copy/index.html"}  # they tell its moment


def shrink():
    """Leave one oblast and two hromadas of the register: all of it has ten thousand pages."""
    hromadas = Hromada.objects.filter(katottg__in=[KUPIANSK, SILENT])
    oblasts = Oblast.objects.filter(katottg=KHARKIV_OBLAST)
    for rest in (
        Settlement.objects.exclude(hromada__in=hromadas),
        Hromada.objects.exclude(pk__in=list(hromadas.values_list("pk", flat=True))),
        Raion.objects.exclude(oblast__in=oblasts),
        Oblast.objects.exclude(pk__in=list(oblasts.values_list("pk", flat=True))),
    ):
        rest._raw_delete(rest.db)  # in a transaction: some rows wait for what names them to go


def fill():
    """Make news in two languages, a list of two pages, a picture."""
    kupiansk, water = hromada(KUPIANSK), make_tag("вода", name_en="water")
    told = {"hromadas": [kupiansk], "tags": [water]}
    make_article("Водогін відремонтували", slug="vodohin", cover=make_image(), **told)
    make_article("Water returns", language="en", tags=[water])
    before = timezone.now() - timedelta(days=2)
    for number in range(21):
        make_article(f"Бібліотека № {number}", slug=f"b-{number}", published_at=before)


def publish(folder, *words, **options):
    """Run publish_snapshot; return what it said."""
    told = StringIO()
    call_command("publish_snapshot", str(folder), *words, stdout=told, stderr=told, **options)
    return told.getvalue()


def copy_of(folder, other):
    """Give a folder that was published a second name, file by file; return it."""
    return shutil.copytree(folder, other, copy_function=os.link)


def files(folder):
    """Return {name: (inode, time of its last change, bytes)} of all files below a folder."""
    found = {}
    for path in Path(folder).rglob("*"):
        if path.is_file():
            told = path.stat()
            name = str(path.relative_to(folder))
            found[name] = told.st_ino, told.st_mtime_ns, path.read_bytes()
    return found


def changed(before, after):
    """Return the names of files that are new or written anew; those of a copy's moment apart."""
    return {name for name, file in after.items() if before.get(name) != file} - OF_COPY


class Quiet(SimpleHTTPRequestHandler):
    extensions_map = SimpleHTTPRequestHandler.extensions_map | {".html": "text/html; charset=utf-8"}

    def log_message(self, *told):
        pass


@contextlib.contextmanager
def static_server(folder):
    """Serve a folder as `python -m http.server` does; yields its address."""
    handler = functools.partial(Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,)).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()


class Answer:
    """What a static server answers, as a crawl (tests/site/crawl.py) reads Django's responses."""

    cookies, streaming = (), False

    def __init__(self, status, headers, content):
        self.status_code, self.headers, self.content = status, headers, content

    def get(self, name, default=""):
        return self.headers.get(name, default)


class Reader:
    """Asks a static server as Django's test client asks the site."""

    def __init__(self, url):
        self.url = url

    def get(self, path, **told):
        asking = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=20)
        asking.request("GET", path)
        answer = asking.getresponse()
        found = Answer(answer.status, answer.headers, answer.read())
        asking.close()
        return found
