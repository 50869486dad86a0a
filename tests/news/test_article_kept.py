"""What a page shows is kept by its values: whatever is changed, and past whom, is seen at once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from news import structured
from news.article_page import article_context
from news.models import Article, Image, ReadAlso, Tag
from news.templatetags import articles
from regions.models import Hromada
from tests.factories import KUPIANSK, make_article, make_image, read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


@pytest.fixture
def article():
    """An article with all that a page can show."""
    cover, inside = make_image(caption="Підпис"), make_image(alt="Міст", credit="Ірина Бойко")
    moment = timezone.now() - timedelta(days=3)
    fields = {"tags": ["вода"], "hromadas": [KUPIANSK]}
    make_article("Раніша", published_at=moment - timedelta(days=1), **fields)
    found = make_article(
        "Своя",
        body=f'<p>Текст.</p><figure><img src="/media/images/{inside.pk}.jpg" alt="Міст"></figure>',
        published_at=moment,
        cover=cover,
        **fields,
    )
    make_article("Water", language="en", translation_of=found)
    picked = make_article("Обрана", oblasts=[])
    ReadAlso.objects.create(article=found, to=picked)
    return found


def page(client, article):
    response = client.get(Article.objects.get(pk=article.pk).get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


CHANGES = {
    "a field": lambda article: Article.objects.filter(pk=article.pk).update(byline="НОВЕ"),
    "a correction": lambda article: Article.objects.filter(pk=article.pk).update(
        change_note="НОВЕ"
    ),
    "the text": lambda article: Article.objects.filter(pk=article.pk).update(body="<p>НОВЕ</p>"),
    "a topic": lambda article: Tag.objects.filter(name="вода").update(name="НОВЕ"),
    "a place": lambda article: Hromada.objects.filter(katottg=KUPIANSK).update(name="НОВЕ"),
    "the cover": lambda article: Image.objects.filter(pk=article.cover_id).update(caption="НОВЕ"),
    "a picture inside": lambda article: Image.objects.filter(alt="Міст").update(credit="НОВЕ"),
    "a neighbour": lambda article: Article.objects.filter(title="Раніша").update(title="НОВЕ"),
    "a card": lambda article: Article.objects.filter(title="Обрана").update(title="НОВЕ"),
    "a translation": lambda article: Article.objects.filter(title="Water").update(slug="НОВЕ"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_every_change_is_seen_by_the_next_reader(client, article, change):
    assert "НОВЕ" not in page(client, article)
    change(article)
    assert "НОВЕ" in page(client, article)


def test_views_are_always_those_of_now(client, article):
    assert "<span data-views>0</span>" in page(client, article)
    read(article)
    assert "<span data-views>1</span>" in page(client, article)


def test_what_is_equal_is_not_made_again(client, article, monkeypatch):
    first = page(client, article)
    monkeypatch.setattr(structured, "news_article", None)
    assert page(client, article) == first


def test_the_number_of_what_is_kept_is_bounded(client, article, monkeypatch):
    monkeypatch.setattr(articles, "MOST_KEPT", 4)
    articles._parts.clear()
    for title in ("Перша", "Друга", "Третя"):
        assert title in page(client, make_article(title))
    assert len(articles._parts) == 4


def test_a_preview_is_kept_nowhere(article):
    articles._parts.clear()
    assert article_context(article)["values"] is None
