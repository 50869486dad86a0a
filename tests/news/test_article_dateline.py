"""The line under a title: when, how often read, how long to read, by whom, in which languages."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override

from news.reading_time import reading_minutes
from news.templatetags.articles import grouped
from tests.factories import make_article, make_image

pytestmark = [pytest.mark.django_db, pytest.mark.soak_on_postgres]
KYIV = ZoneInfo("Europe/Kyiv")


def line_of(client, article):
    html = client.get(article.get_absolute_url()).content.decode()
    return re.search(r'<p class="dateline">(.*?)</p>', html)[1]


def test_reading_time_goes_by_characters_and_is_never_nothing():
    assert reading_minutes("") == reading_minutes("Слово.") == 1
    assert reading_minutes("слово " * 667) == 4  # 4,000 characters with their spaces
    assert reading_minutes("слово \n" * 667) == 4
    assert reading_minutes("а" * 88_200) == 100


def test_the_line_in_both_languages(client):
    moment = datetime(2026, 7, 7, 23, 40, tzinfo=KYIV)
    body = f"<p>{'слово ' * 680}</p>"
    article = make_article(body=body, published_at=moment, views_imported=114, byline="Редакція")
    english = make_article(
        "A title", language="en", body=body, published_at=moment, translation_of=article
    )
    line = line_of(client, article)
    for shown in (
        '<time datetime="2026-07-07T23:40+03:00">07.07.2026 - 23:40</time>',
        "<span>Переглядів: <span data-views>114</span></span>",
        "<span>4 хв читання</span>",
        "<span>Редакція</span>",
        f'<a href="{english.get_absolute_url()}" hreflang="en" lang="en" rel="alternate">'
        "Read in English</a>",
    ):
        assert shown in line, shown
    line = line_of(client, english)
    assert "<span>4 min read</span>" in line
    assert 'hreflang="uk" lang="uk" rel="alternate">Читати українською</a>' in line


def test_a_language_in_which_the_article_isnt_public_is_not_offered(client):
    article = make_article()
    make_article("Draft", language="en", state="draft", translation_of=article)
    assert "<a " not in line_of(client, article)


@pytest.mark.parametrize(
    ("number", "ukrainian", "english"),
    [
        (0, "0", "0"),
        (3089, "3089", "3089"),
        (12_480, "12\N{NO-BREAK SPACE}480", "12,480"),
        (1_234_567, "1\N{NO-BREAK SPACE}234\N{NO-BREAK SPACE}567", "1,234,567"),
    ],
)
def test_large_numbers_are_grouped(number, ukrainian, english):
    assert grouped(number) == ukrainian
    with override("en"):
        assert grouped(number) == english


def test_a_correction_is_told_before_the_text_begins(client):
    article = make_article(
        change_note="Уточнено <дату>.",
        changed_at=datetime(2026, 7, 9, 10, 12, tzinfo=KYIV),
    )
    html = client.get(article.get_absolute_url()).content.decode()
    note = html.index("9 липня 2026, 10:12</time>:</strong> Уточнено &lt;дату&gt;.")
    assert "Оновлено" in html[:note]
    assert note < html.index('<p class="lead">')


def test_a_cover_has_its_caption_and_the_name_of_who_took_it(client):
    cover = make_image(caption="Майдан.", credit="Оксана Коваль")
    html = client.get(make_article(cover=cover).get_absolute_url()).content.decode()
    assert (
        '<figcaption>Майдан. <span class="credit">Фото: Оксана Коваль</span></figcaption>' in html
    )
    html = client.get(make_article(cover=make_image()).get_absolute_url()).content.decode()
    assert "<figcaption" not in html


def test_ukrainian_words_of_a_cover_are_marked_on_an_english_page(client):
    cover = make_image(alt="Зала ради", caption="Зала")
    english = make_article("A council meets", language="en", cover=cover)
    assert '<figure lang="uk">' in client.get(english.get_absolute_url()).content.decode()
    ukrainian = make_article("Рада зібралася", cover=cover)
    assert "<figure>" in client.get(ukrainian.get_absolute_url()).content.decode()
