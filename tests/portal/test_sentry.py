"""What is told to Sentry says what broke and where, and nothing of who asked; nobody waits."""

import gzip
import http.server
import os
import subprocess
import sys
import threading
from pathlib import Path

import brotli
import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
KEY = "a-good-key-0123456789-abcdefghijklmnopqrstuvwxyz"
BREAK = """
import logging, sys, time, io
from unittest import mock
assert "sentry_sdk" in sys.modules, "not loaded"
from django.test import Client
def broken(*a, **k):
    secret = "local-variable"
    raise ValueError("olena@example.org asked for переселенцями from 203.0.113.77")
client = Client(raise_request_exception=False)
client.cookies["sessionid"] = "q7k2" * 8
with mock.patch("news.search_page.typed", broken):
    begun = time.monotonic()
    status = client.get("/search/?q=переселенцями", REMOTE_ADDR="203.0.113.77",
        HTTP_USER_AGENT="A telephone of Olena", HTTP_HOST="127.0.0.1").status_code
    took = time.monotonic() - begun
logging.getLogger("news").error("A letter to %s failed", "ivan@example.org")
import sentry_sdk
sentry_sdk.flush(5)
print("status", status, "took", took)
"""


class Catcher(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        packed = self.headers.get("Content-Encoding")
        body = {"gzip": gzip.decompress, "br": brotli.decompress, None: bytes}[packed](body)
        self.server.caught.append(body.decode())
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *args):
        pass


@pytest.fixture
def project():
    """A service of Sentry's kind, whose `caught` are the events."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Catcher)
    server.caught = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def shell(tmp_path, code, **variables):
    return subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", code],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), "SECRET_KEY": KEY, **variables},
        capture_output=True,
        check=False,
        text=True,
        timeout=60,
    )


def test_an_error_is_told_without_anything_personal(tmp_path, project):
    dsn = f"http://0123abcd@127.0.0.1:{project.server_port}/7"
    done = shell(tmp_path, BREAK, SENTRY_DSN=dsn)
    assert "status 500" in done.stdout, done.stderr
    told = "\n".join(project.caught)
    assert len(project.caught) == 2
    assert "ValueError" in told
    assert "news/search_page.py" in told
    assert "A letter to %s failed" in told
    for each in ("olena", "ivan@", "пересел", "203.0.113.77", "telephone", "q7k2", "local-var"):
        assert each.casefold() not in told.casefold(), each
    assert "\\u043f\\u0435\\u0440\\u0435\\u0441" not in told  # «перес», as JSON may write it


def test_one_that_is_away_makes_nobody_wait(tmp_path):
    done = shell(
        tmp_path, BREAK.replace("flush(5)", "flush(0.1)"), SENTRY_DSN="http://0a@10.255.255.1/7"
    )
    assert "status 500" in done.stdout, done.stderr
    assert float(done.stdout.split("took ")[1]) < 20


def test_its_library_is_loaded_by_nobody_else(tmp_path):
    code = "import sys, portal.wsgi; print({'sentry_sdk', 'prometheus_client'} & set(sys.modules))"
    done = shell(tmp_path, code)
    assert "set()" in done.stdout, done.stderr
