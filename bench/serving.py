"""What the production server costs: pages from its cache and not, views, memory; in one run.

    python bench/serving.py            (the newsroom of DATA_DIR and DATABASE_URL, as `make serve`)
    python bench/serving.py --json FILE --rounds 3      (the numbers into a file, fewer rounds)

Starts on the loopback, under the options of `make serve`: the portal, the portal without its page
cache, and the bare project of bench/bare.py; and nginx, where it is installed, on files with the
same bytes and with the configuration of deploy/. They are asked in turn, in rounds, and the middle
of the rounds counts. The newsroom's own numbers grow: views are counted in it.
"""

import argparse
import http.client
import io
import json
import os
import random
import secrets
import signal
import statistics
import sys
import tempfile
import time
from contextlib import ExitStack
from functools import partial
from itertools import cycle
from pathlib import Path
from urllib.parse import quote, urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
os.environ |= {"DEBUG": "off", "TRUSTED_PROXIES": "1"}
os.environ.setdefault("SECRET_KEY", secrets.token_urlsafe(50))
os.environ.setdefault("WORKERS", "2")

from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench import load, pages, processes, servers, tables  # pages sets Django up
from news import corpus, relating, trends
from news.models import Article, RelatedChange

ROUNDS, SECONDS, CONNECTIONS = 5, 1, 32
RELATED = 2000  # of the newest articles, to which what is related is found first
MANY = 400  # articles that are asked for in turn: more than a process remembers parts of
SETTLED = 3  # seconds in which views that waited on disk have entered the database
BATCH = 5  # requests one after another, for what one costs
CACHED = ["article", "news", "tag", "hromada", "oblast", "front", "search"]
UNCACHED = [
    *CACHED,
    "article, again",
    "news, deep",
    "news, filters",
    "archive",
    "tags",
    "popular",
    "regions",
    "find",
]


class Reader:
    """One connection to a server that stays open, as a browser's."""

    def __init__(self, server):
        self.connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=60)

    def get(self, address):
        """Return (body as it came, headers that tell of it) of a page that must be there."""
        self.connection.request("GET", ascii_of(address), headers=load.BROWSER)
        answer = self.connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            sys.exit(f"{address} answered {answer.status}.")
        told = ("Content-Type", "Content-Encoding", "Content-Security-Policy", "Cache-Control")
        return body, {name: answer.headers[name] for name in told if answer.headers[name]}


def ascii_of(address):
    return quote(address, safe="/?=&%")


def in_turn(measures, rounds):
    """Call each of {key: function} once a round, in another order every time.

    The functions return tuples of numbers; returns {key: tuple of their medians}.
    """
    found, chance, order = {key: [] for key in measures}, random.Random(0), list(measures)
    for _ in range(rounds):
        chance.shuffle(order)
        for key in order:
            found[key].append(measures[key]())
    return {
        key: tuple(statistics.median(column) for column in zip(*rows, strict=True))
        for key, rows in found.items()
    }


def database_processes():
    """Return the ids of the processes of the PostgreSQL server, when it runs on this machine."""
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        above = processes.parent_of(cursor.fetchone()[0])
    return processes.family(above) if above else []


def queries(addresses):
    """Return {kind: SQL queries of its page}, in this process, when it has been asked before."""
    server, found = pages.Server(), {}
    for kind in UNCACHED:
        server.get(addresses[kind])
        with CaptureQueriesContext(connection) as asked:
            server.get(addresses[kind])
        found[kind] = len(asked)
    return found


def one_by_one(portal, bare, addresses, rounds):
    """Return {kind: milliseconds of CPU of all servers for a page}, the portal's without its cache;
    "one query" is the bare project's view."""

    def cost(server, addresses):
        def ask():
            reader = Reader(server)  # a server closes a connection that rests for long
            reader.get(next(addresses))
            pids = processes.serving(server.pid) + database_processes()
            begun = processes.cpu(pids)
            for _ in range(BATCH):
                reader.get(next(addresses))
            return (1000 * (processes.cpu(pids) - begun) / BATCH,)

        return ask

    measures = {kind: cost(portal, cycle([addresses[kind]])) for kind in UNCACHED}
    # Of articles always another: a process remembers something of each, which "article, again"
    # shows. But what a newsroom stores with an article is there by then, which those of the seed
    # lack until they are read.
    recent = Article.objects.published().in_language("uk")[:MANY]
    articles = [each.get_absolute_url() for each in recent]
    for address in articles:
        Reader(portal).get(address)
    measures["article"] = cost(portal, cycle(articles))
    measures["one query"] = cost(bare, cycle([f"/query/{each.pk}" for each in recent]))
    return {kind: found for kind, (found,) in in_turn(measures, 2 * rounds + 1).items()}


def many_at_once(ways, rounds, seconds=SECONDS, connections=CONNECTIONS):
    """Load each of {key: (server, address)} in turn for some seconds.

    Returns {key: (answers a second, microseconds of the server's CPU for each)}; exits when an
    answer failed.
    """

    def ask(server, address):
        pids = processes.serving(server.pid)
        begun = processes.cpu(pids)
        answers = load.get(server.url + ascii_of(address), seconds, connections)
        if answers.failed:
            sys.exit(f"{server.url}{address}: {answers.failed} of {answers.count} answers failed.")
        return answers.rate, 1e6 * (processes.cpu(pids) - begun) / max(1, answers.count)

    for server, address in ways.values():
        ask(server, address)
    return in_turn({key: partial(ask, *way) for key, way in ways.items()}, rounds)


def keep(portal, addresses, folder):
    """Write each page as the portal sends it, into `bodies` and `files` of a folder (a Path), for
    the bare project and for nginx."""
    reader = Reader(portal)
    for name in ("bodies", "files"):
        (folder / name).mkdir()
    for kind in CACHED:
        body, headers = reader.get(addresses[kind])
        (folder / "bodies" / kind).write_bytes(body)
        (folder / "bodies" / f"{kind}.json").write_text(json.dumps(headers))
        # nginx looks for the file itself before it takes one of its compressed twins.
        for ending in ("", ".gz", ".br"):
            (folder / "files" / f"{kind}{ending}").write_bytes(body)
    folder.chmod(0o755)  # for nginx, whose workers are another user's


def views(portal, pk):
    """Let readers who are all different view one article, as many as can in some seconds.

    Returns {"rate": views a second, "cpu": milliseconds of all servers for one, "answered",
    "counted"}; the two last differ by the views that were under way at the end, which nobody
    waited for any more.
    """
    first = random.randrange(1, 200) * 1_000_000
    before = shown(portal, pk, first)
    pids = processes.serving(portal.pid) + database_processes()
    begun = processes.cpu(pids)
    url = f"{portal.url}/news/{pk}/view"
    answers = load.views(url, 5 * SECONDS, CONNECTIONS, first + 1)
    used = processes.cpu(pids) - begun
    time.sleep(SETTLED)
    return {
        "rate": (answers.count - answers.failed) / answers.seconds,
        "cpu": 1000 * used / answers.count,
        "answered": answers.count - answers.failed,
        "counted": shown(portal, pk, first) - before,
    }


def shown(portal, pk, number):
    """Return the views of an article, which the same reader (by number) asks for again."""
    reader = http.client.HTTPConnection(urlsplit(portal.url).netloc, timeout=60)
    headers = load.reader(number) | {"Content-Length": "0"}
    reader.request("POST", f"/news/{pk}/view", headers=headers)
    return json.loads(reader.getresponse().read())["views"]


def memory(portal, addresses):
    """Return the megabytes of each worker (PSS) when it has made every kind of page."""
    for _ in range(8):  # each connection may come to another worker
        for address in addresses.values():
            Reader(portal).get(address)
    return sorted(processes.memory(pid) for pid in processes.workers(portal.pid))


def measure(folder, rounds, with_cached=True):
    """Return all that was found, a dict for JSON; `folder` is an empty Path."""
    addresses = pages.addresses()
    addresses["article, again"] = addresses["article"]
    pk = int(addresses.pop("bare view").partition("=")[2])
    environment = os.environ | {"BARE_BODIES": str(folder / "bodies")}
    environment |= {"PORT": str(servers.free_port()), "SITE_URL": site()}
    result = {
        "database": connection.vendor,
        "articles": Article.objects.count(),
        "queries": queries(addresses),
    }
    settle()
    with ExitStack() as running:
        portal = running.enter_context(servers.granian(environment, port=environment["PORT"]))
        keep(portal, addresses, folder)
        result["bytes"] = {kind: (folder / "bodies" / kind).stat().st_size for kind in CACHED}
        bare = running.enter_context(servers.granian(environment, servers.BARE))
        with servers.granian(environment | {"PAGE_CACHE": "off"}) as fresh:
            result["uncached"] = one_by_one(fresh, bare, addresses, rounds)
            ways = {"article": (fresh, addresses["article"]), "one query": (bare, f"/query/{pk}")}
            result["uncached, at once"] = many_at_once(ways, rounds, seconds=3, connections=4)
        result["cached"] = {}
        if with_cached:
            result["cached"] = cached(portal, bare, environment, addresses, folder, rounds)
        result["views"] = views(portal, pk)
        result["memory"] = memory(portal, addresses)
    return result


def settle():
    """Do what the server would do beside its readers: count words, find what is related to the
    newest articles. What would be found for the rest, which nobody asks for, it leaves alone."""
    if corpus.claim():
        call_command("count_words", verbosity=0, stdout=io.StringIO())
    elif trends.claim():
        call_command("count_words", week=True, verbosity=0, stdout=io.StringIO())
    newest = Article.objects.order_by("-published_at", "-pk").values_list("pk", flat=True)[:RELATED]
    RelatedChange.objects.exclude(article_id__in=list(newest)).delete()
    relating.work()


def site():
    """Return an address for nginx to listen at."""
    return f"http://127.0.0.1:{servers.free_port()}"


def cached(portal, bare, environment, addresses, folder, rounds):
    """Return {kind: {server: (answers a second, microseconds of CPU)}} of pages that are kept."""
    (folder / "deploy").mkdir()
    workers = environment["WORKERS"]
    with ExitStack() as running:
        ways = {}
        for kind in CACHED:
            ways[kind, "portal"] = (portal, addresses[kind])
            ways[kind, "bare"] = (bare, f"/ready/{kind}")
            ways[kind, "bytes"] = (bare, f"/bytes/{kind}")
        if servers.has_nginx():
            files = running.enter_context(servers.nginx_files(folder, workers))
            deploy = servers.nginx_of_deploy(environment, folder / "deploy", workers)
            deploy = running.enter_context(deploy)
            for kind in CACHED:
                ways[kind, "nginx"] = (files, f"/{kind}")
                ways[kind, "deploy"] = (deploy, addresses[kind])
        found = many_at_once(ways, rounds)
    return {
        kind: {name: numbers for (of, name), numbers in found.items() if of == kind}
        for kind in CACHED
    }


def main():
    # Told to stop, it stops its servers first.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--json", type=Path, help="a file for the numbers")
    asked.add_argument("--rounds", type=int, default=ROUNDS)
    asked.add_argument("--no-cached", action="store_true", help="leave the kept pages out")
    asked = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
        result = measure(Path(folder), asked.rounds, not asked.no_cached)
    print(tables.of([result]))
    if asked.json:
        asked.json.write_text(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
