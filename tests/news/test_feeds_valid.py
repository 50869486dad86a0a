"""Every feed of a site keeps the rules of its format and is read without complaint by a reader's
program; an article is in exactly the feeds of what it carries."""

from calendar import timegm
from itertools import product

import feedparser
import pytest
from django.db import transaction
from django.utils import timezone

from news.demo import files, newsroom
from news.feeds import views
from news.feeds.subjects import address_of_feed, path_of
from news.models import Article, Tag
from regions.models import Hromada, Oblast
from tests.factories import KUPIANSK, make_article, make_tag
from tests.news.feed_rules import RULES
from tests.site.kinds import make_newsroom

pytestmark = pytest.mark.soak_on_postgres
SITE = "https://portal.example"
LANGUAGES = "uk", "en"


@pytest.fixture(autouse=True)
def _site(settings):
    settings.SITE_URL = SITE


def paths_of_public():
    """Return {path of a feed: {(language, id) of the public articles that belong into it}}: of
    everything, each topic, each oblast, each hromada that any article carries, and every pair."""
    found = {path_of(): set()}
    found |= {path_of(slug=tag.slug): set() for tag in Tag.objects.all()}
    found |= {path_of(oblast.katottg): set() for oblast in Oblast.objects.all()}
    for article in Article.objects.published().prefetch_related("tags", "oblasts", "hromadas"):
        codes = [place.katottg for place in (*article.oblasts.all(), *article.hromadas.all())]
        slugs = [tag.slug for tag in article.tags.all()]
        carried = {path_of(), *map(path_of, codes), *(path_of(slug=slug) for slug in slugs)}
        carried |= {path_of(*pair) for pair in product(codes, slugs)}
        for path in carried:
            found.setdefault(path, set()).add((article.language, article.pk))
    return found


def check(client, path, language, format, articles):
    """Check one feed against its rules, a reader's program, and the Articles {id: Article}."""
    address = address_of_feed(language, path, format)
    response = client.get(address.removeprefix(SITE))
    assert response.status_code == 200, address
    items = RULES[format](response.content, address)
    found = []
    for identity, title, moment in items:
        article = articles[int(identity.rstrip("/").rpartition("/")[2])]
        assert title == article.title
        assert moment == article.published_at.replace(microsecond=0)
        found.append(article.pk)
    if format != "json":
        headers = {name.lower(): value for name, value in response.items()}
        read = feedparser.parse(response.content, response_headers=headers)
        assert not read.bozo, (address, read.get("bozo_exception"))
        assert read.version == {"rss": "rss20", "atom": "atom10"}[format]
        assert read.encoding == "utf-8"
        assert [entry.id for entry in read.entries] == [item[0] for item in items]
        assert [timegm(entry.published_parsed) for entry in read.entries] == [
            int(item[2].timestamp()) for item in items
        ]
        for entry, pk in zip(read.entries, found, strict=True):
            assert entry.title == articles[pk].title
            assert entry.content[-1].value.startswith("<")
            assert "&amp;laquo;" not in entry.content[-1].value
    return found


def check_all(client, formats_of, monkeypatch):
    """Check all feeds of what is published, `formats_of` a path, and that each has its articles."""
    monkeypatch.setattr(views, "LENGTH", 1000)
    articles, number = Article.objects.in_bulk(), 0
    for path, belonging in paths_of_public().items():
        for language in LANGUAGES:
            its = {pk for spoken, pk in belonging if spoken == language}
            for format in formats_of(path):
                found = check(client, path, language, format, articles)
                assert set(found) == its, path
                assert len(found) == len(its)
                number += 1
    return number


@pytest.mark.django_db
@pytest.mark.usefixtures("media")
def test_every_feed_of_a_small_newsroom_keeps_the_rules(client, monkeypatch):
    make_newsroom()
    tags = make_tag("ремонт доріг"), make_tag("лише тут")
    make_article("Ґанок & «Їжак» <3 — «щедрість» об’єднань", hromadas=[KUPIANSK], tags=tags)
    make_article("Чернетка", state="draft", hromadas=[KUPIANSK], tags=tags)
    # Feeds of one place are alike in all: each format has its turn.
    formats = list(RULES)
    turns = {path: formats[number % 3] for number, path in enumerate(sorted(paths_of_public()))}

    def formats_of(path):
        return formats if path == "all" or path.count("/") == 2 else [turns[path]]

    assert check_all(client, formats_of, monkeypatch) > 80


@pytest.mark.soak
@pytest.mark.django_db
def test_every_feed_of_the_demo_keeps_the_rules(client, monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(newsroom, "COVER_SIZE", (384, 216))
    with transaction.atomic():
        newsroom.load(files.read_tags(), files.read_articles(), timezone.now())
    number = check_all(client, lambda path: list(RULES), monkeypatch)
    empty = Hromada.objects.exclude(articles__in=Article.objects.all())
    for katottg in empty.values_list("katottg", flat=True):
        for format in RULES:
            assert check(client, path_of(katottg), "uk", format, {}) == []
            number += 1
    assert number > 5000
