"""What is related to an article is stored, and found anew when what it stands on has changed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from news import related
from news.article_page import around, article_context, public_article
from news.models import Article, Listed, RelatedArticles
from tests.factories import KUPIANSK, hromada, make_article, make_tag

pytestmark = pytest.mark.django_db


def days_ago(days):
    return timezone.now() - timedelta(days=days)


def cards(article):
    return article_context(public_article(article.pk))["read_also"]


def shown(article):
    return [found.card.title for found in cards(article)]


@pytest.fixture
def article():
    """An article of a topic, with four related ones and more in spare."""
    found = make_article("Сама", tags=["вода"], published_at=days_ago(100))
    for number in range(6):
        make_article(f"№ {number}", tags=["вода"], published_at=days_ago(110 + 10 * number))
    assert shown(found) == ["№ 0", "№ 1", "№ 2", "№ 3"]
    return found


@pytest.fixture
def scored(monkeypatch):
    """A list that grows with every scoring."""
    calls, score = [], related.score
    monkeypatch.setattr(related, "score", lambda features: calls.append(1) or score(features))
    return calls


def test_what_is_stored_holds_when_something_else_changes(article, scored):
    make_article("Про інше", tags=["школа"])
    assert shown(article) == ["№ 0", "№ 1", "№ 2", "№ 3"]
    assert not scored


def test_a_better_one_that_is_published_is_seen_at_once(article, scored):
    draft = make_article("Краща", tags=["вода"], published_at=days_ago(99), state="draft")
    assert shown(article)[0] == "№ 0"
    draft.state = "published"
    draft.save()
    assert shown(article) == ["Краща", "№ 0", "№ 1", "№ 2"]
    assert scored


def test_one_that_is_unpublished_or_deleted_leaves_no_gap(article):
    Article.objects.filter(title="№ 1").update(state="draft")
    assert shown(article) == ["№ 0", "№ 2", "№ 3", "№ 4"]
    Article.objects.get(title="№ 0").delete()
    assert shown(article) == ["№ 2", "№ 3", "№ 4", "№ 5"]


def test_a_scheduled_one_is_stored_and_appears_at_its_minute(article):
    at = timezone.now() + timedelta(hours=1)
    later = make_article("Згодом", tags=["вода"], published_at=at)
    Article.objects.filter(pk=article.pk).update(published_at=days_ago(0))
    assert "Згодом" not in shown(article)
    found = public_article(article.pk)
    assert found.related[0] == later.pk
    for moment, is_shown in ((at - timedelta(seconds=1), False), (at, True)):
        cards = around(found, found.labels, found.related, moment).cards
        assert (later.pk in cards) is is_shown


def test_a_topic_that_is_renamed_or_merged_is_named_rightly(article):
    topic = make_tag("вода")
    topic.name = "водогони"
    topic.save()
    assert cards(article)[0].why == ("водогони",)
    other = make_tag("комунальні послуги")
    make_article("Іншої теми", tags=[other], published_at=days_ago(101))
    topic.merge_into(other)
    assert shown(article)[:2] == ["Іншої теми", "№ 0"]
    assert cards(article)[0].why == ("комунальні послуги",)


def test_own_labels_and_those_of_others_decide_again(article):
    near = make_article("Громада", hromadas=[KUPIANSK], published_at=days_ago(101))
    article.hromadas.add(hromada())
    assert shown(article)[0] == "Громада"
    near.hromadas.clear()
    near.oblasts.clear()
    assert "Громада" not in shown(article)
    article.tags.clear()
    assert {found.why for found in cards(article)} == {("Найновіше",)}


def test_what_took_its_number_earlier_and_is_committed_later_is_seen(article):
    other = make_article("Про інше", tags=["школа"])
    number = Listed.objects.get(article=other).id
    shown(article)
    other.tags.clear()
    late = make_article("Пізніша", tags=["вода"], published_at=days_ago(100))
    Listed.objects.filter(article=late).update(id=number)
    assert shown(article)[0] == "Пізніша"


def test_a_preview_stores_nothing(article):
    RelatedArticles.objects.all().delete()
    article_context(Article.objects.get(pk=article.pk))
    assert not RelatedArticles.objects.exists()
