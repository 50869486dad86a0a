"""What changes by itself is seen on time on pages that are kept."""

import threading
import time
from datetime import datetime, timedelta

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


@committed
def test_the_generation_moves_at_the_moment_and_once():
    soon = time.time() + 0.8
    make_article(published_at=timezone.now() + timedelta(seconds=0.8))
    clocks = due.Clock(life=3600), due.Clock(life=3600)
    word = generation.current()
    again = [clock.look(time.time()) for clock in clocks]
    assert again == pytest.approx([soon, soon], abs=0.1)
    assert generation.current() == word
    time.sleep(max(0, max(again) - time.time()) + 0.01)
    clocks[0].look(time.time())
    moved = generation.current()
    assert moved != word
    for clock in clocks:
        clock.look(time.time())
    assert generation.current() == moved


@committed
def test_what_fell_due_while_nobody_served_is_not_overlooked(monkeypatch):
    make_article(published_at=timezone.now() + timedelta(seconds=0.2))
    word = generation.current()
    time.sleep(0.3)
    due.Clock(life=3600).look(time.time())
    assert generation.current() != word


@committed
def test_no_generation_lasts_for_long():
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
