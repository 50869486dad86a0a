"""Views are exact, whoever asks, and the imported base is kept apart."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from news.counting import count_view, most_read
from news.models import Article, ViewsByDay
from tests.factories import make_article

KYIV = ZoneInfo("Europe/Kyiv")


@pytest.mark.django_db
def test_a_view_is_added_to_the_imported_base(client):
    article = make_article(views_imported=3089)
    response = client.post(f"/news/{article.pk}/view")
    assert response.json() == {"views": 3090}
    assert client.post(f"/news/{article.pk}/view").json() == {"views": 3091}
    article = Article.objects.get(pk=article.pk)
    assert article.views_imported == 3089
    assert article.views == 3091
    assert Article.objects.with_views().get().views == 3091


@pytest.mark.django_db
def test_an_unread_article_has_its_base():
    make_article(views_imported=7)
    assert Article.objects.with_views().get().views == 7
    assert Article.objects.get().views == 7


@pytest.mark.django_db
def test_a_day_is_a_day_of_kyiv():
    article = make_article()
    count_view(article, at=datetime(2026, 3, 18, 23, 59, tzinfo=KYIV))
    count_view(article, at=datetime(2026, 3, 19, 0, 1, tzinfo=KYIV))
    days = ViewsByDay.objects.order_by("day").values_list("day", "count")
    assert [(str(day), count) for day, count in days] == [("2026-03-18", 1), ("2026-03-19", 1)]


@pytest.mark.django_db
def test_only_a_post_to_a_public_article_counts(client):
    article = make_article()
    draft = make_article(state="draft")
    coming = make_article(published_at=timezone.now() + timedelta(minutes=1))
    assert client.get(f"/news/{article.pk}/view").status_code == 405
    assert client.head(f"/news/{article.pk}/view").status_code == 405
    for pk in (draft.pk, coming.pk, 999_999_999, 10**30):
        assert client.post(f"/news/{pk}/view").status_code == 404
    assert not ViewsByDay.objects.exists()


@pytest.mark.django_db
def test_counting_sets_no_cookie_and_needs_no_token():
    article = make_article()
    response = Client(enforce_csrf_checks=True).post(f"/news/{article.pk}/view")
    assert response.status_code == 200
    assert not response.cookies
    assert response["Cache-Control"] == "no-store"


@pytest.mark.django_db(transaction=True)
def test_parallel_views_are_all_counted():
    article = make_article()

    def read(_):
        try:
            return Client().post(f"/news/{article.pk}/view").status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(read, range(80)))
    assert statuses == [200] * 80
    assert Article.objects.get(pk=article.pk).views == 80


@pytest.mark.django_db
def test_most_read_counts_the_last_days_only():
    now = datetime(2026, 11, 22, 12, tzinfo=KYIV)
    old, hot, warm, cold = (
        make_article(title=title) for title in ("Стара", "Гаряча", "Тепла", "Ні")
    )
    ViewsByDay.objects.create(article=old, day="2026-11-01", count=500)
    ViewsByDay.objects.create(article=hot, day="2026-11-21", count=5)
    ViewsByDay.objects.create(article=hot, day="2026-11-22", count=5)
    ViewsByDay.objects.create(article=warm, day="2026-11-16", count=7)
    public = Article.objects.published()
    assert [a.title for a in most_read(public, days=7, count=9, at=now)] == ["Гаряча", "Тепла"]
    assert [a.recent for a in most_read(public, days=30, count=2, at=now)] == [500, 10]
    Article.objects.filter(pk=hot.pk).update(state="archived")
    assert [a.title for a in most_read(public, days=7, count=9, at=now)] == ["Тепла"]
    assert cold.views == 0
