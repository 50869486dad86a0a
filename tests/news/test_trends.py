"""Words and places of the week: what public articles tell of more than in the weeks before."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from news import corpus, generation, trends
from news.models import Article, Trends
from tests.factories import KHARKIV_OBLAST, KUPIANSK, LVIV_OBLAST, hromada, make_article

pytestmark = pytest.mark.django_db

NOW = timezone.now()
# What any week has, as often as the weeks before.
USUAL = "Рада ухвалила бюджет громади"
# What the week has: a word in three cases and two numbers, under other titles each.
OF_WEEK = ("Відкрили укриття в школі", "Ремонт укриттів завершено", "Нове укриття прийняло дітей")


def ago(days):
    return NOW - timedelta(days=days)


def write(titles, days=2.0, **fields):
    for number, title in enumerate(titles):
        fields.setdefault("lead", "")
        body = f"<p>Текст {number} про те саме.</p>"
        make_article(title, published_at=ago(days), body=body, **fields)


@pytest.fixture
def usual():
    """Eight weeks as any other, with six articles in each, and so many in this one."""
    Article.objects.bulk_create(
        Article(title=USUAL, state="published", published_at=ago(7 * week + 3))
        for week in range(9)
        for _ in range(6)
    )


def found(language="uk"):
    corpus.count(NOW, names=False)
    return trends.store(NOW)[language]


def texts(all_trends):
    return [trend.text for trend in all_trends]


# Words


def test_a_word_of_the_week_is_found_in_any_form_and_shown_in_the_nominative(usual):
    write(OF_WEEK)
    [trend] = found().words
    assert trend == ("укриття", "", 3, 0.0)


def test_what_every_week_has_is_no_trend_however_often(usual):
    assert found() == trends.Found()


def test_two_articles_are_no_trend(usual):
    write(OF_WEEK[:2])
    assert found().words == ()


def test_a_usual_number_is_that_of_a_week_before(usual):
    write(["Субвенцію отримано"] * 4, days=20)
    write(
        [
            f"Субвенцію витратили на {thing}"
            for thing in ("міст", "сад", "ліс", "став", "млин", "парк")
        ]
    )
    [trend] = found().words
    assert trend == ("субвенція", "", 6, 0.5)


def test_what_came_out_later_earlier_or_not_at_all_does_not_count(usual):
    write(OF_WEEK[:1])
    write(OF_WEEK[1:], state="draft")
    write(OF_WEEK, days=-1)
    write(OF_WEEK[1:], days=7.1)
    write(OF_WEEK[1:], state="archived")
    assert found().words == ()


def test_only_words_that_say_something_of_the_subject(usual):
    """No function word, verb, adjective, given name, number, day or month, and no word that only
    texts have, not titles."""
    titles = [
        "Олександр у листопаді почав новий 2027 рік",
        "Минулого листопада Олександр почав нове",
        "Олександр почав нову 2027 справу у понеділок",
    ]
    for title in titles:
        make_article(title, published_at=ago(1), lead="", body="<p>Ось такі умови.</p>")
    assert found().words == ()


def test_names_keep_their_capitals_and_abbreviations_theirs(usual):
    titles = ("Прилад від ЮНІСЕФ у Ржищеві", "Діти, ЮНІСЕФ і Ржищів", "Школу ЮНІСЕФ дав Ржищеву")
    for title in titles:
        write([title])
    make_article("До міста", published_at=ago(1), lead="", body="<p>Їде Ржищів, уже в Ржищеві.</p>")
    make_article("Гроші ЮНІСЕФ", published_at=ago(1), lead="", body="<p>Текст.</p>")
    make_article("Кошти ЮНІСЕФ", published_at=ago(1), lead="", body="<p>Текст.</p>")
    assert texts(found().words) == ["ЮНІСЕФ", "Ржищів"]


def test_words_of_one_story_are_told_once(usual):
    write(["Жорна млина мелють", "Млин і жорна", "Млини з жорнами"])
    assert len(found().words) == 1


def test_a_small_newsroom_is_compared_with_its_archive():
    write([USUAL] * 3, days=1)
    write([USUAL] * 20, days=300)
    write(OF_WEEK)
    assert texts(found().words) == ["укриття"]


def test_english_articles_have_their_own():
    write(
        ["Shelters open near the school", "More shelters this week", "The shelters of Lviv"],
        1,
        language="en",
    )
    write(["A council of a hromada has met"] * 12, days=300, language="en")
    write([USUAL] * 3, days=1)
    everything = {"en": found("en"), "uk": trends.find("uk", NOW)}
    assert texts(everything["en"].words) == ["shelters"]
    assert everything["uk"] == trends.Found()


# Places


def test_a_hromada_of_the_week_stands_for_its_oblast(usual):
    write(OF_WEEK, hromadas=[KUPIANSK])
    [trend] = found().places
    place = hromada(KUPIANSK)
    assert trend == (place.short_title, place.get_absolute_url(), 3, 0.0)


def test_an_oblast_is_told_where_no_hromada_is_and_what_every_week_has_is_not(usual):
    for week in range(9):
        write(["Рада зібралася"] * 3, days=7 * week + 3, oblasts=[KHARKIV_OBLAST])
    write(OF_WEEK, oblasts=[LVIV_OBLAST])
    assert texts(found().places) == ["Львівська область"]


# Where it is shown


def test_the_page_of_the_most_read_links_to_them(client, usual):
    write(OF_WEEK, hromadas=[KUPIANSK])
    found()
    page = client.get("/popular/").content.decode()
    assert "Про що пишуть цього тижня" in page
    place = hromada(KUPIANSK)
    link = f'<a href="{place.get_absolute_url()}">{place.short_title} '
    assert f'{link}<span class="count">3</span></a>' in page
    assert '<a href="/search/?q=%D1%83%D0%BA%D1%80%D0%B8%D1%82%D1%82%D1%8F">укриття ' in page
    assert "What is written" not in client.get("/en/popular/").content.decode()


def test_a_page_asks_for_them_once_in_a_generation(usual):
    write(OF_WEEK)
    found()
    with CaptureQueriesContext(connection) as queries:
        assert trends.shown("uk").words
        assert trends.shown("uk").words
    assert len(queries) == 1


def test_nothing_is_shown_when_nobody_has_counted_for_long(usual):
    write(OF_WEEK)
    found()
    Trends.objects.update(at=NOW - timedelta(hours=27))
    generation.move()
    assert trends.shown("uk") == trends.Found()


def test_of_those_who_ask_one_finds_them_every_hour():
    assert not trends.claim(), "words were never counted"
    trends.store(NOW)
    assert not trends.claim(NOW + timedelta(minutes=59))
    assert trends.claim(NOW + timedelta(minutes=61))
    assert not trends.claim(NOW + timedelta(minutes=62))
