"""Two hosts with folders of their own, behind them one database, one Redis and one S3: what readers
are shown, counted and refused is as with one; and so it is while Redis is away."""

import contextlib
import json
import subprocess
import threading
import time
from collections import Counter
from urllib.parse import quote

import pytest
import redis
from django.conf import settings
from django.db import connection

from bench import servers
from tests import production
from tests.portal.redis_server import RedisServer
from tests.portal.served import FILL, PostgresDatabase, Served, SqliteFile
from tests.s3 import BUCKET, KEY, PREFIX, Bucket, s3_server  # noqa: F401

pytestmark = [pytest.mark.soak, pytest.mark.django_db(transaction=True)]

LIMIT = 60
# What a process of one host does and sees of all of them.
SEES = """
import http.client
from django.utils import timezone
from news.models import Article
from tests.factories import KUPIANSK, make_article, make_image
def get(port, address, **headers):
    asking = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    asking.request("GET", address, headers=headers)
    answer = asking.getresponse()
    return answer.status, answer.read().decode(errors="replace")
def seen(address, text):
    for port in ports * 3:  # each has two workers
        status, page = get(port, address)
        assert status == 200, (port, status)
        assert text in page, (port, address, text)
ports = {ports}
article = Article.objects.get(pk={article})
address = article.get_absolute_url()
"""
CHANGES = """
for number in range({start}, {start} + 6):
    article.title = f"Заголовок № {{number}}"
    article.save()
    address = article.get_absolute_url()
    seen(address, f"№ {{number}}<")
    seen("/news/", f"№ {{number}}<")
"""
PUBLISHES = """
from datetime import timedelta
import time
at = timezone.now() + timedelta(seconds=6)
planned = make_article("На свою хвилину {mark}", published_at=at)
for port in ports * 3:
    assert "хвилину {mark}" not in get(port, "/news/")[1] or timezone.now() >= at
time.sleep(max(0, (at - timezone.now()).total_seconds()) + {late})
seen("/news/", "хвилину {mark}")
"""
UPLOADS = """
import json
image = make_image()
article.cover = image
article.save()
found = dict(url=image.rendition("full-960").urls["avif"], stable=image.address)
seen(address, f"/media/renditions/{{image.pk}}/{{image.fingerprint}}")
print(json.dumps(found))
"""


class Host(Served):
    """One of the hosts, as `Served`, with a folder of its own."""

    def __init__(self, folder, database, shared):
        super().__init__(folder, database)
        self.environment |= shared

    def see(self, hosts, code, **values):
        """Run lines of Python on this host, which look at all of them."""
        ports = [int(each.environment["PORT"]) for each in hosts]
        head = SEES.format(ports=ports, article=hosts[0].article)
        try:
            return self.do(head + code.format(**values))
        except subprocess.CalledProcessError as error:
            raise AssertionError(error.stderr[-1500:]) from None


@pytest.fixture(scope="module")
def _database(django_db_setup, django_db_blocker, tmp_path_factory):
    with django_db_blocker.unblock():
        folder = tmp_path_factory.mktemp("database")
        is_file = connection.vendor == "sqlite"
        made = SqliteFile(folder) if is_file else PostgresDatabase()
        yield made
        made.drop()


@pytest.fixture(scope="module")
def away():
    """The Redis of the hosts, to be stopped and started."""
    server = RedisServer()
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def hosts(_database, away, s3_server, tmp_path_factory):  # noqa: F811
    bucket = Bucket(s3_server, None)
    key, secret = (quote(each, safe="") for each in KEY.values())
    place = s3_server.removeprefix("http://")
    shared = {
        "CACHE_URL": away.url,
        "MEDIA_STORAGE_URL": f"s3://{key}:{secret}@{place}/{BUCKET}/{PREFIX}?tls=off",
        "API_PER_MINUTE": str(LIMIT),
        "SITE_URL": "http://127.0.0.1",
    }
    with contextlib.ExitStack() as running:
        made = []
        for name in ("one", "two"):
            folder = tmp_path_factory.mktemp(name)
            host = Host(folder, _database, shared)
            if not made:
                host.do(FILL.format(articles=20))
                pk = "from news.models import Article; print(Article.objects.first().pk)"
                article = int(host.do(pk))
            host.article = article
            production.manage(host.environment, "collectstatic", "--noinput", "--verbosity", "0")
            port = host.environment["PORT"]
            host.url = running.enter_context(servers.granian(host.environment, port=port)).url
            made.append(host)
        yield made
    bucket.empty()


@pytest.fixture(autouse=True)
def _with_redis(away):
    yield
    if away.process is None:
        away.start()
        time.sleep(2)


def views_of(host):
    code = f"from news.models import Article; print(Article.objects.get(pk={host.article}).views)"
    return int(host.do(code))


def send_views(hosts, addresses):
    """Report a view from each of `addresses` to the hosts in turn, from 32 clients at once; return
    how often which status was answered, and the numbers."""
    told, numbers, waiting, lock = Counter(), [], list(enumerate(addresses)), threading.Lock()

    def client():
        with contextlib.ExitStack() as open_ones:
            ask([open_ones.enter_context(contextlib.closing(host.reader())) for host in hosts])

    def ask(asking):
        while True:
            with lock:
                if not waiting:
                    return
                turn, address = waiting.pop()
            headers = {
                "X-Forwarded-For": address,
                "User-Agent": "Mozilla/5.0 (X11; rv:130.0) Gecko/20100101 Firefox/130.0",
                "Sec-Fetch-Site": "same-origin",
            }
            to = asking[turn % len(hosts)]
            to.request("POST", f"/news/{hosts[0].article}/view", headers=headers)
            answer = to.getresponse()
            body = answer.read()
            with lock:
                told[answer.status] += 1
                numbers.append(json.loads(body)["views"])

    threads = [threading.Thread(target=client) for _ in range(32)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told, numbers


def api(host, address):
    return host.get("/api/v1/tags/", **{"X-Forwarded-For": address})[0]


def test_what_is_saved_through_one_is_seen_by_the_next_request_to_the_other(hosts):
    for turn, host in enumerate(hosts):
        host.see(hosts, CHANGES, start=100 * (turn + 1))


def test_a_scheduled_article_appears_on_its_moment_on_both(hosts):
    hosts[0].see(hosts, PUBLISHES, mark="перша", late=0.3)


def test_a_picture_of_one_host_is_shown_by_the_other_also_when_storage_and_redis_are_gone(hosts):
    found = json.loads(hosts[0].see(hosts, UPLOADS).splitlines()[-1])
    pictures = [host.get(found["url"]) for host in hosts]
    assert [status for status, _, _ in pictures] == [200, 200]
    assert pictures[0][2] == pictures[1][2]
    assert pictures[0][1]["Content-Type"] == "image/avif"
    assert hosts[1].get(found["stable"])[0] == 302
    copy = f"{hosts[1].environment['DATA_DIR']}{found['url']}"
    with open(copy, "rb") as file:  # where nginx finds it
        assert file.read() == pictures[1][2]


def test_requests_are_counted_together(hosts):
    seconds = time.time() % 60
    if seconds > 30:
        time.sleep(61 - seconds)  # the minute mustn't turn meanwhile
    answers = [api(hosts[turn % 2], "192.0.2.77") for turn in range(LIMIT + 20)]
    assert answers == [200] * LIMIT + [429] * 20
    assert api(hosts[1], "192.0.2.78") == 200


def test_views_are_counted_once_by_either_host_and_exactly(hosts):
    before = views_of(hosts[0])
    readers = [f"198.51.100.{number}" for number in range(1, 251)]
    told, numbers = send_views(hosts, readers * 2)  # by each host, once
    assert told == {200: 500}
    assert views_of(hosts[0]) == before + 250
    assert max(numbers) == before + 250


def test_redis_killed_is_slower_right_and_no_error(hosts, away):
    """Also while it is killed and comes back in the midst of reading."""
    statuses, stopped = Counter(), threading.Event()

    def read(host):
        while not stopped.is_set():
            for address in ("/", "/news/", f"/news/{host.article}/", "/api/v1/tags/"):
                statuses[host.get(address)[0]] += 1

    threads = [threading.Thread(target=read, args=(host,)) for host in hosts]
    for thread in threads:
        thread.start()
    try:
        away.stop()
        hosts[0].see(hosts, CHANGES, start=500)
        hosts[1].see(hosts, PUBLISHES, mark="друга", late=0.3)
        before = views_of(hosts[0])
        told, _ = send_views(hosts, [f"203.0.113.{n}" for n in range(1, 101)] * 2)
        assert told == {200: 200}
        assert views_of(hosts[0]) == before + 100
        away.start()
        hosts[1].see(hosts, CHANGES, start=600)
        hosts[0].see(hosts, CHANGES, start=700)
    finally:
        stopped.set()
        for thread in threads:
            thread.join()
    assert set(statuses) <= {200, 301, 429}, statuses


def test_a_redis_that_is_emptied_or_set_back_shows_nothing_old(hosts, away):
    server = redis.Redis(port=away.port)
    word = server.get("portal:generation")
    hosts[0].see(hosts, CHANGES, start=800)
    server.flushall()
    hosts[1].see(hosts, CHANGES, start=900)
    server.set("portal:generation", word)
    hosts[0].see(hosts, 'seen(address, "№ 905<")')


def test_what_one_host_does_for_all_is_done_by_one(hosts, away):
    time.sleep(3)
    server = redis.Redis(port=away.port, decode_responses=True)
    names = [f"portal:lease:http://127.0.0.1:{work}" for work in ("related", "words")]
    before = server.mget(names)
    assert all(before)
    time.sleep(8)  # more than the first lasts
    assert server.mget(names) == before, "who has it keeps it"


def test_pages_are_kept_again_after_all_that(hosts):
    assert settings.DATA_DIR  # the tests' own
    for host in hosts:
        for _ in range(6):
            status, headers, _ = host.get("/")
            assert (status, headers.get("X-Page")) == (200, None)
        kept = production.shell(
            host.environment,
            "from news import generation as g; print(bool(g.current()), g.current() == g.linked())",
        )
        assert kept.split() == ["True", "True"]
