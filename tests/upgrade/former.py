"""A release of before, run from the history of the repository, on a database that it has made."""

import contextlib
import io
import subprocess
import sys
import tarfile
from pathlib import Path

from django.conf import settings

from bench import servers

FILL = """
from tests.factories import *
for number in range({articles}):
    make_article(f"Стаття {{number}}", slug="s", tags=["освіта"], hromadas=[], oblasts=[])
from news.models import Article
print(*[each.get_absolute_url() for each in Article.objects.all()])
"""


def has(commit):
    """Say whether the history of the repository is here as far back as a commit."""
    words = ["git", "cat-file", "-e", f"{commit}^{{commit}}"]
    done = subprocess.run(words, cwd=settings.BASE_DIR, capture_output=True, check=False)
    return done.returncode == 0


def unpack(commit, folder):
    """Write the files of a commit into a folder (a Path); return it."""
    words = ["git", "archive", "--format=tar", commit]
    packed = subprocess.run(words, cwd=settings.BASE_DIR, capture_output=True, check=True).stdout
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        archive.extractall(folder, filter="data")
    return folder


class Release:
    """The code in a folder, with the environment (a dict) of a server."""

    def __init__(self, folder, environment):
        self.folder = Path(folder)
        self.environment = environment | {
            "PYTHONPATH": str(self.folder),
            "PORT": str(servers.free_port()),
            "GRANIAN_LOG_LEVEL": "warning",
        }

    def manage(self, *words):
        """Run manage.py; return what it printed. Raises CalledProcessError, with what it said."""
        done = subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def do(self, code):
        """Run lines of Python; return what they printed."""
        return self.manage("shell", "--no-imports", "-c", code)

    def fill(self, articles):
        """Make articles; return their addresses."""
        return self.do(FILL.format(articles=articles)).split()

    @contextlib.contextmanager
    def serving(self):
        """Run the server of `make serve`, two workers; yields a servers.Server."""
        words = [sys.executable, "-m", "portal.serve", "--interface", "wsgi", "--http", "1"]
        words += ["--no-ws", "--port", self.environment["PORT"], "--workers", "2"]
        words += ["--blocking-threads", "16", "--workers-kill-timeout", "5"]
        words += ["portal.wsgi:application"]
        with servers.running(
            words, self.environment, int(self.environment["PORT"]), self.folder
        ) as server:
            yield server
