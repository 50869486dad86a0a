"""What editors pin to the top of the front page, as readers see it and as it is kept."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from news.front import lead_block
from news.models import FrontPage
from tests.factories import make_article

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def front():
    return FrontPage.objects.get(language="uk")


def days_ago(title, days, **fields):
    return make_article(title, published_at=timezone.now() - timedelta(days=days), **fields)


def top(at=None, language="uk"):
    return [article.title for article in lead_block(language, at)]


def test_pins_stand_first_and_the_newest_after_them(front):
    days_ago("Вчорашня", 1)
    days_ago("Давня", 400)
    pinned = days_ago("Найважливіша", 300)
    assert front.pin(pinned) == 1
    assert top() == ["Найважливіша", "Вчорашня", "Давня"]


def test_a_scheduled_one_takes_its_place_at_its_minute(front, now):
    days_ago("Вчорашня", 1)
    minute = now + timedelta(hours=1)
    front.pin(make_article("Запланована", published_at=minute))
    assert top(minute - timedelta(seconds=1)) == ["Вчорашня"]
    assert top(minute) == ["Запланована", "Вчорашня"]


def test_it_leaves_at_the_minute_until_which_it_was_pinned(front, now):
    pinned, _ = days_ago("Закріплена", 9), days_ago("Вчорашня", 1)
    front.pin(pinned)
    until = now + timedelta(hours=2)
    front.keep_until(pinned.pk, until)
    assert top(until - timedelta(seconds=1)) == ["Закріплена", "Вчорашня"]
    assert top(until) == ["Вчорашня", "Закріплена"]


def test_what_is_taken_from_readers_is_taken_from_the_top_too(front):
    pinned, _ = days_ago("Закріплена", 9), days_ago("Вчорашня", 1)
    front.pin(pinned)
    for change in ({"state": "archived"}, {"state": "draft"}):
        type(pinned).objects.filter(pk=pinned.pk).update(**change)
        assert top() == ["Вчорашня"]
    type(pinned).objects.filter(pk=pinned.pk).update(state="published", language="en")
    assert (top(), top(language="en")) == (["Вчорашня"], ["Закріплена"])
    pinned.delete()
    assert front.pins.count() == 0


def test_moving_changes_places_and_stops_at_the_ends(front):
    articles = [days_ago(title, 1) for title in "абв"]
    assert [front.pin(article) for article in articles] == [1, 2, 3]
    assert front.move(articles[2].pk, -1) == 2
    assert top() == ["а", "в", "б"]
    assert front.move(articles[0].pk, -1) == 1
    assert front.move(articles[1].pk, 1) == 3
    front.unpin(articles[0].pk)
    assert front.move(articles[1].pk, -1) == 1
    assert top()[:2] == ["б", "в"]


def test_each_change_is_a_step_from_what_is_stored(front):
    """One editor moves an article while another, who saw an older list, pins and unpins."""
    first, second, third = (days_ago(title, 1) for title in "абв")
    front.pin(first), front.pin(second)
    older = FrontPage.objects.get(pk=front.pk)
    front.move(second.pk, -1)
    older.pin(third)
    older.unpin(first.pk)
    assert [pin.article.title for pin in front.pins.all()] == ["б", "в"]
    with pytest.raises(ValidationError, match="тим часом відкріпили"):
        front.move(first.pk, 1)


def test_there_are_five_places_and_what_is_over_holds_none(front, now):
    articles = [days_ago(f"Новина {at}", at + 1) for at in range(6)]
    for article in articles[:5]:
        front.pin(article)
    with pytest.raises(ValidationError, match="Усі 5 місць зайняті"):
        front.pin(articles[5])
    front.keep_until(articles[0].pk, now + timedelta(hours=1))
    assert front.pin(articles[5], at=now + timedelta(hours=2)) == 5
    assert not front.pins.filter(article=articles[0]).exists()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"state": "draft"}, "опубліковану чи заплановану"),
        ({"state": "archived"}, "опубліковану чи заплановану"),
        ({"language": "en"}, "іншою мовою"),
    ],
)
def test_what_readers_could_not_see_is_refused(fields, words, front):
    with pytest.raises(ValidationError, match=words):
        front.pin(make_article(**fields))


def test_twice_and_too_late_are_refused(front, now):
    tomorrow = now + timedelta(days=1)
    article = make_article(published_at=tomorrow)
    front.pin(article)
    with pytest.raises(ValidationError, match="вже закріплено"):
        front.pin(article)
    with pytest.raises(ValidationError, match="уже минув"):
        front.keep_until(article.pk, now - timedelta(minutes=1))
    with pytest.raises(ValidationError, match="з’явиться пізніше"):
        front.keep_until(article.pk, tomorrow)
