"""The list of articles: its tabs, its dates, and how many queries it asks."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from news.models import Article
from tests.factories import KUPIANSK, make_article, make_image, read
from tests.staff import signed_in

pytestmark = pytest.mark.django_db

LIST = "/admin/news/article/"


def tabs(client, **query):
    """Return {label: number} of the tabs, and the label of the current one."""
    shown = client.get(LIST, query).context["cl"].tabs
    return {tab.label: tab.count for tab in shown}, [t.label for t in shown if t.is_current]


def newsroom(client):
    make_article("Моя", state="draft", created_by=client.user)
    make_article("Чужа", state="draft")
    for number in range(2):
        make_article(f"На перевірці {number}", state="review")
    make_article("Завтра", published_at=timezone.now() + timedelta(days=1))
    for number in range(3):
        make_article(f"Опублікована {number}")
    make_article("Стара", state="archived")


def test_tabs_count_what_waits_in_each_state():
    client = signed_in("editor")
    newsroom(client)
    numbers, current = tabs(client)
    assert numbers == {
        "Усі": None,
        "Мої чернетки": 1,
        "Усі чернетки": 2,
        "На перевірці": 2,
        "Заплановані": 1,
        "Опубліковані": 3,
        "В архіві": 1,
    }
    assert current == ["Усі"]


@pytest.mark.parametrize(
    ("state", "label"),
    [
        ("mine", "Мої чернетки"),
        ("draft", "Усі чернетки"),
        ("review", "На перевірці"),
        ("scheduled", "Заплановані"),
        ("published", "Опубліковані"),
        ("archived", "В архіві"),
    ],
)
def test_a_tab_shows_as_many_as_it_counts(state, label):
    client = signed_in("editor")
    newsroom(client)
    numbers, current = tabs(client, state=state)
    assert current == [label]
    shown = client.get(LIST, {"state": state}).context["cl"].result_list
    assert len(shown) == numbers[label] > 0


def test_an_author_counts_own_articles_alone():
    client = signed_in("author")
    newsroom(client)
    make_article("Моя на перевірці", state="review", created_by=client.user)
    numbers, _ = tabs(client)
    assert numbers == {
        "Усі": None,
        "Мої чернетки": 1,
        "На перевірці": 1,
        "Заплановані": 0,
        "Опубліковані": 0,
        "В архіві": 0,
    }


def test_who_wrote_it_stands_in_the_list():
    client = signed_in("editor")
    client.user.first_name, client.user.last_name = "Оксана", "Гнатюк"
    client.user.save()
    make_article(created_by=client.user)
    assert "Оксана Гнатюк" in client.get(LIST).content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"from": "2026-11-24"}, ["24-те, увечері", "24-те, зранку"]),
        ({"to": "2026-11-23"}, ["23-тє"]),
        ({"from": "2026-11-23", "to": "2026-11-23"}, ["23-тє"]),
        ({"from": "2026-11-25"}, []),
        ({"from": "учора"}, []),
        ({"from": "9999-99-99", "to": "2026-11-24"}, []),
        ({"from": "0001-01-01"}, []),
        ({"from": "", "to": ""}, ["24-те, увечері", "24-те, зранку", "23-тє"]),
    ],
)
def test_days_of_kyiv_narrow_the_list(query, found):
    make_article("23-тє", published_at=datetime(2026, 11, 23, 21, 59, tzinfo=UTC))
    make_article("24-те, зранку", published_at=datetime(2026, 11, 23, 22, 0, tzinfo=UTC))
    make_article("24-те, увечері", published_at=datetime(2026, 11, 24, 21, 59, tzinfo=UTC))
    response = signed_in("editor").get(LIST, query)
    assert [article.title for article in response.context["cl"].result_list] == found


def test_the_filter_of_days_keeps_the_others():
    page = signed_in("editor").get(LIST, {"state": "review", "from": "2026-11-24", "p": "1"})
    form = page.content.decode().partition('class="dates-filter"')[2].partition("</form>")[0]
    assert '<input type="hidden" name="state" value="review">' in form
    assert 'name="from" value="2026-11-24"' in form
    assert 'name="p"' not in form


def test_pages_hold_all_articles_once_in_one_order():
    now = timezone.now()
    Article.objects.bulk_create(
        Article(
            title=f"Новина {number}",
            state="published",
            published_at=now - timedelta(hours=number),
        )
        for number in range(120)
    )
    client = signed_in("editor")
    seen = []
    for page in (1, 2, 3):
        found = client.get(LIST, {"p": page}).context["cl"]
        assert (found.result_count, len(found.result_list)) == (120, (50, 50, 20)[page - 1])
        seen += [article.title for article in found.result_list]
    assert seen == [f"Новина {number}" for number in range(120)]


def queries(client, address):
    client.get(address)  # what Django keeps in memory once, as content types
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def fill(number):
    for each in range(number):
        article = make_article(f"Новина {each}", hromadas=[KUPIANSK], tags=["вода", f"тег {each}"])
        read(article, each)


def test_many_lines_take_as_many_queries_as_one():
    client = signed_in("editor")
    pages = [LIST + query for query in ("", "?state=published", "?q=новина", "?o=-7", "?tag=1")]
    fill(1)
    one = {page: queries(client, page) for page in pages}
    assert max(one.values()) <= 13
    fill(11)
    assert {page: queries(client, page) for page in pages} == one


def test_the_form_takes_as_many_queries_among_many_articles_as_alone():
    client = signed_in("editor")
    article = make_article("Перша", hromadas=[KUPIANSK], tags=["вода"], cover=make_image())
    address = reverse("admin:news_article_change", args=[article.pk])
    alone = queries(client, address)
    fill(12)
    assert queries(client, address) == alone <= 20
    assert queries(client, f"{LIST}add/") <= 8


def test_whole_texts_are_read_for_no_line_of_the_list():
    make_article()
    client = signed_in("editor")
    client.get(LIST)
    with CaptureQueriesContext(connection) as captured:
        client.get(LIST)
    assert not [each["sql"] for each in captured if '"body"' in each["sql"]]
    [shown] = client.get(LIST).context["cl"].result_list
    assert {"body", "lead"} <= shown.get_deferred_fields()
    assert Article.objects.count() == 1


def test_an_article_without_a_title_has_a_link_with_words():
    article = make_article("", state="draft")
    page = signed_in("editor").get("/admin/news/article/").content.decode()
    assert f'/admin/news/article/{article.pk}/change/">Без заголовка</a>' in page
