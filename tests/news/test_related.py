"""«Читайте також»: picks first, then place and topic, and each card says why."""

from datetime import timedelta

import pytest
from django.utils import timezone

from news.models import Article, ReadAlso
from news.related import read_also
from tests.factories import KHARKIV_OBLAST, KUPIANSK, LVIV_OBLAST, make_article

pytestmark = pytest.mark.django_db


def days_ago(days):
    return timezone.now() - timedelta(days=days)


def titles(article):
    return [card.article.title for card in read_also(article)]


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
    why = [card.why for card in read_also(article)]
    assert why == [["Куп’янська громада"], ["партнерство"], ["Харківська область"], ["Найновіше"]]


def test_picks_come_first_in_their_order():
    article = make_article(hromadas=[KUPIANSK])
    make_article("Споріднена", hromadas=[KUPIANSK])
    for position, title in enumerate(["Перша", "Друга"]):
        ReadAlso.objects.create(article=article, to=make_article(title), position=position)
    assert titles(article) == ["Перша", "Друга", "Споріднена"]
    assert read_also(article)[0].why == ["Вибір редакції"]


def test_never_itself_another_language_or_unpublished():
    article = make_article(hromadas=[KUPIANSK])
    hidden = make_article("Чернетка", hromadas=[KUPIANSK], state="draft")
    make_article("Kupiansk", hromadas=[KUPIANSK], language="en")
    make_article("Майбутня", hromadas=[KUPIANSK], published_at=days_ago(-1))
    ReadAlso.objects.create(article=article, to=hidden)
    assert titles(article) == []


def test_of_two_equal_ties_the_nearer_in_time_is_first():
    article = make_article(tags=["вода"], published_at=days_ago(500))
    make_article("Далека", tags=["вода"], published_at=days_ago(1))
    make_article("Близька", tags=["вода"], published_at=days_ago(490))
    assert titles(article) == ["Близька", "Далека"]


@pytest.mark.parametrize("rows", [1, 60])
def test_queries_do_not_grow_with_the_archive(rows, django_assert_num_queries):
    article = make_article(hromadas=[KUPIANSK], tags=["вода"])
    for number in range(rows):
        make_article(f"Стаття {number}", hromadas=[KUPIANSK], tags=["вода", f"тема {number}"])
    article = Article.objects.prefetch_related("tags").with_places().get(pk=article.pk)
    with django_assert_num_queries(9 if rows < 4 else 8):
        assert len(read_also(article)) == min(rows, 4)
