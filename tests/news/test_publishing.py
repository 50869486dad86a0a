"""When an article is public, and what follows from saving it."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import timezone

from news.models import Article, ReadAlso
from tests.factories import KHARKIV_OBLAST, KUPIANSK, make_article, oblast

pytestmark = pytest.mark.django_db
KYIV = ZoneInfo("Europe/Kyiv")


def test_scheduled_article_appears_at_its_minute():
    nine = datetime(2026, 11, 24, 9, 0, tzinfo=KYIV)
    article = make_article(published_at=nine)
    before = nine - timedelta(seconds=1)
    assert list(Article.objects.published(at=nine)) == [article]
    assert not Article.objects.published(at=before).exists()
    assert article.is_published(at=nine)
    assert not article.is_published(at=before)
    assert article.is_scheduled(at=before)
    assert not article.is_scheduled(at=nine)


@pytest.mark.parametrize("state", ["draft", "review", "archived"])
def test_only_the_published_state_is_public(state):
    article = make_article(state=state)
    assert not Article.objects.published().exists()
    assert not article.is_published()


def test_a_published_article_without_a_date_is_not_public():
    article = Article.objects.create(title="Без дати", state="published")
    assert not article.is_published()
    assert not article.is_scheduled()
    assert not Article.objects.published().exists()


def test_a_hromada_brings_its_oblast():
    article = make_article(hromadas=[KUPIANSK])
    assert [o.katottg for o in article.oblasts.all()] == [KHARKIV_OBLAST]
    article.bring_oblasts()
    assert article.oblasts.count() == 1
    assert list(Article.objects.in_oblast(oblast())) == [article]


def test_saving_mends_the_title_and_derives_the_slug():
    article = make_article(title="  Куп'янська   громада: новини ")
    assert article.title == "Куп’янська громада: новини"
    assert article.slug == "kupianska-hromada-novyny"
    assert article.get_absolute_url() == f"/news/{article.pk}-kupianska-hromada-novyny/"


def test_an_english_article_lives_under_en():
    article = make_article(title="Kupiansk reopens a library", language="en")
    assert article.get_absolute_url() == f"/en/news/{article.pk}-kupiansk-reopens-a-library/"


def test_a_title_without_letters_still_has_an_address():
    article = make_article(title="!!!")
    assert article.get_absolute_url() == f"/news/{article.pk}/"


def test_publishing_nothing_is_refused_in_words():
    article = Article(title="Порожня", state="published")
    with pytest.raises(ValidationError, match="Порожню статтю не можна опублікувати"):
        article.clean()


def test_publishing_without_a_date_means_now():
    article = Article(title="Нова", lead="Лід", state="published")
    article.clean()
    assert abs(article.published_at - timezone.now()) < timedelta(minutes=1)


def test_a_translation_is_in_another_language():
    original = make_article()
    with pytest.raises(ValidationError, match="змініть мову"):
        Article(title="Те саме", lead="а", translation_of=original).clean()


def test_an_article_cannot_be_its_own_card():
    article = make_article()
    with pytest.raises(IntegrityError):
        ReadAlso.objects.create(article=article, to=article)
