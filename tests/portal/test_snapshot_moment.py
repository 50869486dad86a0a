"""A copy is of one moment: what changes while it is made is for the next one."""

import threading
import time
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from news.models import Article
from portal.snapshot.moment import one_moment
from tests.factories import make_article

pytestmark = pytest.mark.django_db(transaction=True)


def elsewhere(change):
    """Do something by another connection to the database, as an editor does meanwhile."""
    failed = []

    def run():
        try:
            change()
        except Exception as error:  # noqa: BLE001 - told to the test
            failed.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    started = time.monotonic()
    thread.start()
    thread.join()
    assert not failed
    return time.monotonic() - started


def break_off():
    with one_moment():
        titles()
        raise ZeroDivisionError


def titles():
    return set(Article.objects.published().values_list("title", flat=True))


def test_change_meanwhile_is_not_seen_and_does_not_wait():
    make_article("Було")
    with one_moment():
        seconds = elsewhere(lambda: make_article("Стало"))
        assert titles() == {"Було"}
        assert Client().get("/news/").content.decode().count("Стало") == 0
    assert seconds < 15  # a lock would hold it for the 20 that SQLite waits
    assert titles() == {"Було", "Стало"}


def test_article_that_falls_due_meanwhile_is_not_seen():
    make_article("Скоро", published_at=timezone.now() + timedelta(seconds=3))
    with one_moment() as moment:
        time.sleep(3.1)
        assert timezone.now() == moment
        assert titles() == set()
    assert titles() == {"Скоро"}


def test_nothing_is_written_and_the_moment_lasts():
    article = make_article("Було")
    with one_moment():
        with (
            connection.cursor() as cursor,
            pytest.raises(DatabaseError, match="nothing is written"),
        ):
            cursor.execute("UPDATE news_article SET title = 'Інше'")
        # As a page does that would keep what it found for the next one.
        assert Client().get(article.get_absolute_url()).status_code == 200
        assert titles() == {"Було"}
    Article.objects.update(title="Інше")
    assert titles() == {"Інше"}


def test_other_transactions_are_as_before():
    make_article("Було")
    with pytest.raises(ZeroDivisionError):
        break_off()
    with transaction.atomic():
        Article.objects.update(title="Інше")
    assert timezone.now() < timezone.now()
    assert titles() == {"Інше"}
