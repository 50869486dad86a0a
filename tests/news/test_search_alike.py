"""Both engines find what comparing all texts in Python finds: each of these tests runs on both."""

import random
from datetime import timedelta
from typing import NamedTuple

import pytest
from django.utils import timezone

from news.listing import Listing
from news.models import Article
from news.search import find, tables
from news.search.finding import RANKED
from tests.gold.pairs_that_do_not_match import PAIRS as DIFFERENT
from tests.gold.pairs_that_match import PAIRS
from ukrainian.lemmas import asked, finds, terms

pytestmark = pytest.mark.django_db

FORMS = [form for _, form in PAIRS] + [form for _, form, _ in DIFFERENT] + ["та", "і", "2026"]
QUERIES = [query for query, _ in PAIRS] + [query for query, _, _ in DIFFERENT] + ["2026"]


class Text(NamedTuple):
    """An article as it is compared: all its lemmas, and those of the words of each part of it."""

    whole: str
    lemmas: set
    parts: list

    def has(self, word):
        if not self.lemmas.isdisjoint(word.whole):
            return True
        return bool(word.parts) and not any(self.lemmas.isdisjoint(part) for part in word.parts)

    def has_phrase(self, words):
        return any(
            all(not there.isdisjoint(word.whole) for there, word in zip(run, words, strict=True))
            for part in self.parts
            for run in (part[at : at + len(words)] for at in range(len(part) - len(words) + 1))
        )


def newsroom(chance, count):
    """Make so many articles of random words, in bulk; return {id: Text}."""
    now = timezone.now()
    made = Article.objects.bulk_create(
        Article(
            title=" ".join(chance.choices(FORMS, k=4)),
            slug="a",
            lead=" ".join(chance.choices(FORMS, k=8)),
            body=f"<p>{' '.join(chance.choices(FORMS, k=30))}</p>",
            state="published",
            published_at=now - timedelta(hours=number),
        )
        for number in range(count)
    )
    tables.add_missing()
    texts = {}
    for each in made:
        told = [each.title, each.lead, each.body[3:-4]]
        parts = [[set(term.lemmas) for term in terms(text)] for text in told]
        lemmas = {lemma for part in parts for word in part for lemma in word}
        texts[each.pk] = Text(" . ".join(told), lemmas, parts)
    return texts


def searches(chance, texts, count):
    """Yield (query, ids of the articles that have what it asks for)."""
    for number in range(count):
        query = " ".join(chance.choices(QUERIES, k=chance.choice([1, 1, 2, 3])))
        words, unwanted = asked(query), []
        if number % 4 == 1:
            other = chance.choice(QUERIES).split()[0]
            query, unwanted = f"{query} -{other}", asked(other)
        if number % 4 == 3:
            text = chance.choice(list(texts.values())).whole.split(" . ")[2].split()
            at, long = chance.randrange(len(text) - 2), chance.choice([2, 2, 3])
            phrase = " ".join(text[at : at + long])
            words = asked(phrase)
            if len(words) < 2:
                continue
            has = {pk for pk, text in texts.items() if text.has_phrase(words)}
            if number % 8 == 3:
                yield f"«{phrase}»", has
            else:
                word = chance.choice(words).text
                yield f"{word} -«{phrase}»", _with(texts, asked(word)) - has
        elif words:
            yield query, _with(texts, words, unwanted)


def _with(texts, words, unwanted=()):
    return {
        pk
        for pk, text in texts.items()
        if all(map(text.has, words)) and not any(map(text.has, unwanted))
    }


def compare(articles, number):
    """Search so many times among so many articles; return how many were found in all."""
    chance, total = random.Random(6), 0
    texts = newsroom(chance, articles)
    first = next(iter(texts.values()))
    assert all(first.has(word) for word in asked(first.whole))
    assert finds(first.whole, first.whole)
    for query, wanted in searches(chance, texts, number):
        found = find(query, Listing("uk"), most=articles)
        if found.number is None:  # texts are read for to a bound
            assert "«" in query
            assert set(found.ids) <= wanted, query
            assert len(found.ids) == found.more_than >= RANKED
        else:
            assert set(found.ids) == wanted, query
        total += len(wanted)
    return total


def test_the_same_is_found_as_by_comparing_texts():
    assert compare(150, 60) > 150


@pytest.mark.soak
def test_the_same_is_found_as_by_comparing_2000_texts():
    assert compare(2000, 200) > 2000
