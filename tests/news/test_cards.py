"""A card is never older than what it shows, and the pieces of pages than the content."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.template import Context, Template

from news import cards
from news.cards import card_of, made
from news.models import Article
from tests.factories import KUPIANSK, LVIV_OBLAST, hromada, make_article, make_image

pytestmark = [pytest.mark.django_db, pytest.mark.soak_on_postgres]


def rows():
    return list(Article.objects.order_by("pk").values_list(*cards.COLUMNS))


@pytest.fixture
def article(media):
    return make_article("Стаття", hromadas=[KUPIANSK], cover=make_image())


def test_cards_of_rows_and_of_articles_are_the_same(article):
    make_article("Без обкладинки", oblasts=[LVIV_OBLAST])
    make_article("Ніде", slug="")
    of_articles = [card_of(one) for one in Article.objects.with_cards().order_by("pk")]
    assert made(rows(), "uk") == of_articles
    for card, one in zip(of_articles, Article.objects.order_by("pk"), strict=True):
        assert card_of(card) is card
        assert card.get_absolute_url() == one.get_absolute_url()
        assert (str(card), card.ornament_seed) == (str(one), one.ornament_seed)


CHANGES = {
    "title": lambda: Article.objects.update(title="Інша назва"),
    "lead": lambda: Article.objects.update(lead="Інший лід"),
    "address": lambda: Article.objects.update(slug="insha-adresa"),
    "date": lambda: Article.objects.update(published_at=F("published_at") - timedelta(days=400)),
    "cover": lambda: Article.objects.update(cover=None),
    "place": lambda: Article.hromadas.through.objects.all().delete(),
    "name of the place": lambda: type(hromada()).objects.update(short_name="Нова"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_card_shows_every_change(article, change, client):
    shown = client.get("/news/").content.decode()
    CHANGES[change]()
    assert client.get("/news/").content.decode() != shown


def test_a_card_speaks_the_language_of_the_page(client):
    make_article("Kupiansk", language="en", hromadas=[KUPIANSK])
    make_article("Куп’янськ", hromadas=[KUPIANSK])
    assert '<span class="place">Kupianska hromada</span>' in client.get("/en/").content.decode()
    assert '<span class="place">Куп’янська громада</span>' in client.get("/").content.decode()


def test_a_kept_piece_is_that_of_its_values_and_of_the_content():
    template = Template('{% load site %}{% kept "piece" one %}{{ shown }}{% endkept %}')

    def show(one, shown):
        return template.render(Context({"one": one, "shown": shown}))

    assert show(1, "перше") == "перше"
    assert show(1, "друге") == "перше"
    assert show(2, "друге") == "друге"
    make_article()
    assert show(1, "третє") == "третє"


def test_what_a_piece_asks_lazily_is_not_asked_once_kept():
    template = Template('{% load site %}{% kept "lazy" %}{{ ask }}{% endkept %}')
    asked = []
    context = {"ask": lambda: asked.append(1) or "відповідь"}
    assert [template.render(Context(context)) for _ in range(3)] == ["відповідь"] * 3
    assert asked == [1]


def test_pieces_are_bounded(monkeypatch):
    monkeypatch.setattr("news.templatetags.site.MOST_KEPT", 100)
    template = Template('{% load site %}{% kept "piece" one %}{{ shown }}{% endkept %}')
    for one in range(50):
        template.render(Context({"one": one, "shown": "а" * 40}))
    assert template.render(Context({"one": 0, "shown": "б"})) == "б"
