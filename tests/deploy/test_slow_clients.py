"""Who drips a request, or never reads the answer, holds nginx and no thread of the portal."""

import contextlib
import socket
import time
from urllib.parse import urlsplit

import pytest

from tests.deploy.front import front  # noqa: F401 - a fixture
from tests.factories import make_article
from tests.portal.served import newsroom

pytestmark = pytest.mark.once  # whatever the database

HEAD = b"Host: 127.0.0.1\r\nX-Forwarded-For: %s\r\nUser-Agent: slow/1.0\r\n"


class Slow:
    """Connections that have begun to ask and don't come to an end."""

    def __init__(self, url):
        self.address = urlsplit(url).hostname, urlsplit(url).port
        self.open = []

    def begin(self, number, start, rest=b""):
        """Begin `number` requests with the line `start`, each from another address."""
        for each in range(number):
            raw = socket.create_connection(self.address, timeout=60)
            raw.sendall(start + b"\r\n" + HEAD % b"203.0.%d.%d" % (each // 200, each % 200) + rest)
            self.open.append(raw)

    def drip(self):
        """Send one byte more on each; what nginx has closed meanwhile stays so."""
        for each in self.open:
            with contextlib.suppress(OSError):
                each.sendall(b"x")

    def close(self):
        for each in self.open:
            each.close()


@pytest.fixture
def slow():
    made = []

    def of(url):
        made.append(Slow(url))
        return made[-1]

    yield of
    for each in made:
        each.close()


BODY = b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 9000\r\n\r\nq="


def test_a_dripped_request_does_not_reach_the_portal(front, slow):  # noqa: F811
    make_article()
    clients = slow(front.nginx.url)
    clients.begin(100, b"GET /search/?q=x HTTP/1.1")
    clients.begin(100, b"POST /digest/ HTTP/1.1", BODY)
    clients.begin(20, b"POST /admin/login/ HTTP/1.1", BODY)
    for _ in range(3):
        clients.drip()
        assert front.get("/search/?q=x")[0] == 200
    assert {
        asked["HTTP_USER_AGENT"] for asked in front.asked if "HTTP_USER_AGENT" in asked
    } == set()
    assert {asked["REQUEST_METHOD"] for asked in front.asked} == {"GET"}


def test_one_address_has_so_many_places_and_others_have_theirs(front, slow):  # noqa: F811
    # Nothing else is bounded there, and nginx waits a minute for the rest: all are there at once.
    begun = b"POST /admin/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Forwarded-For: 203.0.113.1\r\n"
    clients = slow(front.nginx.url)
    for _ in range(200):
        clients.open.append(socket.create_connection(clients.address, timeout=60))
        clients.open[-1].sendall(begun + BODY)
    deadline = time.monotonic() + 50
    while front.get("/healthz", X_Forwarded_For="203.0.113.1")[0] != 429:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert front.get("/healthz", X_Forwarded_For="203.0.113.2")[0] == 200


@pytest.mark.soak
def test_hundreds_of_them_keep_no_thread_from_others(django_db_setup, tmp_path, slow, monkeypatch):
    monkeypatch.setenv("THREADS", "2")
    with newsroom(tmp_path, articles=50, has_nginx=True) as served:
        quiet = _seconds_of_ten(served)
        clients = slow(served.front)
        clients.begin(300, b"GET /search/?q=x HTTP/1.1")
        clients.begin(300, b"POST /digest/ HTTP/1.1", BODY)
        # These ask whole, and never read: the answer waits in nginx.
        clients.begin(100, b"GET /news/?hromada=UA63080090000012137 HTTP/1.1", b"\r\n")
        for _ in range(8):
            clients.drip()
            busy = _seconds_of_ten(served)
            assert busy < 10 * quiet + 3  # each of 20 had to wait for seconds, were a thread held
            time.sleep(0.5)


def _seconds_of_ten(served):
    """Ask for ten pages that are made anew each; return how long that took."""
    began = time.monotonic()
    for number in range(10):
        address = f"/search/?q=s{number}-{time.monotonic_ns()}"
        status, _, body = served.get(address, url=served.front)
        assert (status, b"</html>" in body) == (200, True)
    return time.monotonic() - began
