"""The previous and the next article of a topic: public ones, in one language, in order of time."""

from datetime import timedelta

import pytest
from django.utils import timezone

from news.article_page import article_context, public_article
from tests.factories import make_article

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def at(days, title="Стаття", **fields):
    """Make an article of the topic «вода», published so many days ago."""
    fields = {"tags": ["вода"], "published_at": NOW - timedelta(days=days)} | fields
    return make_article(title, **fields)


def around(article):
    """Return the ids of the neighbours on an article's page, or None where it has none."""
    found = article_context(article)["neighbours"]
    return found and tuple(card and card.pk for card in (found.earlier, found.later))


def test_the_nearest_on_both_sides():
    far, before, here, after, last = (at(days) for days in (9, 5, 4, 3, 1))
    assert around(here) == (before.pk, after.pk)
    assert around(far) == (None, before.pk)
    assert around(last) == (after.pk, None)


def test_articles_of_one_minute_stand_in_the_order_of_their_numbers():
    first, second, third = at(2), at(2), at(2)
    assert around(second) == (first.pk, third.pk)
    assert around(first) == (None, second.pk)


def test_only_public_ones_of_the_language_and_the_topic():
    here = at(4)
    at(5, state="draft")
    at(5, language="en")
    at(5, tags=["школа"])
    at(-1)  # scheduled
    assert around(here) is None


def test_the_topic_is_the_first_tag():
    here = at(4, tags=["школа", "вода"])
    before = at(5)
    at(3, tags=["школа"])
    found = article_context(public_article(here.pk))["neighbours"]
    assert (found.tag.title, found.earlier.pk, found.later) == ("вода", before.pk, None)


def test_an_article_without_tags_or_date_has_none():
    at(5)
    assert around(at(4, tags=[])) is None
    draft = at(4, state="draft")
    draft.published_at = None
    assert around(draft) is None


def test_the_page_says_the_topic_and_the_dates_in_words(client):
    before, here, after = at(5, "Раніша <b>"), at(4), at(3, "Пізніша")
    html = client.get(here.get_absolute_url()).content.decode()
    section = html.split('<nav class="neighbours"')[1].split("</nav>")[0]
    assert "Ще на тему «вода»" in section
    assert f'<a href="{before.get_absolute_url()}" rel="prev">Раніша &lt;b&gt;</a>' in section
    assert f'<a href="{after.get_absolute_url()}" rel="next">Пізніша</a>' in section
    assert section.index("Раніше, <time") < section.index("Пізніше, <time")
