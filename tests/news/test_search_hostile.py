"""No string makes the search fail, and none says more to an engine than words."""

import random

import pytest

from news.listing import Listing
from news.models import Article
from news.search import MAX_QUERY, find, parse, search
from tests.factories import make_article

pytestmark = pytest.mark.django_db

PIECES = [
    *("вода", "громад*", "*", "-", "--", "−вода", "«", "»", '"', "'", "''", "\\", "\x00", "\x01"),
    *(
        "AND",
        "OR",
        "NOT",
        "NEAR(вода рада, 2)",
        "title:",
        "{title}:",
        "^вода",
        "a:*",
        "&",
        "|",
        "!",
    ),
    *(
        "(",
        ")",
        "<->",
        ":*",
        ":A",
        "§1§1",
        "%s",
        "%",
        "_",
        "?",
        "$1",
        "--;",
        "🙂",
        "\ud800",
        "𝟙",
        "ａ",
    ),
    *("Івано-Франківськ", "о́", "ǆ", "ﬁ", "߀", "\u200b", "'вода", "вода'", "x'y'z", "²³", "½"),
]


def test_no_query_fails():
    make_article("Вода", tags=["вода"])
    chance = random.Random(6)
    for _ in range(150):
        query = chance.choice(["", " "]).join(chance.choices(PIECES, k=chance.randint(1, 8)))
        find(query, Listing("uk")).by_oblast()
        list(search(Article.objects.all(), query)[:3])
        parse(query, typing=True)


def test_a_query_of_any_length_is_read_to_its_bound():
    make_article("Вода")
    assert find("вода " * 100_000, Listing("uk")).number == 1
    assert find("-" * MAX_QUERY + "вода", Listing("uk")).number in (0, 1)
    find("а-" * MAX_QUERY, Listing("uk"))
    find("«" * MAX_QUERY, Listing("uk"))


@pytest.mark.parametrize(
    "query", ['вода" OR "рада', "вода' | 'рада", "вода) OR (рада", "вода OR рада"]
)
def test_operators_of_the_engines_are_words(query):
    make_article("Рада")
    assert find(query, Listing("uk")).ids == ()
