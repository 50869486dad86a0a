"""Views are exact by the window and by the limit, and the imported base is kept apart."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django.test import override_settings

from news import counting
from news.models import Article, RefusedViews, Seen, ViewsByDay, ViewsBySource, ViewsTotal
from news.readers import begins, day_of
from news.tally import AGAIN, HOUR, View, enter
from tests.factories import make_article
from tests.news.beacons import report

pytestmark = pytest.mark.django_db

DAY = day_of(1_790_000_000_000)
NOON = begins(DAY) + 12 * HOUR


def old_article(**fields):
    return make_article(published_at=datetime(2026, 1, 1, tzinfo=UTC), **fields)


def read(article, at=NOON, reader=1, address=1, source=""):
    """Enter one view at a time in milliseconds; return why it was refused, or ""."""
    view = View(article.pk, at, day_of(at), reader, address, source=source)
    enter([view])
    return view.refusal


def views_of(article):
    """Return how often an article was read here, which its days and its total must both say."""
    total = sum(ViewsTotal.objects.filter(article=article).values_list("count", flat=True))
    assert sum(ViewsByDay.objects.filter(article=article).values_list("count", flat=True)) == total
    return total


def test_a_view_is_added_to_the_imported_base(client):
    article = make_article(views_imported=3089)
    assert report(client, article).json() == {"views": 3090}
    assert report(client, article, address="192.0.2.2").json() == {"views": 3091}
    article = Article.objects.get(pk=article.pk)
    assert (article.views_imported, article.views) == (3089, 3091)
    assert Article.objects.with_views().get().views == 3091


def test_an_unread_article_has_its_base():
    make_article(views_imported=7)
    assert Article.objects.with_views().get().views == 7
    assert Article.objects.get().views == 7


def test_a_day_is_a_day_of_kyiv():
    article = old_article()
    midnight = begins(DAY + timedelta(days=1))
    read(article, midnight - 1, reader=1)
    read(article, midnight, reader=2)
    days = ViewsByDay.objects.order_by("day").values_list("day", "count")
    assert list(days) == [(DAY, 1), (DAY + timedelta(days=1), 1)]


def test_a_reader_counts_once_in_thirty_minutes_to_the_millisecond():
    article = old_article()
    times = (0, 1, AGAIN - 1, AGAIN, AGAIN + 5, 2 * AGAIN - 1, 2 * AGAIN)
    answers = [read(article, NOON + after) for after in times]
    assert answers == ["", "repeat", "repeat", "", "repeat", "repeat", ""]
    assert views_of(article) == 3
    assert RefusedViews.objects.get().count == 4


def test_one_address_adds_so_many_in_any_hour():
    """Not in a clock's hour: around its end that would be twice as many."""
    article, other = old_article(), old_article()
    with override_settings(VIEWS_PER_ADDRESS=5):
        answers = [read(article, NOON + n * HOUR // 10, reader=n) for n in range(18)]
        assert [n for n, why in enumerate(answers) if not why] == [*range(5), *range(10, 15)]
        assert {why for why in answers if why} == {"too_many"}
        assert read(article, NOON, reader=99, address=2) == ""
        assert read(other, NOON, reader=100, address=3) == ""


def test_who_was_refused_for_the_address_is_no_repeat_later():
    article = old_article()
    with override_settings(VIEWS_PER_ADDRESS=1):
        assert read(article, NOON, reader=1) == ""
        assert read(article, NOON + HOUR - 1, reader=2) == "too_many"
        assert read(article, NOON + HOUR, reader=2) == ""


def test_views_of_one_transaction_are_judged_by_each_other():
    article, draft = old_article(views_imported=10), old_article(state="draft")
    views = [View(article.pk, NOON + n, DAY, reader=n % 3, address=7) for n in range(6)]
    views += [View(draft.pk, NOON, DAY, 50), View(10**17, NOON, DAY, 51)]
    views += [View(article.pk, NOON, DAY, refusal="robot")]
    enter(views)
    refusals = ["", "", "", "repeat", "repeat", "repeat", "unknown", "unknown", "robot"]
    assert [view.refusal for view in views] == refusals
    assert [view.number for view in views] == [13] * 6 + [None, None, 13]
    assert views_of(article) == 3
    refused = dict(RefusedViews.objects.values_list("reason", "count"))
    assert refused == {"repeat": 3, "unknown": 2, "robot": 1}


def test_a_scheduled_article_is_read_from_its_moment_on():
    moment = datetime(2026, 9, 21, 9, tzinfo=UTC)
    article, at = make_article(published_at=moment), int(moment.timestamp() * 1000)
    assert read(article, at - 1, reader=1) == "unknown"
    assert read(article, at, reader=1) == ""


def test_where_readers_came_from_adds_up_to_the_views():
    article = old_article()
    for reader, source in enumerate(["", "facebook", "facebook", "kupiansk.info"]):
        read(article, reader=reader, source=source)
    read(article, reader=1, source="facebook")
    sources = dict(ViewsBySource.objects.values_list("source", "count"))
    assert sources == {"": 1, "facebook": 2, "kupiansk.info": 1}


def test_what_fails_is_undone_whole():
    article = old_article()

    def fail():
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        enter([View(article.pk, NOON, DAY, 1, 1)], fail)
    assert (views_of(article), Seen.objects.count()) == (0, 0)
    assert read(article) == ""


def test_counts_from_elsewhere_are_added_to_days_and_total():
    article = old_article()
    counting.add([(article.pk, DAY, 5), (article.pk, DAY - timedelta(days=1), 2)])
    counting.add([(article.pk, DAY, 1)])
    assert views_of(article) == 8


def test_a_view_is_no_change_of_the_content(django_capture_on_commit_callbacks, client):
    article = make_article()
    with django_capture_on_commit_callbacks() as callbacks:
        assert report(client, article).status_code == 200
        assert report(client, article, user_agent="curl/8.0").status_code == 200
    assert callbacks == []
