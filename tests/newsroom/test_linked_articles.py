"""Our own articles for a link in a text: only what readers can open, for who may write."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories import make_article, make_user
from tests.staff import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.soak_on_postgres]

LINKED = "/admin/news/article/linked/"


def found(client, words):
    return client.get(LINKED, {"q": words}).json()["articles"]


@pytest.mark.parametrize("role", ["author", "editor", "admin"])
def test_public_articles_are_found_by_words(role):
    article = make_article("Автобус до Вишневого")
    english = make_article("Автобус: a new bus", language="en")
    make_article("Автобус, чернетка", state="draft")
    make_article("Автобус завтра", published_at=timezone.now() + timedelta(days=1))
    make_article("Бібліотека")
    articles = found(signed_in(role), "АВТОБУС")
    assert {one["path"] for one in articles} == {
        article.get_absolute_url(),
        english.get_absolute_url(),
    }
    assert [one["note"].endswith(", англійською") for one in articles].count(True) == 1


def test_what_is_no_word_finds_nothing(django_assert_max_num_queries):
    client = signed_in("editor")
    for number in range(10):
        make_article(f"Автобус {number}")
    assert found(client, "") == found(client, " \x00 ") == found(client, "тролейбус") == []
    assert len(found(client, "автобус " * 200)) == 8
    with django_assert_max_num_queries(6):
        found(client, "автобус")


def test_who_may_not_write_may_not_ask():
    assert signed_in("anonymous").get(LINKED)["Location"].startswith("/admin/login/")
    assert signed_in("editor", username="b").post(LINKED).status_code == 405
    user = make_user("author", username="c")
    user.groups.clear()
    client = signed_in("anonymous")
    client.force_login(user)
    assert client.get(LINKED).status_code == 403
