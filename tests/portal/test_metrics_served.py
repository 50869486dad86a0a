"""/metrics of a real server: the same from each worker, exact, also after one was killed."""

import os
import signal
import time

import pytest

from portal import pulse
from tests import production
from tests.portal.served import newsroom
from tests.portal.test_metrics import TOKEN, requests, series

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.soak]
BEAT = 3 * pulse.MEASURED


def numbers(served):
    time.sleep(BEAT)  # each worker has written down what it has counted
    status, headers, body = served.get("/metrics", Authorization=f"Bearer {TOKEN}")
    assert status == 200
    assert headers["X-Request-ID"]
    return body.decode()


def wait(said, seconds=60):
    end = time.monotonic() + seconds
    while not said():
        assert time.monotonic() < end
        time.sleep(0.5)


def test_workers_add_up_what_they_do_and_a_killed_one_takes_nothing_with_it(tmp_path, monkeypatch):
    monkeypatch.setenv("METRICS_TOKEN", TOKEN)
    with newsroom(tmp_path, articles=5) as served:
        assert served.get("/metrics")[0] == 401
        for _ in range(200):
            assert served.get("/news/")[0] == 200
        told = [numbers(served) for _ in range(4)]  # from either worker
        assert [requests(text, kind="news", status="200") for text in told] == [200] * 4
        found = series(told[0])
        assert found["portal_workers", ()] == found["portal_workers_wanted", ()] == 2
        folder = tmp_path / "workers"
        first, second = pulse.told(folder)
        assert min(sum(sum(n[1:]) for n in each["counts"].values()) for each in (first, second)) > 0
        os.kill(first["pid"], signal.SIGKILL)
        wait(lambda: len({each["pid"] for each in pulse.told(folder)}) == 3)
        for _ in range(100):
            assert served.get("/news/")[0] == 200
        text = numbers(served)
        assert requests(text, kind="news", status="200") == 300
        assert series(text)["portal_workers", ()] == 2
        served.environment["EMAIL_URL"] = "dummymail://"
        try:
            said = production.manage(served.environment, "doctor")
        except production.subprocess.CalledProcessError as error:  # no backup was ever made
            said = error.stdout
        assert "Server: 2 workers live" in said
        assert "died" in said
