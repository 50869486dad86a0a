"""Each process of the server says that it lives; who has ended is found out."""

import logging
import os
import threading
import time

import pytest

from portal import pulse, survival


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "workers"


def test_a_process_tells_what_it_is_and_does(folder):
    pulse.Pulse(folder, "release-1").beat()
    (told,) = pulse.told(folder)
    assert (told["pid"], told["release"]) == (os.getpid(), "release-1")
    assert "MainThread" in told["threads"]
    assert told["resident"] > 10_000_000
    assert pulse.lives(told, time.time())


def test_one_that_is_gone_or_says_nothing_is_dead(folder):
    pulse.Pulse(folder, "r").beat()
    (told,) = pulse.told(folder)
    now = time.time()
    assert not pulse.lives(told, now + pulse.SILENT + 1)
    assert not pulse.lives(told | {"pid": 2**22 + 1}, now)


def test_the_time_without_a_database_is_added_up(folder, monkeypatch):
    moment = [1000.0]
    one = pulse.Pulse(folder, "r", lambda: moment[0])
    one.beat()
    monkeypatch.setattr(survival, "is_away", lambda: True)
    for seconds in (3, 4):
        moment[0] += seconds
        one.beat()
    monkeypatch.undo()
    moment[0] += 100
    one.beat()
    assert pulse.told(folder)[0]["away"] == 7


def test_a_full_disk_is_told_once_and_ends_nothing(tmp_path, settings, monkeypatch, caplog):
    settings.METRICS_TOKEN = ""
    monkeypatch.setattr(pulse, "EVERY", 0.01)
    (tmp_path / "file").write_text("")
    one = pulse.Pulse(tmp_path / "file" / "workers", "r")
    stopped = threading.Event()
    with caplog.at_level(logging.WARNING):
        thread = threading.Thread(target=pulse.run, args=(one, stopped))
        thread.start()
        time.sleep(0.1)
        stopped.set()
        thread.join(60)
    assert not thread.is_alive()
    assert caplog.text.count("The heartbeat can't be written") == 1


def test_a_broken_file_is_overlooked(folder):
    pulse.Pulse(folder, "r").beat()
    (folder / "7-7.json").write_text("{")
    assert len(pulse.told(folder)) == 1
    assert pulse.told(folder / "nothing") == []
