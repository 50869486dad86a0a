"""Days that are over a year old become months, and no sum changes."""

import threading
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models import F, Sum
from django.utils import timezone

from news.models import ViewsByDay, ViewsBySource
from news.roll_up import daily_since, months_to_roll_up, roll_up
from tests.factories import make_article

TODAY = date(2026, 11, 23)


def views(article, **days):
    """Count views of an article by days written as `d2024_03_05=7`."""
    ViewsByDay.objects.bulk_create(
        ViewsByDay(article=article, day=date(*map(int, day[1:].split("_"))), count=count)
        for day, count in days.items()
    )


def rows(model=ViewsByDay, *fields):
    return sorted(
        (str(day), *rest) for day, *rest in model.objects.values_list("day", *fields, "count")
    )


def roll_up_all(today=TODAY):
    return [
        sum(roll_up(model, month))
        for model in (ViewsByDay, ViewsBySource)
        for month in months_to_roll_up(model, today)
    ]


def test_days_are_kept_for_a_year():
    assert daily_since(TODAY) == date(2025, 11, 1)
    assert daily_since(date(2025, 11, 1)) == date(2024, 11, 1)
    assert daily_since(date(2028, 2, 29)) == date(2027, 2, 1)


@pytest.mark.django_db
def test_old_days_become_the_first_of_their_month():
    views(make_article(), d2024_02_01=1, d2024_02_29=2, d2024_12_31=4, d2025_10_31=8)
    other = make_article("Інша")
    views(other, d2024_02_10=16, d2025_11_01=32, d2025_11_02=64, d2026_11_23=128)
    assert roll_up_all() == [2, 1, 1]
    assert rows() == [
        *(("2024-02-01", 3), ("2024-02-01", 16), ("2024-12-01", 4), ("2025-10-01", 8)),
        *(("2025-11-01", 32), ("2025-11-02", 64), ("2026-11-23", 128)),
    ]
    assert roll_up_all() == []


@pytest.mark.django_db
def test_sources_are_kept_apart():
    article = make_article()
    for day, source, count in (
        *(("2024-02-05", "telegram", 1), ("2024-02-06", "telegram", 2)),
        *(("2024-02-06", "", 4), ("2026-11-01", "telegram", 8)),
    ):
        ViewsBySource.objects.create(article=article, day=day, source=source, count=count)
    assert roll_up_all() == [3]
    assert rows(ViewsBySource, "source") == [
        *(("2024-02-01", "", 4), ("2024-02-01", "telegram", 3), ("2026-11-01", "telegram", 8)),
    ]


@pytest.mark.django_db
def test_a_stopped_run_goes_on_where_it_was(monkeypatch):
    monkeypatch.setattr("news.roll_up.ARTICLES", 4)
    for number in range(10):
        views(make_article(f"Стаття {number}"), d2024_05_02=1, d2024_05_03=1)
    steps = roll_up(ViewsByDay, date(2024, 5, 1))
    assert next(steps) == 8
    steps.close()
    assert ViewsByDay.objects.aggregate(total=Sum("count"))["total"] == 20
    assert roll_up_all() == [12]
    assert rows() == [("2024-05-01", 2)] * 10


@pytest.mark.django_db
def test_the_command_tells_what_it_does_and_a_dry_run_does_nothing():
    views(make_article(), d2024_02_10=1, d2024_02_11=2, d2024_03_11=3)
    before = rows()
    said = StringIO()
    call_command("roll_up_views", dry_run=True, stdout=said)
    assert rows() == before
    assert "To roll up: 3 rows of 2 months." in said.getvalue()
    said = StringIO()
    call_command("roll_up_views", stdout=said)
    assert "2024-02: 2 rows of ViewsByDay" in said.getvalue()
    assert "Rolled up: 3 rows of 2 months." in said.getvalue()
    assert rows() == [("2024-02-01", 3), ("2024-03-01", 3)]
    assert daily_since(timezone.localdate()) > date(2024, 4, 1)


@pytest.mark.django_db(transaction=True)
def test_no_view_is_lost_that_arrives_meanwhile():
    articles = [make_article(f"Стаття {number}") for number in range(30)]
    for article in articles:
        views(article, d2024_05_02=1, d2024_05_03=1, d2024_05_04=1)
    keys = [article.pk for article in articles]
    added = []

    def count():
        try:
            for number in range(60):
                row = ViewsByDay.objects.filter(article=keys[number % 30], day=date(2024, 5, 3))
                added.append(row.update(count=F("count") + 1))
        finally:
            connection.close()

    def roll():
        try:
            roll_up_all()
        finally:
            connection.close()

    threads = [threading.Thread(target=count), threading.Thread(target=roll)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    roll_up_all()
    assert ViewsByDay.objects.aggregate(total=Sum("count"))["total"] == 90 + sum(added)
    assert len(rows()) == 30
