"""The pieces of feeds are kept, and never older than what they say; whole texts or summaries."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from news import renditions
from news.feeds import formats
from news.models import Tag
from tests.factories import (
    KUPIANSK,
    image_bytes,
    make_article,
    make_image,
    upload_image,
)
from tests.news.feed_rules import RULES
from tests.news.test_feeds import FORMATS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media"), pytest.mark.soak_on_postgres]

SITE = "https://portal.example"


@pytest.fixture(autouse=True)
def _site(settings):
    settings.SITE_URL = SITE
    formats._piece.cache_clear()


@pytest.fixture
def feed(client):
    """A function that returns a feed of everything, bytes, having kept it once before."""
    return lambda format: client.get(f"/feeds/all.{format}").content


def test_a_piece_is_written_once_whatever_feeds_have_it(client):
    make_article(tags=["вода"], hromadas=[KUPIANSK])
    for path in ("all", "tags/voda", f"regions/{KUPIANSK}", f"regions/{KUPIANSK}/voda", "all"):
        client.get(f"/feeds/{path}.rss")
    assert formats._piece.cache_info().misses == 1
    client.get("/feeds/all.atom")
    assert formats._piece.cache_info().misses == 2


def enclosed(cover):
    """Return the path in the storage of what a feed encloses of an Image."""
    return f"renditions/{cover.pk}/{cover.fingerprint}-full-960.jpg"


def changes():
    """Return {what is changed: how}, functions of an Article, past the newsroom and its save()."""

    def of_article(**fields):
        return lambda article: type(article).objects.filter(pk=article.pk).update(**fields)

    def of_picture(article):
        pk = article.body.partition("/images/")[2].partition(".")[0]
        type(article.cover).objects.filter(pk=pk).update(credit="Олена Коваль")

    def of_file(article):
        default_storage.delete(enclosed(article.cover))

    return {
        "title": of_article(title="Нова назва"),
        "slug": of_article(slug="nova-nazva"),
        "lead": of_article(lead="Новий лід"),
        "credit of a picture": of_picture,
        "body": of_article(body="<p>Новий текст</p>"),
        "byline": of_article(byline="Олена Коваль"),
        "name of a topic": lambda _: Tag.objects.update(name="тепло"),
        "topics": lambda article: article.tags.clear(),
        "file of the cover": of_file,
        "date": of_article(published_at=timezone.now() - timedelta(days=3)),
        "correction": of_article(changed_at=timezone.now()),
    }


@pytest.mark.parametrize("format", FORMATS)
def test_whatever_it_says_a_change_is_seen_at_once(format, feed):
    picture = make_image(content=image_bytes((1000, 500)))
    article = make_article(
        body=f'<p>Текст</p><figure><img src="/media/images/{picture.pk}.jpg" alt="М"></figure>',
        cover=make_image(),
        tags=["вода"],
        hromadas=[KUPIANSK],
        byline="Автор",
    )
    before = feed(format)
    for what, change in changes().items():
        change(article)
        after = feed(format)
        assert after != before, what
        before = after


@pytest.mark.parametrize("format", FORMATS)
def test_a_cover_is_enclosed_with_its_size_before_and_after_its_renditions_are_made(format, feed):
    cover = upload_image(content=image_bytes((1300, 700)))
    make_article(cover=cover)
    RULES[format](feed(format), f"{SITE}/feeds/all.{format}")
    first = feed(format)
    renditions.make(cover)
    assert feed(format) != first
    RULES[format](feed(format), f"{SITE}/feeds/all.{format}")


@pytest.mark.parametrize("format", FORMATS)
def test_a_cover_whose_file_is_lost_is_not_promised(format, feed):
    article = make_article(cover=make_image())
    default_storage.delete(enclosed(article.cover))
    text = feed(format).decode()
    assert "renditions" not in text
    RULES[format](text.encode(), f"{SITE}/feeds/all.{format}")


@pytest.mark.parametrize("format", FORMATS)
def test_summaries_instead_of_whole_texts_by_a_setting(format, feed, settings):
    make_article("З лідом", lead="Лід статті.", body="<p>Сам текст.</p>")
    make_article("Без ліду", lead="", body="<p>Перше речення тексту. Друге речення.</p>")
    make_article("Лише назва", lead="", body="")
    assert "Сам текст" in feed(format).decode()
    settings.FEEDS_FULL_TEXT = False
    text = feed(format).decode()
    assert "Сам текст" not in text
    assert "Лід статті." in text
    assert "Перше речення тексту. Друге речення." in text
    address = f"{SITE}/feeds/all.{format}"
    assert len(RULES[format](text.encode(), address)) == 3
