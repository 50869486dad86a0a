"""Statistics as CSV: opened by Excel with two clicks, and harmless in it."""

import csv
from io import StringIO

import pytest
from django.utils import timezone

from news.models import RefusedViews, ViewsByDay, ViewsBySource
from tests.factories import KUPIANSK, make_article
from tests.staff import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.soak_on_postgres]


def file(client, address, **query):
    """Return the rows of a file, and its answer."""
    answer = client.get(address, query)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.content.startswith(b"\xef\xbb\xbf")
    text = answer.content.decode("utf-8-sig")
    return list(csv.reader(StringIO(text, newline=""), delimiter=";")), answer


def read(article, views):
    ViewsByDay.objects.create(article=article, day=timezone.localdate(), count=views)


def test_each_table_has_its_file(settings):
    article = make_article("Бібліотека", hromadas=[KUPIANSK])
    today = timezone.localdate()
    read(article, 12_480)
    ViewsBySource.objects.create(article=article, day=today, source="telegram", count=12_480)
    RefusedViews.objects.create(day=today, reason="robot", count=3)
    client = signed_in("editor")
    rows, answer = file(client, "/admin/statistics/", csv="days", period="7")
    assert rows[0] == ["Коли", "Переглядів"]
    assert rows[1] == [f"{today}", "12480"]
    assert len(rows) == 8
    assert 'filename="perehliady-days-uves-portal-' in answer["Content-Disposition"]
    rows, _ = file(client, "/admin/statistics/", csv="days", period="year")
    assert rows[1] == [f"{today:%Y-%m}", "12480"]
    rows, _ = file(client, "/admin/statistics/", csv="top")
    day = timezone.localdate(article.published_at)
    address = f"{settings.SITE_URL}{article.get_absolute_url()}"
    assert rows[1] == ["Бібліотека", "12480", f"{day}", address]
    rows, _ = file(client, "/admin/statistics/", csv="top", by="hromada")
    assert rows == [
        ["Громада", "Переглядів", "Де"],
        ["Куп’янська громада", "12480", "міська, Куп’янський район, Харківська область"],
    ]
    rows, _ = file(client, f"/admin/statistics/article/{article.pk}/", csv="sources")
    assert rows == [["Звідки", "Переглядів"], ["Telegram", "12480"]]
    rows, _ = file(client, "/admin/statistics/", csv="refused")
    assert rows == [["Чому", "Звернень"], ["робот", "3"]]


def test_a_file_has_all_sources_and_more_of_the_most_read():
    articles = [make_article(f"Стаття {number}") for number in range(25)]
    today = timezone.localdate()
    for article in articles:
        read(article, 2)
        for source in ("telegram", f"host-{article.pk}.ua"):
            ViewsBySource.objects.create(article=article, day=today, source=source, count=1)
    client = signed_in("editor")
    assert len(file(client, "/admin/statistics/", csv="top")[0]) == 26
    assert len(file(client, "/admin/statistics/", csv="sources")[0]) == 27
    context = client.get("/admin/statistics/").context
    assert len(context["top"].rows) == 20
    assert len(context["others"][0].rows) == 13


@pytest.mark.parametrize(
    "title", ["=1+1", "+380", "-2", "@SUM(A1)", "＝1", '=HYPERLINK("http://a.ua")']
)
def test_no_title_becomes_a_formula(title):
    read(make_article(title), 1)
    rows, _ = file(signed_in("editor"), "/admin/statistics/", csv="top")
    assert rows[1][0] == f"'{title}"


def test_a_title_with_semicolons_and_quotes_stays_in_its_cell():
    title = 'Бюджет: "друге; читання"'
    read(make_article(title), 1)
    rows, _ = file(signed_in("editor"), "/admin/statistics/", csv="top")
    assert rows[1][0] == title


def test_who_may_not_see_gets_no_file():
    article = make_article(tags=["вода"])
    author = signed_in("author")
    for address in ("/admin/statistics/", f"/admin/statistics/article/{article.pk}/"):
        assert author.get(address, {"csv": "days"}).status_code == 403
    editor = signed_in("editor")
    for table in ("nothing", "refused", "top"):
        address = f"/admin/statistics/article/{article.pk}/"
        assert editor.get(address, {"csv": table}).status_code == 404
