"""The name of a tag can tell what is still being written: it is listed once an article is out."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories import make_article

pytestmark = pytest.mark.django_db

LISTS = ("/news/", "/search/?q=вода", "/tags/", "/en/news/", "/sitemap.xml", "/api/v1/tags/")


@pytest.mark.parametrize("address", LISTS)
def test_a_tag_is_listed_nowhere_before_an_article_that_carries_it_is_public(client, address):
    soon = timezone.now() + timedelta(hours=1)
    make_article("Відкрита", tags=["вода"])
    make_article("In English", language="en", tags=["вода"])
    make_article("Написана", state="draft", tags=["відставка голови"])
    make_article("Запланована", published_at=soon, tags=["відставка голови"])
    make_article("В архіві", state="archived", tags=["відставка голови"])
    assert "vidstavka-holovy" not in client.get(address).content.decode()
    make_article("Новина", tags=["відставка голови"])
    make_article("News", language="en", tags=["відставка голови"])
    if address != "/sitemap.xml":  # an index of other files
        assert "vidstavka-holovy" in client.get(address).content.decode()
