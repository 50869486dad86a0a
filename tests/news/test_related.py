"""«Читайте також»: picks first, then place and topic, and each card says why."""

from datetime import timedelta

import pytest
from django.utils import timezone

from news.article_page import article_context, public_article
from news.models import ReadAlso
from tests.factories import KHARKIV_OBLAST, KUPIANSK, LVIV_OBLAST, make_article

pytestmark = pytest.mark.django_db


def days_ago(days):
    return timezone.now() - timedelta(days=days)


def cards(article):
    return article_context(public_article(article.pk))["read_also"]


def titles(article):
    return [related.card.title for related in cards(article)]


def test_place_beats_topic_beats_newness():
    article = make_article(hromadas=[KUPIANSK], tags=["партнерство"], published_at=days_ago(300))
    make_article("Новіша про інше", oblasts=[LVIV_OBLAST])
    make_article("Та сама область", oblasts=[KHARKIV_OBLAST], published_at=days_ago(200))
    make_article("Та сама тема", tags=["партнерство"], published_at=days_ago(250))
    make_article("Та сама громада", hromadas=[KUPIANSK], published_at=days_ago(400))
    assert titles(article) == [
        "Та сама громада",
        "Та сама тема",
        "Та сама область",
        "Новіша про інше",
    ]
    why = [related.why for related in cards(article)]
    assert why == [
        ("Куп’янська громада",),
        ("партнерство",),
        ("Харківська область",),
        ("Найновіше",),
    ]


def test_all_shared_labels_count_also_of_one_that_is_far_away_in_another():
    article = make_article(hromadas=[KUPIANSK], tags=["вода", "ліс"], published_at=days_ago(300))
    make_article("Громада", hromadas=[KUPIANSK], published_at=days_ago(301))
    make_article(
        "Громада й тема", hromadas=[KUPIANSK], tags=["вода", "ліс"], published_at=days_ago(350)
    )
    assert titles(article) == ["Громада й тема", "Громада"]
    assert cards(article)[0].why == ("Куп’янська громада", "вода", "ліс")


def test_picks_come_first_in_their_order():
    article = make_article(hromadas=[KUPIANSK])
    make_article("Споріднена", hromadas=[KUPIANSK])
    for position, title in enumerate(["Перша", "Друга"]):
        ReadAlso.objects.create(article=article, to=make_article(title), position=position)
    assert titles(article) == ["Перша", "Друга", "Споріднена"]
    assert cards(article)[0].why == ("Вибір редакції",)


def test_never_itself_another_language_or_unpublished():
    article = make_article(hromadas=[KUPIANSK])
    hidden = make_article("Чернетка", hromadas=[KUPIANSK], state="draft")
    english = make_article("Kupiansk", hromadas=[KUPIANSK], language="en")
    make_article("Майбутня", hromadas=[KUPIANSK], published_at=days_ago(-1))
    ReadAlso.objects.create(article=article, to=hidden)
    ReadAlso.objects.create(article=article, to=english)
    assert titles(article) == []


def test_of_two_equal_ties_the_nearer_in_time_is_first():
    article = make_article(tags=["вода"], published_at=days_ago(500))
    make_article("Далека", tags=["вода"], published_at=days_ago(1))
    make_article("Близька", tags=["вода"], published_at=days_ago(490))
    assert titles(article) == ["Близька", "Далека"]


@pytest.mark.parametrize("rows", [1, 40])
def test_queries_do_not_grow_with_the_archive(rows, django_assert_num_queries):
    article = make_article(hromadas=[KUPIANSK], tags=["вода"])
    for number in range(rows):
        make_article(f"Стаття {number}", hromadas=[KUPIANSK], tags=["вода", f"тема {number}"])
    assert len(cards(article)) == min(rows, 4)
    with django_assert_num_queries(4):
        assert len(cards(article)) == min(rows, 4)
