"""What the search finds and what not, by tables of pairs that were written before it."""

import pytest
from django.utils import timezone

from news.listing import Listing
from news.models import Article
from news.search import find, tables
from regions.models import Hromada, Settlement
from tests.gold.pairs_that_do_not_match import PAIRS as DIFFERENT
from tests.gold.pairs_that_match import PAIRS, RENAMED

pytestmark = pytest.mark.django_db


def articles_with(forms):
    """Make an article of each form, in bulk; return their ids in order."""
    now = timezone.now()
    made = Article.objects.bulk_create(
        Article(
            title="Новина",
            slug="novyna",
            body=f"<p>Ідеться, отже, про {form}.</p>",
            state="published",
            published_at=now,
        )
        for form in forms
    )
    tables.add_missing()
    return [article.pk for article in made]


def found(query):
    return set(find(query, Listing("uk")).ids)


def test_every_form_of_a_word_is_found():
    ids = articles_with(form for _, form in PAIRS)
    missed = [pair for pk, pair in zip(ids, PAIRS, strict=True) if pk not in found(pair[0])]
    assert len(PAIRS) >= 150
    assert len(missed) <= 0.02 * len(PAIRS), missed


def test_other_words_are_not_found():
    ids = articles_with(form for _, form, _ in DIFFERENT)
    wrong = [pair for pk, pair in zip(ids, DIFFERENT, strict=True) if pk in found(pair[0])]
    assert len(DIFFERENT) >= 60
    assert len(wrong) <= 2, wrong


def test_a_place_is_found_by_all_names_that_it_has_had():
    ids = articles_with(form for _, form, _ in RENAMED)
    for pk, (_, _, code) in zip(ids, RENAMED, strict=True):
        place = Hromada.objects.filter(katottg=code).first()
        place = place or Settlement.objects.get(katottg=code).hromada
        Article.objects.get(pk=pk).hromadas.add(place)
    missed = [pair for pk, pair in zip(ids, RENAMED, strict=True) if pk not in found(pair[0])]
    assert not missed
