"""Statistics: the sums that editors are told, of what they ask about, for whom they are."""

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from news.models import RefusedViews, Tag, ViewsByDay, ViewsBySource, ViewsTotal
from newsroom.statistics.page import compared
from newsroom.statistics.period import Period
from tests.factories import KUPIANSK, hromada, make_article, make_tag, make_user, oblast
from tests.staff import signed_in

pytestmark = pytest.mark.django_db


def read(article, views, days_ago=0, source=None):
    """Count views of an article on a day before today, as they came from a source."""
    day = timezone.localdate() - timedelta(days=days_ago)
    ViewsByDay.objects.create(article=article, day=day, count=views)
    if source is not None:
        ViewsBySource.objects.create(article=article, day=day, source=source, count=views)


def shown(client, address, **query):
    """Return {key: [(name, number)]} of the tables of a page, and its context."""
    answer = client.get(address, query)
    assert answer.status_code == 200
    context = answer.context
    tables = [context["days"], *([context["top"]] if context["top"] else []), *context["others"]]
    return {table.key: [(row.name, row.number) for row in table.rows] for table in tables}, context


def test_each_day_of_a_period_has_its_number():
    article = make_article()
    for days_ago, views in ((0, 5), (1, 7), (6, 1), (7, 100)):
        read(article, views, days_ago)
    address = f"/admin/statistics/article/{article.pk}/"
    tables, context = shown(signed_in("editor"), address, period="7")
    assert [number for _, number in tables["days"]] == [5, 7, 0, 0, 0, 0, 1]
    assert context["total"] == "13\N{NO-BREAK SPACE}переглядів"
    assert "менше, ніж за" in context["compared"]
    assert "(100\N{NO-BREAK SPACE}переглядів)" in context["compared"]


def test_a_year_is_told_by_months_beside_the_year_before():
    article = make_article()
    today = timezone.localdate()
    month = today.replace(day=1)
    ViewsByDay.objects.create(article=article, day=month, count=3)
    ViewsByDay.objects.create(article=article, day=month - timedelta(days=1), count=4)
    ViewsByDay.objects.create(article=article, day=date(today.year - 1, today.month, 1), count=2)
    tables, context = shown(signed_in("editor"), "/admin/statistics/", period="year")
    assert len(tables["days"]) == 12
    assert [number for _, number in tables["days"]][:3] == [3, 4, 0]
    assert "(2\N{NO-BREAK SPACE}перегляди)" in context["compared"]


def test_a_place_a_topic_and_an_author_have_what_their_articles_have():
    author = make_user("author", first_name="Іван", last_name="Гай")
    library = make_article("Бібліотека", hromadas=[KUPIANSK], tags=["книги"], created_by=author)
    budget = make_article("Бюджет", oblasts=[oblast()], tags=["книги", "гроші"])
    elsewhere = make_article("Деінде")
    for article, views in ((library, 5), (budget, 3), (elsewhere, 1)):
        read(article, views, source="telegram")
    editor = signed_in("editor")
    for kind, thing, views in (
        ("oblast", oblast(), 8),
        ("hromada", hromada(), 5),
        ("tag", Tag.objects.named("книги"), 8),
        ("tag", Tag.objects.named("гроші"), 3),
        ("author", author, 5),
    ):
        address = f"/admin/statistics/{kind}/{thing.pk}/"
        tables, context = shown(editor, address, period="7")
        assert sum(number for _, number in tables["days"]) == views
        assert tables["sources"] == [("Telegram", views)]
        assert sum(number for _, number in tables["top"]) == views
        assert "refused" not in tables
    assert context["title"] == "Іван Гай"


def test_what_was_read_most_is_told_by_every_kind():
    author = make_user("author", first_name="Іван", last_name="Гай")
    library = make_article("Бібліотека", hromadas=[KUPIANSK], tags=["книги"], created_by=author)
    budget = make_article("Бюджет", tags=["книги", "гроші"])
    read(library, 5)
    read(budget, 3)
    editor = signed_in("editor")
    for by, rows in {
        "article": [("Бібліотека", 5), ("Бюджет", 3)],
        "oblast": [("Харківська область", 5)],
        "hromada": [("Куп’янська громада", 5)],
        "tag": [("книги", 8), ("гроші", 3)],
        "author": [("Іван Гай", 5)],
        "nonsense": [("Бібліотека", 5), ("Бюджет", 3)],
    }.items():
        assert shown(editor, "/admin/statistics/", by=by)[0]["top"] == rows, by
    tag = Tag.objects.named("гроші")
    assert shown(editor, f"/admin/statistics/tag/{tag.pk}/")[0]["top"] == [("Бюджет", 3)]


def test_sources_stand_by_their_names_and_the_rest_is_not_hidden():
    article = make_article()
    read(article, 5, source="facebook")
    read(article, 4, 1, source="")
    read(article, 3, 2, source="xn--j1aef.xn--j1amh")
    read(article, 2, 3)  # counted before sources were
    read(article, 1, 4, source="other")
    tables, _ = shown(signed_in("editor"), f"/admin/statistics/article/{article.pk}/")
    assert tables["sources"] == [
        *(("Facebook", 5), ("напряму або невідомо", 4), ("ком.укр", 3), ("інші", 1)),
        ("не записано", 2),
    ]


def test_what_was_not_counted_stands_under_its_reason():
    today = timezone.localdate()
    for reason, days_ago, count in (("robot", 0, 7), ("robot", 3, 1), ("repeat", 1, 2)):
        day = today - timedelta(days=days_ago)
        RefusedViews.objects.create(day=day, reason=reason, count=count)
    RefusedViews.objects.create(day=today - timedelta(days=40), reason="head", count=50)
    tables, _ = shown(signed_in("editor"), "/admin/statistics/")
    assert tables["refused"] == [("робот", 8), ("повторно за 30 хвилин", 2)]


def test_an_article_tells_also_the_number_that_readers_see():
    article = make_article(views_imported=3089)
    ViewsTotal.objects.update_or_create(article=article, defaults={"count": 11})
    client = signed_in("editor")
    html = client.get(f"/admin/statistics/article/{article.pk}/").content.decode()
    assert "Читачі бачать: 3100\N{NO-BREAK SPACE}переглядів, з них 3089 зі старого порталу." in html


def test_authors_see_their_own_articles_and_themselves():
    author = signed_in("author")
    own, foreign = make_article("Своя", created_by=author.user), make_article("Чужа", tags=["вода"])
    tag, colleague = make_tag("вода"), make_user("editor")
    read(own, 4)
    for address, status in {
        f"article/{own.pk}/": 200,
        f"article/{foreign.pk}/": 403,
        "article/999999999/": 404,
        f"author/{author.user.pk}/": 200,
        f"author/{colleague.pk}/": 403,
        f"tag/{tag.pk}/": 403,
        "": 403,
    }.items():
        assert author.get(f"/admin/statistics/{address}").status_code == status, address
    own_page = author.get(f"/admin/statistics/author/{author.user.pk}/?by=tag")
    assert "/admin/statistics/tag/" not in own_page.content.decode()
    assert "statistics" not in author.get("/admin/").content.decode()


@pytest.mark.parametrize("address", ["tag/0/", "hromada/999999999/", f"oblast/{10**30}/", "x/1/"])
def test_what_is_not_there_is_not_found(address):
    assert signed_in("editor").get(f"/admin/statistics/{address}").status_code == 404


def test_a_period_nobody_read_in_has_an_empty_chart_and_a_sentence():
    article = make_article()
    client = signed_in("editor")
    html = client.get(f"/admin/statistics/article/{article.pk}/").content.decode()
    assert "За цей час ніхто не читав." in html
    assert "<rect" not in html
    html = client.get("/admin/statistics/?by=tag").content.decode()
    assert "За цей час тут нічого не читали." in html


def test_the_form_and_the_list_lead_to_it():
    article = make_article(hromadas=[KUPIANSK], tags=["вода"], views_imported=12_480)
    client = signed_in("admin")
    address = f"/admin/statistics/article/{article.pk}/"
    assert (
        f'href="{address}"'
        in client.get(f"/admin/news/article/{article.pk}/change/").content.decode()
    )
    html = client.get("/admin/news/article/").content.decode()
    assert f'<a href="{address}">12\N{NO-BREAK SPACE}480</a>' in html
    for model, kind, thing in (
        ("news/tag", "tag", make_tag("вода")),
        ("regions/oblast", "oblast", oblast()),
        ("regions/hromada", "hromada", hromada()),
        ("auth/user", "author", client.user),
    ):
        html = client.get(f"/admin/{model}/{thing.pk}/change/").content.decode()
        assert f'href="/admin/statistics/{kind}/{thing.pk}/"' in html, model


def test_sums_of_many_articles_are_kept_for_minutes_those_of_one_are_new():
    article = make_article()
    client = signed_in("editor")
    pages = ("/admin/statistics/", f"/admin/statistics/article/{article.pk}/")
    for page in pages:
        shown(client, page)
    read(article, 5)
    totals = [shown(client, page)[1]["total"] for page in pages]
    assert totals == ["0\N{NO-BREAK SPACE}переглядів", "5\N{NO-BREAK SPACE}переглядів"]


@pytest.mark.parametrize(
    ("total", "before", "words"),
    [
        (112, 100, "На 12 % більше, ніж за 26.09.2026 – 25.10.2026 (100 переглядів)."),
        (50, 100, "На 50 % менше, ніж за 26.09.2026 – 25.10.2026 (100 переглядів)."),
        (1000, 1001, "Майже стільки ж, як за 26.09.2026 – 25.10.2026 (1001 перегляд)."),
        (2300, 100, "У 23 рази більше, ніж за 26.09.2026 – 25.10.2026 (100 переглядів)."),
        (5, 0, "За 26.09.2026 – 25.10.2026 переглядів не було."),
        (0, 0, ""),
        (0, 3, "На 100 % менше, ніж за 26.09.2026 – 25.10.2026 (3 перегляди)."),
    ],
)
def test_two_spans_are_compared_in_words(total, before, words):
    period = Period.read({"from": "2026-10-26", "to": "2026-11-24"}, date(2026, 11, 24))
    assert re.sub("\N{NO-BREAK SPACE}", " ", compared(total, before, period)) == words
