"""Embargo: an item scheduled for a minute is nowhere before it and everywhere from it on."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from news import beacon, generation
from news.models import Article, ReadAlso, ViewsByDay
from tests.factories import KHARKIV_OBLAST, KUPIANSK, hromada, make_article, make_tag
from tests.staff import article_form, signed_in

pytestmark = pytest.mark.django_db

ADD = "/admin/news/article/add/"
TITLE = "Ембаргована бібліотека в Куп’янську"
SLUG = "embarhovana-biblioteka"
# The day, the time of Kyiv as it is typed, and the moment that it means.
MOMENTS = [
    pytest.param("24.11.2026", "09:00", datetime(2026, 11, 24, 7, 0, tzinfo=UTC), id="winter"),
    pytest.param("24.07.2027", "09:00", datetime(2027, 7, 24, 6, 0, tzinfo=UTC), id="summer"),
    # 28 March 2027: 03:00 becomes 04:00.
    pytest.param("28.03.2027", "02:59", datetime(2027, 3, 28, 0, 59, tzinfo=UTC), id="spring, -1"),
    pytest.param("28.03.2027", "04:00", datetime(2027, 3, 28, 1, 0, tzinfo=UTC), id="spring, +0"),
    # 25 October 2026: 04:00 becomes 03:00, so that 03:00–03:59 comes twice; the first is meant.
    pytest.param("25.10.2026", "02:59", datetime(2026, 10, 24, 23, 59, tzinfo=UTC), id="autumn"),
    pytest.param("25.10.2026", "03:30", datetime(2026, 10, 25, 0, 30, tzinfo=UTC), id="twice"),
    pytest.param("25.10.2026", "04:00", datetime(2026, 10, 25, 2, 0, tzinfo=UTC), id="after"),
    # Across both changes: typed in one time, out in the other.
    pytest.param("01.11.2026", "00:00", datetime(2026, 10, 31, 22, 0, tzinfo=UTC), id="month"),
]


@pytest.fixture
def clock(monkeypatch):
    """The time that every part of the site reads: `clock(moment)` sets it."""

    def set_to(moment):
        cache.clear()
        monkeypatch.setattr(timezone, "now", lambda: moment)
        monkeypatch.setattr(beacon, "time", SimpleNamespace(time=moment.timestamp))

    return set_to


def schedule(day, time):
    """Schedule an article through the form, as an editor types it; return it."""
    client = signed_in("editor")
    place, tag = hromada(KUPIANSK), make_tag("вода")
    form = article_form(
        title=TITLE,
        lead="Лід.",
        state="scheduled",
        published_at_0=day,
        published_at_1=time,
        hromadas=[place.pk],
        tags=[tag.pk],
    )
    response = client.post(ADD, form, follow=True)
    assert "Заплановано на" in response.content.decode()
    return Article.objects.get(title=TITLE)


def neighbours(article):
    """Make a public article that recommends `article`, one that it translates, and its readers."""
    original = make_article(
        "Library behind embargo",
        language="en",
        published_at=article.published_at - timedelta(days=2),
    )
    Article.objects.filter(pk=article.pk).update(translation_of=original)
    near = make_article(
        "Сусідня новина",
        published_at=article.published_at - timedelta(days=1),
        hromadas=[KUPIANSK],
        tags=["вода"],
    )
    ReadAlso.objects.create(article=near, to=article)
    day = timezone.localdate(article.published_at)
    for back in range(3):
        ViewsByDay.objects.create(article=article, day=day - timedelta(days=back), count=500)
    return original, near


def places(article, original, near):
    """Return the addresses at which a public article is shown, and one by which it is asked for."""
    formats = ("rss", "atom", "json")
    tag = article.tags.get()
    place = hromada(KUPIANSK)
    feeds = [
        *("/feeds/all", f"/feeds/tags/{tag.slug}"),
        *(f"/feeds/regions/{code}" for code in (KUPIANSK, KHARKIV_OBLAST)),
    ]
    oblast_slug = place.oblast.slug
    return [
        *("/", "/news/", "/popular/", "/popular/?period=day", "/popular/?period=month"),
        f"/news/?tag={tag.slug}",
        f"/my/?regions={KUPIANSK}&tags={tag.slug}",
        f"/news/?oblast={oblast_slug}&hromada={place.slug}",
        *(tag.get_absolute_url(), place.get_absolute_url(), place.oblast.get_absolute_url()),
        *(f"/search/?q={word}" for word in ("ембаргована", "бібліотека")),
        *(near.get_absolute_url(), original.get_absolute_url()),
        *(f"/embed/regions/{code}/" for code in (KUPIANSK, KHARKIV_OBLAST)),
        *(f"{feed}.{format}" for feed in feeds for format in formats),
        *("/sitemap.xml", "/sitemap-news.xml"),
        "/api/v1/articles/",
        f"/api/v1/articles/?tag={tag.slug}",
        f"/api/v1/articles/?hromada={KUPIANSK}",
        f"/api/v1/articles/?oblast={KHARKIV_OBLAST}",
        "/api/v1/articles/?q=ембаргована",
    ]


def shows(client, address):
    """Whether the answer of an address tells of the article, by its title or its address."""
    response = client.get(address)
    assert response.status_code == 200, address
    text = response.content.decode()
    return SLUG in text or TITLE in text or TITLE.replace("’", "\\u2019") in text


@pytest.mark.soak_on_postgres
@pytest.mark.parametrize(("day", "time", "moment"), MOMENTS[:2])
def test_an_item_is_absent_everywhere_before_its_minute_and_present_from_it(
    client, clock, day, time, moment
):
    clock(moment - timedelta(hours=30))
    article = schedule(day, time)
    assert article.published_at == moment
    around = neighbours(article)
    asked = [
        f"/news/{article.pk}/",
        f"/news/{article.pk}-{article.slug}/",
        f"/api/v1/articles/{article.pk}",
    ]
    clock(moment - timedelta(seconds=1))
    addresses = places(article, *around)
    assert [address for address in addresses if shows(client, address)] == []
    assert [client.get(address).status_code for address in asked] == [404, 404, 404]
    assert client.post(f"/news/{article.pk}/view").status_code == 404
    clock(moment)
    generation.move()  # as the server's clock does at this moment (portal/due.py)
    hidden = [address for address in places(article, *around) if not shows(client, address)]
    assert hidden == []
    assert [client.get(address).status_code for address in asked] == [301, 200, 200]


@pytest.mark.parametrize(("day", "time", "moment"), MOMENTS[2:])
def test_an_item_comes_out_at_its_minute_whatever_the_clocks_do(client, clock, day, time, moment):
    clock(moment - timedelta(hours=30))
    article = schedule(day, time)
    assert article.published_at == moment
    asked = ("/news/", "/feeds/all.rss", "/api/v1/articles/")
    clock(moment - timedelta(seconds=1))
    assert [shows(client, address) for address in asked] == [False, False, False]
    clock(moment)
    assert [shows(client, address) for address in asked] == [True, True, True]


def test_an_author_is_offered_no_article_before_its_minute(clock):
    moment = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
    clock(moment - timedelta(minutes=1))
    schedule("24.11.2026", "09:00")
    author = signed_in("author")
    asked = {
        "app_label": "news",
        "model_name": "readalso",
        "field_name": "to",
        "term": "ембаргована",
    }
    address = reverse("admin:news_article_choices")
    assert author.get(address, asked).json()["results"] == []
    assert shows(author, "/admin/news/article/") is False
    clock(moment)
    assert len(author.get(address, asked).json()["results"]) == 1


def test_a_minute_that_the_clocks_skip_is_refused_in_words(clock):
    clock(datetime(2027, 3, 1, tzinfo=UTC))
    form = article_form(state="scheduled", published_at_0="28.03.2027", published_at_1="03:30")
    page = signed_in("editor").post(ADD, form).content.decode()
    assert "О 03:30 28.03.2027 годинник переводять уперед" in page
    assert 'value="03:30"' in page
    assert not Article.objects.exists()


def test_an_unscheduled_item_never_comes_out(client, clock):
    moment = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
    clock(moment - timedelta(hours=1))
    article = schedule("24.11.2026", "09:00")
    editor = signed_in("admin")
    editor.post(
        reverse("admin:news_article_change", args=[article.pk]),
        article_form(
            title=TITLE,
            state="unscheduled",
            published_at_0="24.11.2026",
            published_at_1="09:00",
        ),
    )
    clock(moment + timedelta(days=1))
    assert client.get(f"/news/{article.pk}/").status_code == 404
    assert shows(client, "/news/") is False


def test_a_moved_item_comes_out_at_its_new_minute(client, clock):
    moment = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
    clock(moment - timedelta(hours=1))
    article = schedule("24.11.2026", "09:00")
    form = article_form(
        title=TITLE, state="scheduled", published_at_0="25.11.2026", published_at_1="10:30"
    )
    signed_in("admin").post(reverse("admin:news_article_change", args=[article.pk]), form)
    clock(moment + timedelta(hours=2))
    assert shows(client, "/news/") is False
    clock(datetime(2026, 11, 25, 8, 30, tzinfo=UTC))
    assert shows(client, "/news/") is True
