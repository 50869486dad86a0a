"""The newsroom's list of articles: what it shows, finds, counts, and does to several at once."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from news.models import Article
from tests.factories import KUPIANSK, KYIV_OBLAST, hromada, make_article, make_tag, oblast, read
from tests.staff import signed_in

pytestmark = pytest.mark.django_db

LIST = "/admin/news/article/"


def titles(client, **query):
    """Return the titles that the list shows for a query, in its order."""
    return [article.title for article in client.get(LIST, query).context["cl"].result_list]


def messages(client, action, articles):
    """Do an action to articles; return what it says."""
    selected = [article.pk for article in articles]
    form = {"action": action, "_selected_action": selected, "index": "0", "confirmed": "yes"}
    response = client.post(LIST, form, follow=True)
    return [str(message) for message in response.context["messages"]]


def queries(client, number):
    """Return how many queries a list of `number` articles more takes."""
    for each in range(number):
        place = hromada(KUPIANSK)
        make_article(f"Новина {each}", hromadas=[place], tags=["вода", f"тег {each}"])
    with CaptureQueriesContext(
        connection,
    ) as captured:
        client.get(LIST)
    return len(captured)


def test_the_list_takes_as_many_queries_for_thirty_articles_as_for_three():
    client = signed_in("editor")
    queries(client, 0)  # what Django keeps in memory once, as content types
    assert queries(client, 3) == queries(client, 27) <= 12


def test_what_has_no_date_stands_first_then_the_newest():
    now = timezone.now()
    make_article("Стара", published_at=now - timedelta(days=9))
    make_article("Запланована", published_at=now + timedelta(days=1))
    make_article("Чернетка", state="draft")
    Article.objects.filter(state="draft").update(published_at=None)
    assert titles(signed_in("editor")) == ["Чернетка", "Запланована", "Стара"]


def test_a_scheduled_article_says_when_in_the_time_of_kyiv():
    make_article(published_at=datetime(2099, 11, 24, 7, 0, tzinfo=UTC))
    page = signed_in("editor").get(LIST).content.decode()
    assert '<span class="stage stage-scheduled">заплановано</span>' in page
    assert "24.11.2099 09:00" in page


def test_views_are_those_that_readers_see_and_sort_the_list():
    counted = make_article("Читана", views_imported=3000)
    make_article("Нечитана")
    read(counted, 89)
    client = signed_in("editor")
    assert "3089" in client.get(LIST).content.decode()
    assert titles(client, o="-7") == ["Читана", "Нечитана"]
    assert titles(client, o="7") == ["Нечитана", "Читана"]


@pytest.mark.parametrize("query", ["ЗГУРІВКА", "згурівка", "  Водогін згурівка ", "обʼєднана"])
def test_search_minds_neither_case_nor_apostrophes(query):
    make_article("У Згурівка полагодили водогін", lead="Об'єднана громада")
    make_article("Інша новина")
    assert titles(signed_in("editor"), q=query) == ["У Згурівка полагодили водогін"]


@pytest.mark.parametrize("query", ["", "   ", "%", "_", "\x00", "'\"; --", "а" * 5000])
def test_any_search_is_answered(query):
    assert signed_in("editor").get(LIST, {"q": query}, follow=True).status_code == 200


@pytest.mark.parametrize(
    ("state", "found"),
    [
        ("draft", ["Чернетка"]),
        ("scheduled", ["Запланована"]),
        ("published", ["Опублікована"]),
        ("archived", []),
    ],
)
def test_states_are_told_apart_as_the_newsroom_does(state, found):
    make_article("Чернетка", state="draft")
    make_article("Запланована", published_at=timezone.now() + timedelta(days=1))
    make_article("Опублікована")
    assert titles(signed_in("editor"), state=state) == found


def test_filters_by_place_and_tag_combine():
    make_article("Вода в Куп’янську", hromadas=[KUPIANSK], tags=["вода"])
    make_article("Школа в Куп’янську", hromadas=[KUPIANSK], tags=["освіта"])
    make_article("Вода на Київщині", oblasts=[KYIV_OBLAST], tags=["вода"])
    client = signed_in("editor")
    place, water = hromada(KUPIANSK), make_tag("вода")
    assert titles(client, hromada=place.pk, tag=water.pk) == ["Вода в Куп’янську"]
    assert titles(client, oblast=oblast(KYIV_OBLAST).pk) == ["Вода на Київщині"]
    page = client.get(LIST, {"hromada": place.pk, "state": "published"}).content.decode()
    assert "Куп’янська міська громада · Куп’янський район, Харківська область" in page
    assert '<input type="hidden" name="state" value="published">' in page


@pytest.mark.parametrize("name", ["hromada", "oblast", "tag", "state", "language__exact", "o", "p"])
def test_a_wrong_filter_is_answered(name):
    client = signed_in("editor")
    for value in ("", "0", "-1", "abc", "9" * 30, "1,2", "٣", "\x00", "<script>"):
        response = client.get(LIST, {name: value}, follow=True)
        assert response.status_code == 200, value
        assert "<script>&" not in response.content.decode(), value


def test_no_filter_lists_all_hromadas_or_tags():
    make_tag("рідкісний тег")
    page = signed_in("editor").get(LIST).content.decode()
    assert page.count("<option") < 60
    assert "рідкісний тег" not in page


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "Опубліковано 1 статтю."), (2, "Опубліковано 2 статті."), (5, "Опубліковано 5 статей.")],
)
def test_publishing_several_says_in_right_ukrainian_how_many(number, words):
    client = signed_in("editor")
    drafts = [make_article(state="draft") for _ in range(number)]
    Article.objects.update(published_at=None)
    assert messages(client, "publish", drafts) == [words]
    published = Article.objects.published()
    assert published.count() == number
    assert set(published.values_list("saved_by", flat=True)) == {client.user.pk}


def test_publishing_keeps_a_future_date_and_says_so():
    planned = make_article(state="draft", published_at=timezone.now() + timedelta(days=1))
    said = messages(signed_in("editor"), "publish", [planned])
    assert said == ["Заплановано 1 статтю: кожна з’явиться у свій час."]
    assert Article.objects.get().is_scheduled()


def test_an_empty_article_is_not_published_and_the_rest_are():
    empty = make_article("Порожня", state="review", body="", lead="")
    ready = make_article("Готова", state="review")
    said = messages(signed_in("editor"), "publish", [empty, ready])
    assert "Опубліковано 1 статтю." in said
    assert any("«Порожня»" in words and "додайте текст" in words for words in said)
    assert set(Article.objects.values_list("title", "state")) == {
        ("Порожня", "review"),
        ("Готова", "published"),
    }


def test_archiving_takes_from_readers_and_says_how_many():
    articles = [make_article(), make_article()]
    client = signed_in("editor")
    assert messages(client, "archive", articles) == ["Перенесено в архів 2 статті."]
    assert not Article.objects.published().exists()
    assert messages(client, "archive", articles) == ["Без змін 2 статті: так уже й було."]


def test_what_was_done_to_several_stands_in_the_history_of_each():
    article = make_article(state="draft")
    client = signed_in("editor")
    messages(client, "publish", [article])
    page = client.get(reverse("admin:news_article_history", args=[article.pk])).content.decode()
    assert "Опубліковано." in page


@pytest.mark.parametrize("action", ["publish", "archive", "delete_selected"])
@pytest.mark.parametrize("chosen", ["", "null", "1,2", "²", "9" * 30, "\x00"])
def test_a_choice_that_is_no_article_breaks_no_action(action, chosen):
    form = {"action": action, "_selected_action": [chosen], "index": "0"}
    response = signed_in("editor").post("/admin/news/article/", form, follow=True)
    assert response.status_code == 200


def test_a_tag_with_an_emptied_address_and_an_error_is_asked_again():
    tag, other = make_tag("відбудова"), make_tag("освіта")
    address = reverse("admin:news_tag_change", args=[tag.pk])
    response = signed_in("admin").post(address, {"name": other.name, "slug": ""})
    assert response.status_code == 200
    assert "Такий тег уже є: «освіта»" in response.content.decode()
