"""What is new, for whom and in which letter."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from digest import gathering
from digest.models import Letter, Noticed
from news.models import Article
from tests.digest.subscribers import make_subscription
from tests.factories import KHARKIV_OBLAST, KUPIANSK, LVIV_OBLAST, make_article, make_tag

pytestmark = pytest.mark.django_db

KYIV = ZoneInfo("Europe/Kyiv")
MONDAY = datetime(2026, 11, 23, 7, tzinfo=KYIV)
DAY = timedelta(days=1)


def told(at=MONDAY, *kinds):
    """Write the letters of a moment; return {address's subscription: titles} of those written."""
    gathering.notice(at)
    for often in kinds or ("daily", "weekly"):
        gathering.write(often, at)
    titles = dict(Article.objects.values_list("pk", "title"))
    return {
        letter.subscription_id: [titles[pk] for pk in letter.articles]
        for letter in Letter.objects.filter(until=at)
    }


def at(hours=0, days=0):
    return MONDAY + timedelta(hours=hours, days=days)


def test_each_is_told_what_they_want_and_no_more():
    make_tag("освіта")
    everything = make_subscription("a@example.org", since=at(days=-1))
    place = make_subscription("b@example.org", since=at(days=-1), regions=[KUPIANSK])
    oblast = make_subscription("c@example.org", since=at(days=-1), regions=[KHARKIV_OBLAST])
    both = make_subscription(
        "d@example.org", since=at(days=-1), regions=[LVIV_OBLAST], tags=["osvita"]
    )
    make_subscription("e@example.org", since=at(days=-1), language="en")
    make_article("Про Куп’янськ", hromadas=[KUPIANSK], published_at=at(-3))
    make_article("Про Львів і школи", oblasts=[LVIV_OBLAST], tags=["освіта"], published_at=at(-2))
    make_article("Про школи", tags=["освіта"], published_at=at(-1))
    assert told() == {
        everything.pk: ["Про школи", "Про Львів і школи", "Про Куп’янськ"],
        place.pk: ["Про Куп’янськ"],
        oblast.pk: ["Про Куп’янськ"],
        both.pk: ["Про школи", "Про Львів і школи"],
    }


def test_news_is_told_once():
    one = make_subscription(since=at(days=-1))
    make_article("Понеділкова", published_at=at(-1))
    assert told() == {one.pk: ["Понеділкова"]}
    assert told(at(1)) == {}  # the same day
    make_article("Вівторкова", published_at=at(23))
    assert told(at(days=1)) == {one.pk: ["Вівторкова"]}


def test_what_is_published_late_under_an_earlier_date_is_news_still():
    one = make_subscription(since=at(days=-3))
    late = make_article("Запізніла", state="draft", published_at=at(-12))
    make_article("Вчасна", published_at=at(-2))
    assert told() == {one.pk: ["Вчасна"]}
    Article.objects.filter(pk=late.pk).update(state="published")
    assert told(at(days=1)) == {one.pk: ["Запізніла"]}


def test_an_archive_that_is_imported_is_no_news():
    make_subscription(since=at(days=-30))
    make_article("Зі старого порталу", published_at=at(days=-20))
    gathering.notice(at(days=-1))
    make_article("Теж", published_at=at(days=-25))
    assert told() == {}


def test_a_correction_brings_no_letter():
    one = make_subscription(since=at(days=-1))
    article = make_article("Новина", published_at=at(-1))
    assert told() == {one.pk: ["Новина"]}
    article.change_note, article.changed_at = "Уточнено дату.", at(2)
    article.title = "Новина виправлена"
    article.save()
    assert told(at(days=1)) == {}


def test_what_was_withdrawn_and_published_again_is_told_once():
    one = make_subscription(since=at(days=-1))
    article = make_article("Новина", published_at=at(-1))
    assert told() == {one.pk: ["Новина"]}
    Article.objects.filter(pk=article.pk).update(state="draft")
    assert told(at(days=1)) == {}
    Article.objects.filter(pk=article.pk).update(state="published", published_at=at(30))
    assert told(at(days=2)) == {}


def test_a_scheduled_article_is_news_when_it_has_appeared():
    one = make_subscription(since=at(days=-1))
    make_article("Заплановане", published_at=at(1))
    assert told() == {}
    assert told(at(days=1)) == {one.pk: ["Заплановане"]}


def test_who_subscribes_is_told_only_of_what_comes_after():
    make_article("Раніша", published_at=at(-3))
    one = make_subscription(since=at(-2))
    make_article("Пізніша", published_at=at(-1))
    assert told() == {one.pk: ["Пізніша"]}


def test_an_empty_letter_is_not_written_and_a_missed_day_is_made_up_for():
    one = make_subscription(since=at(days=-1), regions=[KUPIANSK])
    make_article("Про інше", oblasts=[LVIV_OBLAST], published_at=at(-1))
    assert told() == {}
    make_article("Вівторок", hromadas=[KUPIANSK], published_at=at(days=1))
    make_article("Середа", hromadas=[KUPIANSK], published_at=at(days=2))
    assert told(at(1, days=9)) == {one.pk: ["Середа", "Вівторок"]}


def test_weekly_letters_come_from_monday_on_and_once():
    one = make_subscription(since=at(days=-4), often="weekly")
    make_article("Торішня середа", published_at=at(days=-2))
    assert told(at(days=-1)) == {}  # Sunday of the week in which they subscribed
    assert told(at(days=1)) == {one.pk: ["Торішня середа"]}  # Monday was missed
    make_article("Вівторок", published_at=at(days=1, hours=2))
    assert told(at(days=4)) == {}
    assert told(at(days=7)) == {one.pk: ["Вівторок"]}


def test_a_week_is_that_of_kyiv():
    late = datetime(2026, 11, 22, 23, 30, tzinfo=KYIV)
    assert gathering.period_of("weekly", late) == "2026-W47"
    assert gathering.period_of("weekly", late + timedelta(hours=1)) == "2026-W48"
    assert gathering.period_of("daily", late + timedelta(hours=1)) == "2026-11-23"
    assert gathering.period_of("weekly", datetime(2027, 1, 1, 12, tzinfo=KYIV)) == "2026-W53"


def test_a_topic_that_was_merged_is_followed_under_its_new_name():
    old, new = make_tag("школи"), make_tag("освіта")
    one = make_subscription(since=at(days=-1), tags=["shkoly"])
    old.merge_into(new)
    make_article("Про освіту", tags=["освіта"], published_at=at(-1))
    assert told() == {one.pk: ["Про освіту"]}


def test_a_place_that_is_gone_and_topics_that_nobody_carries_bring_nothing():
    make_subscription(since=at(days=-1), tags=["nemaie"], regions=["UA00000000000000000"])
    make_article("Новина", published_at=at(-1))
    assert told() == {}


def test_writing_takes_as_many_queries_for_many_subscribers(django_assert_max_num_queries):
    for number in range(40):
        make_subscription(f"r{number}@example.org", since=at(days=-1), regions=[KUPIANSK])
    for number in range(30):
        make_article(f"Новина {number}", hromadas=[KUPIANSK], published_at=at(-2))
    with django_assert_max_num_queries(40):
        assert len(told()) == 40


def test_what_was_noticed_is_forgotten_after_two_months():
    make_article(published_at=at(-1))
    gathering.notice(MONDAY)
    assert Noticed.objects.count() == 1
    gathering.notice(at(days=61))
    assert Noticed.objects.count() == 0
    assert timezone.is_aware(MONDAY)
