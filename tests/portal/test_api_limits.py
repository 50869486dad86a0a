"""One address may ask the API so often in a minute: it is told, then refused; none is kept."""

import json

import pytest

from portal import limits
from portal.api_limits import Limits
from portal.survival import unavailable

SITES = {"REQUEST_METHOD": "GET", "PATH_INFO": "/api/v1/articles/", "REMOTE_ADDR": "203.0.113.7"}


class Clock:
    now = 1_800_000_000.0 - 1_800_000_000 % 60

    def __call__(self):
        return self.now


class Asked:
    """A client of Limits; `passed` counts what came through."""

    def __init__(self):
        self.passed, self.clock = 0, Clock()
        self.limits = Limits(self.application, self.clock)

    def application(self, environ, start_response):
        self.passed += 1
        start_response("200 OK", [("Content-Type", "application/json")])
        return [b"{}"]

    def get(self, **environ):
        told = []
        body = self.limits(
            SITES | environ, lambda status, headers, *_: told.append((status, headers))
        )
        status, headers = told[-1]
        return int(status[:3]), dict(headers), b"".join(body)


@pytest.fixture
def asked(settings, monkeypatch):
    settings.API_PER_MINUTE = 3
    monkeypatch.setattr(limits, "_own", limits.Own())
    return Asked()


def test_each_answer_tells_what_is_left(asked):
    asked.clock.now += 18
    status, headers, _ = asked.get()
    assert status == 200
    assert headers["RateLimit-Policy"] == '"minute";q=3;w=60'
    assert headers["RateLimit"] == '"minute";r=2;t=42'
    assert asked.get()[1]["RateLimit"] == '"minute";r=1;t=42'


def test_more_is_refused_until_the_minute_is_over(asked):
    asked.clock.now += 18
    assert [asked.get()[0] for _ in range(5)] == [200, 200, 200, 429, 429]
    assert asked.passed == 3
    _, headers, body = asked.get()
    assert headers["Retry-After"] == "42"
    assert headers["RateLimit"] == '"minute";r=0;t=42'
    assert headers["Content-Type"] == "application/problem+json"
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert headers["Cache-Control"] == "no-store"
    problem = json.loads(body)
    assert problem["status"] == 429
    assert problem["title"] == "Too Many Requests"
    assert problem["detail"] == "More than 3 requests in a minute. Ask again in 42 seconds."
    asked.clock.now += 42
    assert asked.get()[0] == 200


def test_others_and_other_pages_are_not_bounded_by_it(asked):
    for _ in range(4):
        asked.get()
    assert asked.get(REMOTE_ADDR="203.0.113.8")[0] == 200
    assert asked.get(PATH_INFO="/news/")[0] == 200
    assert "RateLimit" not in asked.get(PATH_INFO="/news/")[1]


def test_a_line_of_ipv6_is_one_address(asked):
    found = [asked.get(REMOTE_ADDR=f"2001:db8::{number}")[0] for number in range(1, 5)]
    assert found == [200, 200, 200, 429]


def test_the_reader_behind_our_proxy_is_meant(asked, settings):
    settings.TRUSTED_PROXIES = 1
    for number in range(5):
        reader = f"198.51.100.{number}"
        assert asked.get(HTTP_X_FORWARDED_FOR=f"spoofed, {reader}")[0] == 200


def test_nought_is_without_a_limit(asked, settings):
    settings.API_PER_MINUTE = 0
    assert {asked.get()[0] for _ in range(9)} == {200}


def test_without_the_database_a_program_is_told_by_a_problem():
    entry = unavailable("/api/v1/articles/")
    assert entry.status == "503 Service Unavailable"
    assert entry.header("Content-Type") == "application/problem+json"
    assert entry.header("Retry-After") == "10"
    assert json.loads(entry.whole())["status"] == 503
    assert unavailable("/news/").header("Content-Type").startswith("text/html")
