"""The sender killed in the middle: each subscriber gets one letter, with exactly the right items.

It runs as on a server, in processes of its own on a database of its own, and a mail server of the
test kills it at the worst moments.
"""

import os
import random
import re
import signal
import subprocess
import sys
import threading
from collections import defaultdict
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from tests import production
from tests.digest.post_office import PostOffice
from tests.portal.served import PostgresDatabase, SqliteFile

pytestmark = pytest.mark.django_db(transaction=True)

FILL = """
from datetime import timedelta
from django.utils import timezone
from tests.digest.subscribers import make_subscription
from tests.factories import KHARKIV_OBLAST, KUPIANSK, LVIV_OBLAST, make_article, make_tag
now = timezone.now()
ago = lambda hours: now - timedelta(hours=hours)
make_tag("освіта")
make_article("Про Куп’янськ", hromadas=[KUPIANSK], published_at=ago(5))
make_article("Про школи Львова", oblasts=[LVIV_OBLAST], tags=["освіта"], published_at=ago(4))
make_article("Про всіх", published_at=ago(3))
make_article("In English", language="en", tags=["освіта"], published_at=ago(2))
make_article("Чернетка", state="draft", hromadas=[KUPIANSK], published_at=ago(2))
make_article("Заплановане", hromadas=[KUPIANSK], published_at=now + timedelta(days=1))
make_article("Старе", hromadas=[KUPIANSK], published_at=ago(400))
kinds = [{}, {"regions": [KUPIANSK]}, {"regions": [KHARKIV_OBLAST], "tags": ["osvita"]},
    {"language": "en"}, {"tags": ["osvita"]}]
for n in range(NUMBER):
    make_subscription(f"r{n}@example.org", since=ago(30), **kinds[n % len(kinds)])
"""
# What each of the kinds is told, newest first.
TOLD = [
    ["Про всіх", "Про школи Львова", "Про Куп’янськ"],
    ["Про Куп’янськ"],
    ["Про школи Львова", "Про Куп’янськ"],
    ["In English"],
    ["Про школи Львова"],
]
ALL = {title for titles in TOLD for title in titles} | {"Чернетка", "Заплановане", "Старе"}


class Sender:
    """The command on a server, with `number` subscribers, and where its letters go: `office`."""

    def __init__(self, folder, database, office, number):
        self.office, self.number = office, number
        self.environment = os.environ | {
            "DATA_DIR": str(folder),
            "DATABASE_URL": database.url,
            "DJANGO_SETTINGS_MODULE": "portal.settings",
            "SITE_URL": "https://news.example.org",
            "ALLOWED_HOSTS": "",
            "SECRET_KEY": settings.SECRET_KEY,
            "DIGEST_KEY": settings.DIGEST_KEY,
            "EMAIL_URL": office.url,
        }
        production.shell(self.environment, f"NUMBER = {number}\n{FILL}")

    def start(self):
        words = [sys.executable, "manage.py", "send_digests"]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
        return subprocess.Popen(words, cwd=settings.BASE_DIR, env=self.environment, **pipes)

    def run_until(self, taken, step, strike):
        """Run it; call `strike` with its process at a step of the letter after `taken` others.
        Return the process, ended, and what it has said."""
        struck, started = threading.Event(), threading.Event()

        def at_step(now, number):
            started.wait()
            if now == step and number >= taken and not struck.is_set():
                struck.set()
                strike(process)

        self.office.at_step = at_step
        process = self.start()
        started.set()
        said, _ = process.communicate(timeout=300)
        self.office.at_step = lambda *_: None
        return process, said

    def check(self, times=1):
        """Each has one letter, with what is theirs; under one Message-ID where it came twice."""
        numbers = self.office.numbers()
        assert len(numbers) == self.number
        assert max(numbers.values()) <= times
        names = defaultdict(set)
        for message in self.office.messages():
            names[message["To"]].add(message["Message-ID"])
            kind = int(re.search(r"\d+", message["To"])[0]) % len(TOLD)
            text = message.get_body(("plain",)).get_content()
            lines = [line for line in text.splitlines() if line in ALL]
            assert lines == TOLD[kind], message["To"]
        assert {len(found) for found in names.values()} == {1}


@pytest.fixture
def sender(tmp_path):
    database = SqliteFile(tmp_path) if connection.vendor == "sqlite" else PostgresDatabase()
    with PostOffice() as office:
        try:
            yield lambda number: Sender(tmp_path, database, office, number)
        finally:
            database.drop()


def kill(process):
    process.kill()


def kill_all(process):
    """Kill the command and the process in which it works."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    process.kill()
    for child in children:
        os.kill(int(child), signal.SIGKILL)


def test_killed_twice_each_gets_exactly_one_letter(sender):
    sender = sender(20)
    first, _ = sender.run_until(6, "taken", kill)
    second, _ = sender.run_until(13, "text", kill)
    assert [first.returncode, second.returncode] == [-signal.SIGKILL] * 2
    assert 13 <= len(sender.office.letters) < 20
    third, said = sender.run_until(100, "text", kill)
    assert (third.returncode, said.count("0 letters written")) == (0, 1)
    sender.check()


@pytest.mark.soak
def test_killed_altogether_before_the_end_of_a_letter_it_is_sent_once(sender):
    """And after its end, before the answer, nobody can know: it comes twice under one name."""
    sender = sender(10)
    sender.run_until(3, "text", kill_all)
    assert len(sender.office.letters) == 3
    sender.run_until(6, "taken", kill_all)
    sender.run_until(100, "text", kill)
    sender.check(times=2)
    assert len(sender.office.letters) == 11


@pytest.mark.soak
def test_told_to_stop_it_ends_its_letter_and_goes_on_later(sender):
    sender = sender(8)
    process, said = sender.run_until(3, "text", lambda process: process.terminate())
    assert process.returncode == 130
    assert "Stopped. Run it again to go on." in said
    assert len(sender.office.letters) == 4
    process, said = sender.run_until(100, "text", kill)
    assert (process.returncode, len(sender.office.letters)) == (0, 8)
    sender.check()


@pytest.mark.soak
def test_a_thousand_subscribers_and_a_sender_killed_at_random(sender):
    sender = sender(1000)
    for taken in sorted(random.sample(range(1, 999), 4)):
        step = random.choice(["text", "taken", "answered"])
        process, _ = sender.run_until(taken, step, kill)
        assert process.returncode == -signal.SIGKILL, (taken, step)
    process, said = sender.run_until(10_000, "text", kill)
    assert process.returncode == 0, said
    assert len(sender.office.letters) == 1000
    sender.check()
