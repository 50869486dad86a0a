"""What changes by itself is seen on time on pages that are kept."""

import fcntl
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from news import generation
from portal import due
from tests.factories import make_article

committed = pytest.mark.django_db(transaction=True)


def moment(text):
    """Return an aware datetime of Kyiv."""
    return timezone.make_aware(datetime.fromisoformat(text))


@pytest.mark.django_db
def test_the_next_scheduled_article_is_due():
    make_article("Пізніше", published_at=moment("2031-05-01 12:00"))
    make_article("Раніше", published_at=moment("2031-05-01 10:00"))
    make_article("Чернетка", published_at=moment("2031-05-01 09:30"), state="draft")
    assert due.next_due(moment("2031-05-01 09:00")) == moment("2031-05-01 10:00")
    assert due.next_due(moment("2031-05-01 10:00")) == moment("2031-05-01 12:00")


@pytest.mark.django_db
def test_a_day_of_kyiv_begins():
    assert due.next_due(moment("2031-05-01 12:00")) == moment("2031-05-02 00:00")
    assert due.midnight_after(moment("2031-03-29 23:00")) == moment("2031-03-30 00:00")
    assert due.midnight_after(moment("2031-03-30 12:00")) == moment("2031-03-31 00:00")


@pytest.mark.django_db
def test_what_is_due_on_several_hosts_moves_the_generation_again_when_their_clocks_agree(
    monkeypatch,
):
    """A host that is a second behind makes pages under the word that another one began on time."""
    monkeypatch.setattr(generation, "among_hosts", lambda: True)
    make_article(published_at=moment("2031-05-01 10:00"))
    at = moment("2031-05-01 10:00")
    assert due.next_due(moment("2031-05-01 09:00")) == at
    assert due.next_due(at) == due.next_due(at + due.SKEW / 2) == at + due.SKEW
    assert due.next_due(at + due.SKEW) == moment("2031-05-02 00:00")


@committed
def test_the_generation_moves_at_the_moment_and_once():
    soon = time.time() + 3  # later than it takes to save it, also on a busy machine
    make_article(published_at=datetime.fromtimestamp(soon, UTC))
    clocks = due.Clock(life=3600), due.Clock(life=3600)
    word = generation.current()
    again = [clock.look(soon - 0.5) for clock in clocks]
    assert again == pytest.approx([soon, soon], abs=0.001)
    assert generation.current() == word
    time.sleep(max(0, soon - time.time()) + 0.01)
    clocks[0].look(time.time())
    moved = generation.current()
    assert moved != word
    for clock in clocks:
        clock.look(time.time())
    assert generation.current() == moved


@committed
def test_what_fell_due_while_nobody_served_is_not_overlooked():
    soon = time.time() + 3600
    make_article(published_at=datetime.fromtimestamp(soon, UTC))
    word = generation.current()
    due.Clock(life=24 * 3600).look(soon + 0.01)
    assert generation.current() != word


@committed
def test_no_generation_lasts_for_long(monkeypatch):
    monkeypatch.setattr(due, "next_due", lambda at: at + timedelta(days=1))  # nor is it midnight
    clock = due.Clock(life=300)
    now = time.time()
    generation.move()
    word = generation.current()
    clock.look(now + 290)
    assert generation.current() == word
    clock.look(now + 302)
    assert generation.current() != word


@committed
def test_it_asks_once_for_each_generation(django_assert_num_queries):
    clock = due.Clock(life=3600)
    clock.look(time.time())
    with django_assert_num_queries(0):
        clock.look(time.time())
    generation.move()
    with django_assert_num_queries(2):
        clock.look(time.time())


@committed
def test_the_thread_turns_the_clock_and_sweeps(tmp_path):
    swept, stopped = [], threading.Event()
    arguments = (due.Clock(life=0.2), [(lambda: swept.append(1), 0.1)], tmp_path / "lock", stopped)
    thread = threading.Thread(target=due.run, args=arguments)
    word = generation.current()
    thread.start()
    try:
        deadline = time.monotonic() + 20
        while (generation.current() == word or not swept) and time.monotonic() < deadline:
            time.sleep(0.02)
    finally:
        stopped.set()
        thread.join()
    assert generation.current() != word
    assert swept


def test_a_sweep_that_fails_stops_neither_the_clock_nor_the_other_sweeps(tmp_path, caplog):
    swept, lock = [], tmp_path / "lock"
    for sweep in (lambda: swept[0], lambda: swept.append(1)):
        due._alone(sweep, lock)
    assert swept == [1]
    assert "IndexError" in caplog.text


def test_what_another_process_sweeps_is_left_to_it(tmp_path, caplog):
    swept, lock = [], tmp_path / "lock"
    with open(lock, "ab") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        due._alone(lambda: swept.append(1), lock)
    assert not swept
    assert not caplog.records
