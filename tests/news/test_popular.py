"""The most read: sums of the last days of Kyiv, of what is public, by indexes and few queries."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from news import popular
from news.models import Article, ViewsByDay
from tests.factories import KUPIANSK, make_article

pytestmark = pytest.mark.django_db
KYIV = ZoneInfo("Europe/Kyiv")


def read(article, views, days_ago=0):
    """Count views of an article on a day before today."""
    day = timezone.localdate() - timedelta(days=days_ago)
    ViewsByDay.objects.create(article=article, day=day, count=views)


def titles(language="uk", days=7, **how):
    return [card.title for card, _ in popular.most_read(language, days, 20, **how)]


def test_only_the_last_days_count():
    now = datetime(2026, 11, 22, 12, tzinfo=KYIV)
    old, hot, warm, _ = (make_article(title) for title in ("Стара", "Гаряча", "Тепла", "Ні"))
    for article, day, count in (
        *((old, "2026-11-01", 500), (hot, "2026-11-21", 5), (hot, "2026-11-22", 5)),
        *((warm, "2026-11-16", 7), (warm, "2026-11-15", 99)),
    ):
        ViewsByDay.objects.create(article=article, day=day, count=count)
    Article.objects.update(published_at=now - timedelta(days=60))
    assert popular.most_read_ids("uk", 7, 9, now) == {hot.pk: 10, warm.pk: 7}
    assert list(popular.most_read_ids("uk", 30, 2, now).items()) == [(old.pk, 500), (warm.pk, 106)]
    assert titles(at=now) == ["Гаряча", "Тепла"]


def test_a_day_begins_in_kyiv():
    article = make_article(published_at=datetime(2026, 3, 1, tzinfo=KYIV))
    ViewsByDay.objects.create(article=article, day="2026-03-18", count=4)
    late = datetime(2026, 3, 18, 23, 59, tzinfo=KYIV)
    assert popular.most_read_ids("uk", 1, 9, late) == {article.pk: 4}
    assert popular.most_read_ids("uk", 1, 9, late + timedelta(minutes=2)) == {}


def test_only_what_is_public_now_and_in_the_language():
    kept, withdrawn, english = (
        make_article("Є"),
        make_article("Знято"),
        make_article("English", language="en"),
    )
    planned = make_article("Заплановано", published_at=timezone.now() + timedelta(days=1))
    for article, views in ((withdrawn, 9), (planned, 8), (english, 7), (kept, 1)):
        read(article, views)
    assert titles() == ["Знято", "Є"]
    assert titles("en") == ["English"]
    Article.objects.filter(pk=withdrawn.pk).update(state="archived")
    assert titles() == ["Є"]


def test_the_page_says_how_many_in_words(client):
    article = make_article("Читана", hromadas=[KUPIANSK])
    read(article, 2)
    html = client.get("/popular/").content.decode()
    assert "2 перегляди</p>" in html
    assert html.index("Читана") < html.index("2 перегляди")
    assert "Куп’янська" in html
    assert "Ще ніхто" not in html


def test_nobody_has_read_anything(client):
    make_article()
    html = client.get("/popular/?period=day").content.decode()
    assert '<ol class="most">' not in html
    assert 'class="notice"' in html


def test_most_read_of_the_week_has_one_address(client):
    response = client.get("/popular/?period=week")
    assert (response.status_code, response["Location"]) == (301, "/popular/")
    assert client.get("/popular/?period=century").status_code == 404


def test_a_page_asks_as_much_for_twenty_as_for_one(client):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/popular/?period=month").status_code == 200
        return len(captured)

    read(make_article(hromadas=[KUPIANSK]), 1)
    few = queries()
    for number in range(20):
        read(make_article(f"Стаття {number}", hromadas=[KUPIANSK]), number + 1)
    assert queries() == few <= 6


def test_sums_are_kept_and_follow_the_content(monkeypatch):
    monkeypatch.setattr(popular, "SECONDS", 10**12)
    first, second = make_article("Перша"), make_article("Друга")
    read(first, 5)
    assert titles() == ["Перша"]
    with CaptureQueriesContext(connection) as captured:
        assert titles() == ["Перша"]
    assert not [query for query in captured if "news_viewsbyday" in query["sql"]]
    read(second, 9)
    assert titles() == ["Перша"]  # numbers may be some minutes old …
    second.save()
    assert titles() == ["Друга", "Перша"]  # … but not older than the last change of the content


def plan_of(query):
    explain = "EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN "
    with connection.cursor() as cursor:
        cursor.execute(explain + query)
        return "\n".join(str(row[-1]) for row in cursor.fetchall())


def test_the_days_and_the_articles_are_found_by_their_indexes():
    """Also with many articles and many days; on SQLite without the database's statistics, which
    it has only when somebody asks for them."""
    articles = Article.objects.bulk_create(
        Article(title=f"Стаття {n}", state="published", published_at=timezone.now())
        for n in range(300)
    )
    today = timezone.localdate()
    ViewsByDay.objects.bulk_create(
        ViewsByDay(article=article, day=today - timedelta(days=back), count=1)
        for article in articles
        for back in range(1, 40)
    )
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE news_article, news_viewsbyday")
    with CaptureQueriesContext(connection) as captured:
        assert len(popular.most_read("uk", 2, 20)) == 20
    ranked, rows = (plan_of(query["sql"]) for query in list(captured)[:2])
    assert "views_of_day" in ranked, ranked
    assert "article_newest" not in rows, rows
    if connection.vendor == "sqlite":
        assert ranked.index("views_of_day") < ranked.index("news_article USING INTEGER PRIMARY KEY")
