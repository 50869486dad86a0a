"""A host of our own that plays all those outside, for the tests of links."""

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from newsroom.probing import Reach


class Site(BaseHTTPRequestHandler):
    """A host whose answers are its paths: /404, /to?http://…, /only-get, /slow, /drip …"""

    protocol_version = "HTTP/1.1"

    def answer(self):
        server = self.server
        host = self.headers["Host"].partition(":")[0]
        with server.lock:
            server.asked.append((self.command, host, self.path))
            server.agents.add(self.headers["User-Agent"])
            server.busy[host] = server.busy.get(host, 0) + 1
            server.most = max(server.most, server.busy[host])
            server.moments.append((host, time.monotonic()))
        try:
            self.reply(self.path.strip("/"))
        finally:
            with server.lock:
                server.busy[host] -= 1

    def reply(self, what):
        name, _, argument = what.partition("?")
        if name == "to":
            self.send(302, Location=argument)
        elif name == "loop":
            self.send(301, Location="/loop")
        elif name == "only-get":
            self.send(200 if self.command == "GET" else 405)
        elif name == "hangs-up-on-head":
            if self.command == "GET":
                self.send(200)
            else:
                self.close_connection = True
        elif name == "hangs-up":
            self.close_connection = True
        elif name == "nonsense":
            self.wfile.write(b"SSH-2.0-OpenSSH_9.2\r\n")
            self.close_connection = True
        elif name == "slow":
            self.server.release.wait(20)
            self.send(200)
        elif name == "drip":
            self.wfile.write(b"HTTP/1.1 200 OK\r\n")
            for number in range(200):
                if self.server.release.wait(0.1):
                    break
                self.wfile.write(b"X-%d: y\r\n" % number)
                self.wfile.flush()
        elif name == "later":
            self.send(503, **{"Retry-After": argument})
        else:
            self.send(int(name) if name.isdigit() else 200)

    def send(self, status, **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_HEAD = do_GET = answer

    def log_message(self, *args):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        pass  # those who are hung up on


@pytest.fixture
def site():
    """The host, listening on 127.0.0.1; every name but those of `unknown` leads to it."""
    server = Server(("127.0.0.1", 0), Site)
    server.lock, server.release = threading.Lock(), threading.Event()
    server.asked, server.moments, server.agents = [], [], set()
    server.busy, server.most = {}, 0
    server.port = server.server_address[1]
    # It looks as often whether it shall end: half a second by default, at the end of each test.
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield server
    server.release.set()
    server.shutdown()
    server.server_close()


def reach(site, **changes):
    """Return a Reach for which every name is the test's own host."""
    defaults = {
        "ports": frozenset({site.port}),
        "trusted": frozenset({"127.0.0.1"}),
        "resolve": lambda host, port: ["127.0.0.1"],
    }
    return Reach(**defaults | changes)


def links(*urls):
    return "".join(f'<p><a href="{url}">там</a></p>' for url in urls)
