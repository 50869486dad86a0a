"""A real Redis for tests, on a free port of the loopback; `stop` and `start` it."""

import shutil
import socket
import subprocess
import time

import pytest
import redis


class RedisServer:
    def __init__(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.process = None

    def start(self):
        """Start it, empty; returns when it answers."""
        words = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1"]
        words += ["--save", "", "--appendonly", "no", "--logfile", "/dev/null"]
        self.process = subprocess.Popen(words, stdout=subprocess.DEVNULL)
        for _ in range(1200):
            try:
                return redis.Redis(port=self.port).ping()
            except redis.ConnectionError:
                time.sleep(0.05)
        raise RuntimeError("redis-server did not start")

    def stop(self):
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None


@pytest.fixture
def redis_server(monkeypatch):
    """A Redis that runs, and is waited for longer than a server would: the machine may have other
    work. Skips where none is installed (apt-get install redis-server)."""
    if not shutil.which("redis-server"):
        pytest.skip("redis-server is not installed")
    monkeypatch.setattr("news.hosts.TIMEOUT", 20)
    server = RedisServer()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def shared(settings, redis_server):
    """The same, as what hosts share: CACHE_URL names it."""
    share(settings, redis_server, 20)
    return redis_server


def share(settings, server, patience):
    """Let a RedisServer be the cache; after `patience` seconds it is taken for silent."""
    options = {"socket_timeout": patience, "socket_connect_timeout": patience}
    backend = "portal.quiet_cache.QuietRedisCache"
    settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": server.url, "OPTIONS": options}}
