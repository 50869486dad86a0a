"""A Listing gives the newest, counts to a bound, and tells the months, under any labels."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from news import listing
from news.listing import Listing, listing_of, months, numbers, numbers_under, pair_of
from news.models import Article, Kind
from tests.factories import KUPIANSK, LVIV_OBLAST, hromada, make_article, make_tag, oblast

pytestmark = pytest.mark.django_db


def titles(cards):
    return [card.title for card in cards]


def make_articles(count, **fields):
    now = timezone.now()
    for number in range(count):
        make_article(f"{number}", published_at=now - timedelta(hours=number + 1), **fields)


def test_what_several_labels_name_carries_all_of_them():
    make_article("обидва", hromadas=[KUPIANSK], tags=["вода"])
    make_article("лише громада", hromadas=[KUPIANSK])
    make_article("лише тема", tags=["вода"])
    both = listing_of(hromada(), make_tag("вода"), language="uk")
    assert titles(both.cards(10)) == ["обидва"]
    assert both.number() == 1
    assert titles(listing_of(oblast(), hromada(), language="uk").cards(10)) == [
        "лише громада",
        "обидва",
    ]


def test_any_of_labels_lists_an_article_once():
    make_articles(3, tags=["вода", "освіта"], oblasts=[LVIV_OBLAST])
    make_article("чужа", tags=["дороги"])
    labels = (make_tag("вода"), make_tag("освіта"), oblast(LVIV_OBLAST))
    any_of = Listing("uk", any_of=tuple(map(pair_of, labels)))
    assert titles(any_of.cards(10)) == ["0", "1", "2"]
    assert any_of.number() == 3
    last = Article.objects.get(title="1")
    edge = (last.published_at, last.pk)
    assert titles(any_of.cards(10, edge)) == ["2"]
    assert [pk for _, pk in any_of.above(edge, 10)] == [
        last.pk,
        Article.objects.get(title="0").pk,
    ]
    assert any_of.number_above(edge) == 2


def test_what_is_to_come_and_what_is_in_another_language_is_not_listed():
    make_article("завтра", tags=["вода"], published_at=timezone.now() + timedelta(days=1))
    make_article("English", tags=["вода"], language="en")
    make_article("чернетка", tags=["вода"], state="draft")
    listed = listing_of(make_tag("вода"), language="uk")
    assert (listed.cards(10), listed.number(), numbers(Kind.TAG, "uk")) == ([], 0, {})
    assert listed.number_above((timezone.now() - timedelta(days=9), 1)) == 0
    assert months(listed) == []


def test_many_are_counted_to_a_bound_and_one_topic_to_its_end(monkeypatch):
    monkeypatch.setattr(listing, "MOST_COUNTED", 2)
    make_articles(4, tags=["вода"], hromadas=[KUPIANSK])
    assert listing_of(make_tag("вода"), language="uk").number() == 4
    both = listing_of(make_tag("вода"), hromada(), language="uk")
    assert both.number() is None
    oldest = Article.objects.order_by("published_at")[0]
    assert both.number_above((oldest.published_at, oldest.pk)) is None
    # What each of too many would leave isn't counted either: the choice has no numbers.
    assert numbers_under(Kind.TAG, listing_of(hromada(), language="uk")) == {
        make_tag("вода").pk: None
    }


def test_months_are_those_of_kyiv_and_exact():
    for moment in (
        datetime(2025, 6, 30, 20, 59, 59, 999999, tzinfo=UTC),  # June for another microsecond
        datetime(2025, 6, 30, 21, 0, tzinfo=UTC),
        datetime(2025, 7, 31, 20, 59, 59, 999999, tzinfo=UTC),
        datetime(2024, 12, 31, 22, 0, tzinfo=UTC),  # the first moment of 2025
    ):
        make_article(tags=["вода"], published_at=moment)
    expected = [((2025, 7), 2), ((2025, 6), 1), ((2025, 1), 1)]
    assert months(Listing("uk")) == expected
    assert months(listing_of(make_tag("вода"), language="uk")) == expected


def test_thousands_of_months_are_counted_in_parts(monkeypatch):
    monkeypatch.setattr(listing, "COMPOUND", 7)
    make_article(published_at=datetime(2020, 2, 5, tzinfo=UTC))
    make_article(published_at=datetime(2024, 2, 5, tzinfo=UTC))
    assert months(Listing("uk")) == [((2024, 2), 1), ((2020, 2), 1)]
