"""The desk tells what the newsroom writes about this week, in numbers."""

from datetime import timedelta

import pytest
from django.utils import timezone

from news import generation
from news.models import Trends
from news.trends import Trend
from tests.staff import signed_in

pytestmark = pytest.mark.django_db


def store(words=(), places=(), at=None, language="uk"):
    Trends.objects.update_or_create(
        language=language,
        defaults={"at": at or timezone.now(), "words": words, "places": places},
    )


def block(client):
    """Return the block of the desk, or None."""
    blocks = client.get("/admin/").context["blocks"]
    return next((block for block in blocks if block.key == "trends"), None)


def test_words_lead_to_their_articles_and_places_to_their_pages():
    store(
        [Trend("укриття", "", 12, 1.5), Trend("ЮНІСЕФ", "", 3, 0.0)],
        [Trend("Куп’янська громада", "/regions/kharkivska/kupianska/", 1, 0.5)],
    )
    for role in ("author", "editor", "admin"):
        rows = block(signed_in(role)).rows
        assert [(row.text, row.url, row.notes) for row in rows] == [
            (
                "Куп’янська громада",
                "/regions/kharkivska/kupianska/",
                ["1 стаття за тиждень", "зазвичай менше однієї"],
            ),
            (
                "укриття",
                "/admin/news/article/?q=%D1%83%D0%BA%D1%80%D0%B8%D1%82%D1%82%D1%8F",
                ["12 статей за тиждень", "зазвичай 1,5"],
            ),
            (
                "ЮНІСЕФ",
                "/admin/news/article/?q=%D0%AE%D0%9D%D0%86%D0%A1%D0%95%D0%A4",
                ["3 статті за тиждень", "досі майже не писали"],
            ),
        ]


def test_there_is_no_block_without_any_and_none_of_what_is_old_or_english():
    client = signed_in("editor")
    assert block(client) is None
    store([Trend("укриття", "", 12, 1.5)], at=timezone.now() - timedelta(days=3))
    store([Trend("shelters", "", 12, 1.5)], language="en")
    generation.move()
    assert block(client) is None
