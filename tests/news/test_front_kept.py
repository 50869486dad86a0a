"""The blocks of the front page are kept by what they show, and are never older than it."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from news import parts
from news.models import Article, Tag
from news.models.front_page import FrontPage
from tests.factories import KUPIANSK, LVIV_OBLAST, hromada, make_article, make_image

pytestmark = pytest.mark.django_db


@pytest.fixture
def newsroom(media):
    cover = make_image()
    for number in range(12):
        make_article(
            f"Новина {number}",
            lead=f"Лід {number}",
            published_at=timezone.now() - timedelta(days=number),
            hromadas=[KUPIANSK] if number % 2 else (),
            oblasts=() if number % 2 else [LVIV_OBLAST],
            tags=["вода"],
            cover=None if number else cover,
        )


def shown_below():
    return Article.objects.filter(title="Новина 6")


CHANGES = {
    "title": lambda: shown_below().update(title="Інша назва"),
    "address": lambda: shown_below().update(slug="insha-adresa"),
    "date": lambda: shown_below().update(published_at=F("published_at") + timedelta(hours=30)),
    "state": lambda: shown_below().update(state="draft"),
    "lead of the lead": lambda: Article.objects.filter(title="Новина 0").update(lead="Інший"),
    "cover": lambda: Article.objects.filter(title="Новина 0").update(cover=None),
    "name of the place": lambda: type(hromada()).objects.update(short_name="Нова"),
    "topic": lambda: Tag.objects.update(name="водопостачання"),
    "pin": lambda: FrontPage.objects.get_or_create(language="uk")[0].pins.create(
        article=shown_below().get(), position=1
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_the_front_page_shows_every_change(newsroom, change, client):
    shown = client.get("/").content.decode()
    assert client.get("/").content.decode() == shown
    CHANGES[change]()
    assert client.get("/").content.decode() != shown


def test_a_block_that_shows_the_same_is_not_made_again(newsroom, client, monkeypatch):
    client.get("/")
    kept = set(parts._kept)
    Tag.objects.update(description="Ніде на першій сторінці")  # another generation
    client.get("/")
    assert set(parts._kept) == kept
