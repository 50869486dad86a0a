"""The open data are made anew once a day, by a process of its own, without any timer."""

import pytest

from news.open_data import publishing
from portal import data_publishing


class Process:
    """A started command; `returncode` is None while it runs."""

    returncode = None

    def poll(self):
        return self.returncode


@pytest.fixture
def started(monkeypatch, settings, tmp_path):
    """Return the list of the processes that were started."""
    settings.DATA_DIR, settings.DEBUG = tmp_path, True
    found = []
    monkeypatch.setattr(data_publishing, "_running", [])

    def start(command, **options):
        assert command[1:] == ["-m", "django", "publish_data", "--gently", "-v0"]
        found.append(Process())
        return found[-1]

    monkeypatch.setattr(data_publishing.subprocess, "Popen", start)
    return found


def test_it_is_started_when_due_and_once(started, monkeypatch):
    look = data_publishing.Look()
    look()
    look()
    assert len(started) == 1, "the first still runs"
    started[0].returncode = 0
    monkeypatch.setattr(publishing, "is_due", lambda: False)
    look()
    assert len(started) == 1, "it has published"
    monkeypatch.setattr(publishing, "is_due", lambda: True)
    look()
    assert len(started) == 2, "another day"


def test_a_server_that_starts_has_other_work_first(started, settings):
    settings.DEBUG = False
    look = data_publishing.Look()
    for _ in range(data_publishing.AGAIN - 1):
        look()
    assert started == []
    look()
    assert len(started) == 1


def test_what_fails_is_not_tried_again_at_once(started):
    look = data_publishing.Look()
    look()
    started[0].returncode = 1
    for _ in range(data_publishing.AGAIN - 1):
        look()
    assert len(started) == 1
    look()
    assert len(started) == 2
