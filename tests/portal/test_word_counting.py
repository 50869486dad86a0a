"""The server counts words by itself: in a process of its own, one at a time, when it is due."""

from datetime import timedelta

import pytest
from django.core.management import get_commands, load_command_class
from django.db import OperationalError
from django.utils import timezone

from news import corpus, generation, trends
from news.models import CorpusWord, Trends
from portal import word_counting
from tests.factories import make_article

pytestmark = pytest.mark.django_db


class Process:
    """What stands for a process, which runs until it is told to end."""

    def __init__(self, command):
        self.command, self.result = command, None

    def poll(self):
        return self.result


@pytest.fixture
def started(monkeypatch):
    """The processes that were started; no connection is closed under a test's transaction."""
    found = []

    def start(command, **_):
        found.append(Process(command))
        return found[-1]

    monkeypatch.setattr(word_counting.subprocess, "Popen", start)
    monkeypatch.setattr(word_counting.connection, "close", lambda: None)
    yield found
    word_counting._running.clear()


def test_words_are_counted_by_one_process_at_a_time_and_trends_found_every_hour(started):
    look, other = word_counting.Look(), word_counting.Look()
    look()
    look()
    other()
    [counting] = started
    assert counting.command[2:] == ["django", "count_words", "--gently", "-v0"]
    counting.result = 0
    corpus.count(names=False)
    trends.store()
    look()
    assert len(started) == 1, "nothing is due"
    Trends.objects.update(at=timezone.now() - timedelta(minutes=61))
    look()
    other()
    [_, finding] = started
    assert finding.command[-1] == "--week"


def test_the_command_that_is_started_takes_its_options(started):
    word_counting.start("--week")
    name, *options = started[0].command[3:]
    parser = load_command_class(get_commands()[name], name).create_parser("", name)
    assert parser.parse_args(options).week


def test_what_has_become_public_is_learned_and_shown_from_then_on(started):
    look = word_counting.Look()
    look()
    before = generation.shared()
    make_article("Жорна млина", published_at=timezone.now() - timedelta(minutes=5))
    CorpusWord.objects.all().delete()  # as if it had been published without being saved
    look()
    assert CorpusWord.objects.filter(word="жорна").exists()
    assert generation.shared() != before


def test_a_database_that_is_away_stops_nothing(started, monkeypatch):
    def away(*_):
        raise OperationalError("away")

    monkeypatch.setattr(corpus, "learn_newest", away)
    word_counting.Look()()
    assert started == []
