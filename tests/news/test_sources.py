"""Where readers came from: a network, a host, and nothing more of an address."""

from collections import Counter
from datetime import date
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection, transaction

from news import generation, sources
from news.models import ViewsBySource
from tests.factories import make_article

DAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("told", "source"),
    [
        ("", ""),
        (None, ""),
        (7, ""),
        ("l.facebook.com", "facebook"),
        ("FACEBOOK.com:443", "facebook"),
        ("com.facebook.katana", "facebook"),
        ("t.me", "telegram"),
        ("org.telegram.messenger", "telegram"),
        ("www.google.com.ua", "google"),
        ("google.pl", "google"),
        ("news.google.com", "google-news"),
        ("mail.google.com", "gmail"),
        ("google.evil.example", "google.evil.example"),
        ("notfacebook.com", "notfacebook.com"),
        ("www.Kupiansk.info.", "kupiansk.info"),
        ("xn--80aaxitdbjk.xn--j1amh", "xn--80aaxitdbjk.xn--j1amh"),
        ("testserver", "portal"),
        (urlsplit(settings.SITE_URL).netloc, "portal"),
        ("10.0.0.7", "other"),
        ("intranet", "other"),
        ("[2001:db8::1]", "other"),
        ("a.ua/path?q=secret", "other"),
        ("<script>alert(1)</script>.ua", "other"),
        ("=cmd|calc.exe", "other"),
        ("громада.укр", "other"),
        (f"{'a' * 63}.{'b' * 63}.ua", "other"),
        ("x" * 10_000, "other"),
        ("a\x00.ua", "other"),
    ],
)
def test_what_is_told_becomes_a_short_word(told, source):
    assert sources.source_of(told) == source
    assert len(source) <= ViewsBySource._meta.get_field("source").max_length


def test_editors_read_names():
    assert sources.name_of("telegram") == "Telegram"
    assert sources.name_of("xn--j1aef.xn--j1amh") == "ком.укр"
    assert sources.name_of("xn--a.ua") == "xn--a.ua"
    assert sources.name_of("") == "напряму або невідомо"


def add(counts):
    with transaction.atomic(), connection.cursor() as cursor:
        sources.add(cursor, counts)


@pytest.mark.django_db
def test_numbers_are_added_up_by_article_day_and_source():
    article, other = make_article(), make_article("Інша")
    add({(article.pk, DAY, "telegram"): 2, (other.pk, DAY, "a.ua"): 1})
    add({(article.pk, DAY, "telegram"): 3, (article.pk, DAY, ""): 1})
    add({})
    assert set(ViewsBySource.objects.values_list("article", "day", "source", "count")) == {
        (article.pk, DAY, "telegram", 5),
        (article.pk, DAY, "", 1),
        (other.pk, DAY, "a.ua", 1),
    }


@pytest.mark.django_db
def test_strange_hosts_are_bounded_and_no_view_is_lost():
    article = make_article()
    for number in range(3 * sources.HOSTS):
        add({(article.pk, DAY, f"spam-{number}.example"): 1})
    add({(article.pk, DAY, f"more-{number}.example"): 1 for number in range(50)})
    add({(article.pk, DAY, "spam-0.example"): 1, (article.pk, DAY, "telegram"): 1})
    counted = Counter(dict(ViewsBySource.objects.values_list("source", "count")))
    assert counted.total() == 3 * sources.HOSTS + 50 + 2
    assert len(counted) == sources.HOSTS + 2
    assert counted["spam-0.example"] == 2
    assert counted["telegram"] == 1
    assert counted["other"] == 2 * sources.HOSTS + 50


@pytest.mark.django_db
def test_a_reader_makes_no_page_new():
    article = make_article()
    before = generation.current()
    add({(article.pk, DAY, "telegram"): 1})
    assert generation.current() == before
