"""«Читайте також»: picks first, then place, topic and words, and each card says why."""

from datetime import timedelta

import pytest
from django.utils import timezone

from news import relating
from news.article_page import article_context, public_article
from news.models import Article, ReadAlso
from tests.factories import KHARKIV_OBLAST, KUPIANSK, LVIV_OBLAST, make_article

pytestmark = pytest.mark.django_db

WATER = "<p>Водогін у селі полагодили. Насос качає воду, водогін не тече, насос новий.</p>"
SCHOOL = "<p>Ліцей чекає учнів. Учні питають розклад, ліцей друкує розклад.</p>"


def days_ago(days):
    return timezone.now() - timedelta(days=days)


def make(title, **fields):
    """Make an article that shares no word with others, unless told otherwise."""
    return make_article(title, **({"lead": "", "body": "<p>123</p>"} | fields))


def cards(article):
    return article_context(public_article(article.pk))["read_also"]


def titles(article):
    return [related.card.title for related in cards(article)]


def test_place_beats_topic_beats_newness():
    article = make("1", hromadas=[KUPIANSK], tags=["партнерство"], published_at=days_ago(300))
    make("Новіша про інше", oblasts=[LVIV_OBLAST])
    make("Та сама область", oblasts=[KHARKIV_OBLAST], published_at=days_ago(200))
    make("Та сама тема", tags=["партнерство"], published_at=days_ago(250))
    make("Та сама громада", hromadas=[KUPIANSK], published_at=days_ago(400))
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
    article = make("1", hromadas=[KUPIANSK], tags=["вода", "ліс"], published_at=days_ago(300))
    make("Громада", hromadas=[KUPIANSK], published_at=days_ago(301))
    make("Громада й тема", hromadas=[KUPIANSK], tags=["вода", "ліс"], published_at=days_ago(350))
    assert titles(article) == ["Громада й тема", "Громада"]
    assert cards(article)[0].why == ("Куп’янська громада", "вода", "ліс")


def test_a_rare_topic_ties_more_than_a_common_one():
    article = make("1", tags=["бюджет", "бджоли"])
    make("Рідкісна", tags=["бджоли"], published_at=days_ago(9))
    for number in range(8):
        make(f"№ {number}", tags=["бюджет"], published_at=days_ago(1 + number))
    assert titles(article) == ["Рідкісна", "№ 0", "№ 1", "№ 2"]


def test_words_tie_what_no_label_does():
    article = make("Новий насос", body=WATER, published_at=days_ago(300))
    make("Про водогін", body=WATER.replace("полагодили", "відкрили"), published_at=days_ago(310))
    make("Про ліцей", body=SCHOOL)
    assert relating.work()
    assert titles(article) == ["Про водогін", "Про ліцей"]
    assert [related.why for related in cards(article)] == [("Схоже за змістом",), ("Найновіше",)]


def test_what_shares_next_to_nothing_is_not_called_related():
    """A topic that every article carries, and a word said in passing, years ago."""
    article = make("Ліцей", tags=["новини"], body=SCHOOL + "<p>Насос.</p>")
    make("Парк", tags=["новини"], body=WATER, published_at=days_ago(2000))
    for number in range(12):
        make(f"№ {number}", tags=["новини"], published_at=days_ago(1900 + number))
    assert relating.work()
    assert {related.why for related in cards(article)} == {("Найновіше",)}


def test_four_cards_are_not_one_story_four_times():
    article = make("1", tags=["вода"], published_at=days_ago(10))
    for day in range(1, 6):
        make(f"Водогін, день {day}", tags=["вода"], body=WATER, published_at=days_ago(10 + day))
    make("Про ліцей", tags=["вода"], body=SCHOOL, published_at=days_ago(90))
    make("Без слів", tags=["вода"], published_at=days_ago(91))
    assert relating.work()
    assert titles(article) == ["Водогін, день 1", "Про ліцей", "Без слів", "Водогін, день 2"]


def test_picks_come_first_in_their_order():
    article = make("1", hromadas=[KUPIANSK])
    make("Споріднена", hromadas=[KUPIANSK])
    for position, title in enumerate(["Перша", "Друга"]):
        ReadAlso.objects.create(article=article, to=make(title), position=position)
    assert titles(article) == ["Перша", "Друга", "Споріднена"]
    assert cards(article)[0].why == ("Вибір редакції",)


def test_never_itself_another_language_or_unpublished():
    article = make("1", hromadas=[KUPIANSK], body=WATER)
    hidden = make("Чернетка", hromadas=[KUPIANSK], body=WATER, state="draft")
    english = make("Kupiansk", hromadas=[KUPIANSK], body=WATER, language="en")
    make("Майбутня", hromadas=[KUPIANSK], body=WATER, published_at=days_ago(-1))
    ReadAlso.objects.create(article=article, to=hidden)
    ReadAlso.objects.create(article=article, to=english)
    assert relating.work()
    assert titles(article) == []


def test_of_two_equal_ties_the_nearer_in_time_is_first():
    article = make("1", tags=["вода"], published_at=days_ago(500))
    make("Далека", tags=["вода"], published_at=days_ago(1))
    make("Близька", tags=["вода"], published_at=days_ago(490))
    assert titles(article) == ["Близька", "Далека"]


def test_a_preview_of_a_draft_shows_what_will_stand_there():
    make("Про водогін", body=WATER)
    draft = make("Новий насос", body=WATER, state="draft", published_at=None)
    assert relating.work()
    (card,) = article_context(Article.objects.get(pk=draft.pk))["read_also"]
    assert (card.card.title, card.why) == ("Про водогін", ("Схоже за змістом",))


@pytest.mark.parametrize("rows", [1, 40])
def test_queries_do_not_grow_with_the_archive(rows, django_assert_num_queries):
    article = make("1", hromadas=[KUPIANSK], tags=["вода"])
    for number in range(rows):
        make(f"Стаття {number}", hromadas=[KUPIANSK], tags=["вода", f"тема {number}"])
    assert len(cards(article)) == min(rows, 4)
    with django_assert_num_queries(3):
        assert len(cards(article)) == min(rows, 4)
