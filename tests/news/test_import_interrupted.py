"""An import that ends in the middle and is begun again: exactly every article, none twice."""

import json
import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import time
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from news.importers import store
from news.models import Article
from tests import factories
from tests.news.article_lines import line

ROOT = Path(__file__).resolve().parents[2]
MANY = 20_000
WORDS = ["громада", "рада", "бюджет", "школа", "дорога", "вода", "міст", "село", "староста"]


@pytest.mark.django_db
def test_interrupted_import_is_finished_by_the_next_run(tmp_path, monkeypatch):
    file = tmp_path / "articles.jsonl"
    file.write_bytes(b"\n".join(line(id=n, read_also=[n % 9 + 1]) for n in range(1, 10)))
    labelled = store._label
    calls = []

    def interrupted(article, name, *given):
        calls.append(article)
        if len(calls) == 11:  # the fourth article has its row, and tags, and no places yet
            raise KeyboardInterrupt
        labelled(article, name, *given)

    monkeypatch.setattr(store, "_label", interrupted)
    out = StringIO()
    with pytest.raises(CommandError, match="Run it again to go on"):
        call_command("import_articles", file, stdout=out)
    assert "Stopped: 3 created" in out.getvalue()
    assert Article.objects.count() == 3
    call_command("import_articles", file, stdout=out)
    # Two of the three lead to one that has come since, the third to one that comes after it.
    assert "6 created, 2 updated, 1 unchanged" in out.getvalue()
    assert [article.picks.get().to_id for article in Article.objects.order_by("pk")] == [
        n % 9 + 1 for n in range(1, 10)
    ]


@pytest.mark.django_db
def test_database_that_fails_on_the_way_is_told_in_words(tmp_path, monkeypatch):
    file = tmp_path / "articles.jsonl"
    file.write_bytes(line(id=1) + b"\n" + line(id=2, title="Інша"))
    written = []

    def failing(self, *given):
        written.append(self)
        if len(written) == 2:
            raise OperationalError("database or disk is full")
        return write(self, *given)

    write = store._Storing.write
    monkeypatch.setattr(store._Storing, "write", failing)
    out = StringIO()
    with pytest.raises(CommandError, match="The database failed: database or disk is full. Run it"):
        call_command("import_articles", file, stdout=out)
    assert "Stopped: 1 created" in out.getvalue()
    assert Article.objects.count() == 1


def lines_of(count, chance):
    """Yield `count` lines of 2,000 characters, every tenth in a hromada."""
    for number in range(1, count + 1):
        text = [" ".join(chance.choices(WORDS, k=90)) for _ in range(4)]
        told = {
            "id": number,
            "title": f"{' '.join(chance.choices(WORDS, k=6)).capitalize()} {number}",
            "lead": text[0][:200],
            "body_html": "".join(f"<p>{paragraph}.</p>" for paragraph in text),
            "published_at": f"{2015 + number % 10}-05-08T16:05",
            "tags": [f"тема {number % 240}"],
            "hromadas": [factories.KUPIANSK] if number % 10 == 0 else [],
            "read_also": [(number + chance.randrange(1, count) - 1) % count + 1]
            if number % 7 == 0
            else [],
        }
        yield json.dumps(told, ensure_ascii=False) + "\n"


def most_memory(process):
    """Wait for the end of a process; return the megabytes of memory that it had at most.

    Not by getrusage: what the process of the tests has is counted there for each that it starts.
    """
    most = 0
    while process.poll() is None:
        status = Path(f"/proc/{process.pid}/status").read_text()
        if peak := re.search(r"VmHWM:\s+(\d+) kB", status):
            most = max(most, int(peak[1]) / 1024)
        time.sleep(0.2)
    return most


@pytest.mark.soak
@pytest.mark.once
def test_twenty_thousand_articles_killed_at_a_random_moment_and_repeated(tmp_path):
    file = tmp_path / "articles.jsonl"
    chance = random.Random(20_000)
    file.write_text("".join(lines_of(MANY, chance)), encoding="utf-8")
    settings = {"DATA_DIR": str(tmp_path), "SECRET_KEY": "only-for-tests-0123456789-abcdefghijkl"}
    environment = os.environ | settings | {"DJANGO_SETTINGS_MODULE": "portal.settings"}
    environment.pop("DATABASE_URL", None)

    def manage(*arguments, out=subprocess.PIPE):
        return subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, ROOT / "manage.py", *arguments],
            env=environment,
            stdout=out,
            text=True,
        )

    for arguments in (["migrate", "--verbosity", "0"], ["load_register", "--yes"]):
        manage(*arguments).communicate()
    started = time.monotonic()
    first = manage("import_articles", file)
    time.sleep(random.uniform(5, 60))  # a real moment, another one each time
    first.send_signal(signal.SIGKILL)
    first.communicate()
    with sqlite3.connect(tmp_path / "portal.sqlite3") as database:
        before = database.execute("SELECT COUNT(*) FROM news_article").fetchone()[0]
    with (tmp_path / "out").open("w") as told:
        second = manage("import_articles", file, out=told)
        memory = most_memory(second)
    out = (tmp_path / "out").read_text()
    seconds = time.monotonic() - started
    with sqlite3.connect(tmp_path / "portal.sqlite3") as database:
        count, different = database.execute(
            "SELECT COUNT(*), COUNT(DISTINCT id) FROM news_article"
        ).fetchone()
        tagged = database.execute("SELECT COUNT(*) FROM news_article_tags").fetchone()[0]
        picked = database.execute("SELECT COUNT(*) FROM news_readalso").fetchone()[0]
    database.close()
    print(f"{before} before the end, {seconds:.0f} s, {memory:.0f} MB\n{out}")  # noqa: T201
    assert second.returncode == 0
    assert (count, different, tagged) == (MANY, MANY, MANY)
    assert picked == sum(1 for n in range(1, MANY + 1) if n % 7 == 0)
    assert f"{MANY - before} created" in out
    assert "0 refused" in out
    assert memory < 300
    assert seconds < 600
