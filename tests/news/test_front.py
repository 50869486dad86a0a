"""The blocks of the front page: what stands where, and nothing twice."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from news.front import arrange, gather
from news.models import Article
from tests.factories import KHARKIV_OBLAST, KUPIANSK, KYIV_OBLAST, make_article, make_tag, read

pytestmark = pytest.mark.django_db

BLOCKS = ("seconds", "latest", "most_read")


def make_articles(number, **fields):
    """Make articles that are an hour apart, the newest first."""
    now = timezone.now()
    return [
        make_article(f"Новина {at}", published_at=now - timedelta(hours=at + 1), **fields)
        for at in range(number)
    ]


def blocks(language="uk"):
    return arrange(*gather(language))


def shown(found):
    """Return the titles of all blocks, in the order of the page."""
    articles = [found["lead"]] if found["lead"] else []
    for name in BLOCKS:
        articles += found[name]
    for _, block in (*found["topics"], *found["by_oblast"]):
        articles += block
    return [article.title for article in articles]


def linked(html):
    """Return the addresses of articles that a page leads to."""
    return re.findall(r'href="((?:/en)?/news/\d+-[^"]*)"', html)


def test_the_newest_fill_the_lead_block_and_then_the_latest_news():
    articles = make_articles(14)
    found = blocks()
    blocks_shown = [found["lead"], *found["seconds"], *found["latest"]]
    assert [each.pk for each in blocks_shown] == [each.pk for each in articles[:13]]


@pytest.mark.parametrize("number", [0, 1, 3, 5, 6, 9, 13, 16, 40])
def test_an_article_stands_once_however_blocks_overlap(number, client):
    """All carry the same topics and oblasts, all are read, and the first blocks' the most."""
    articles = make_articles(
        number, tags=["вода", "енергія"], oblasts=[KHARKIV_OBLAST, KYIV_OBLAST]
    )
    for at, article in enumerate(articles):
        read(article, 1 + (at < 6))
    titles = shown(blocks())
    assert len(titles) == len(set(titles)) == min(number, len(titles))
    assert len(titles) >= min(number, 13)
    html = client.get("/").content.decode()
    addresses = linked(html)
    assert len(addresses) == len(set(addresses)) == len(titles)


def test_what_was_most_read_and_is_above_already_gives_way_to_the_next():
    articles = make_articles(20)
    for at, article in enumerate(articles):
        read(article, 20 - at)
    assert [each.title for each in blocks()["most_read"]] == [f"Новина {n}" for n in range(13, 18)]


def test_an_old_article_that_many_read_this_week_is_told():
    old = make_article("Торішня", published_at=timezone.now() - timedelta(days=400))
    articles = make_articles(170)
    for article in (old, articles[160], articles[165]):
        read(article, 2)
    assert [each.title for each in blocks()["most_read"]][-1] == "Торішня"


def test_few_readings_make_no_block():
    for article in make_articles(15)[13:]:
        read(article, 3)
    assert blocks()["most_read"] == []


def test_a_topic_needs_three_that_stand_nowhere_else():
    make_articles(13, tags=["вода"])
    now = timezone.now()
    for at in range(5):
        tags = ["вода", "енергія"] if at < 2 else ["енергія"]
        make_article(f"Давня {at}", tags=tags, published_at=now - timedelta(days=at + 2))
    (topic,) = blocks()["topics"]
    assert topic[0].title == "енергія"
    assert [each.title for each in topic[1]] == ["Давня 0", "Давня 1", "Давня 2"]


def test_oblasts_that_the_page_has_not_named_come_first():
    make_articles(13, hromadas=[KUPIANSK])
    now = timezone.now()
    for at in range(4):
        make_article("Харків", oblasts=[KHARKIV_OBLAST], published_at=now - timedelta(days=at + 2))
    for at in range(2):
        make_article("Київ", oblasts=[KYIV_OBLAST], published_at=now - timedelta(days=at + 9))
    found = blocks()["by_oblast"]
    assert [(oblast.katottg, len(news)) for oblast, news in found] == [
        (KYIV_OBLAST, 2),
        (KHARKIV_OBLAST, 3),
    ]


def test_chips_are_the_most_active_topics_first():
    make_articles(3, tags=["вода"])
    make_articles(2, tags=["енергія", "вода"])
    assert [tag.title for tag, _ in blocks()["tags"]] == ["вода", "енергія"]


def test_a_front_page_speaks_its_own_language_only(client):
    make_articles(30, tags=["вода"], oblasts=[KHARKIV_OBLAST])
    make_tag("вода").delete()
    html = client.get("/en/").content.decode()
    assert linked(html) == []
    assert "There is no news here yet." in html
    english = make_article("A library reopens", language="en", oblasts=[KHARKIV_OBLAST])
    assert linked(client.get("/en/").content.decode()) == [english.get_absolute_url()]


def test_what_is_not_public_is_nowhere_on_it(client):
    make_articles(3, state="draft", tags=["вода"])
    make_article("Завтрашня", published_at=timezone.now() + timedelta(days=1))
    for article in Article.objects.all():
        read(article)
    assert shown(blocks()) == []
    assert linked(client.get("/").content.decode()) == []
