"""What the search finds among which articles, in which order, and what it tells of it."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from news.listing import Listing, listing_of
from news.models import Article
from news.search import find, parse, search, tables
from tests.factories import KUPIANSK, LVIV_OBLAST, hromada, make_article, make_tag, oblast

pytestmark = pytest.mark.django_db
HERE = Listing("uk")


def titles(query, listing=HERE, **options):
    ids = find(query, listing, **options).ids
    known = dict(Article.objects.filter(pk__in=ids).values_list("pk", "title"))
    return [known[pk] for pk in ids]


def test_a_title_says_more_than_a_lead_and_a_lead_more_than_a_text():
    make_article("У тексті", body="<p>Новий водогін.</p>", lead="")
    make_article("У ліді", lead="Новий водогін.")
    make_article("Водогін у заголовку")
    assert titles("водогону") == ["Водогін у заголовку", "У ліді", "У тексті"]


def test_the_rarer_of_two_words_says_more():
    for number in range(6):
        make_article(f"Громада {number}", body="<p>Водогін збудовано.</p>", lead="")
    from news import corpus  # noqa: PLC0415 - counted when the articles are there

    make_article("Громада і водогін: обидва в тексті", body="<p>Вітряк.</p>", lead="")
    make_article("Вітряк", body="<p>Громада.</p>", lead="")
    corpus.count()
    assert titles("вітряк громада")[0] == "Вітряк"


def test_of_two_that_are_as_good_the_newer_comes_first_and_age_counts_little():
    now = timezone.now()
    make_article("Водогін давній", published_at=now - timedelta(days=700))
    make_article("Водогін новий", published_at=now - timedelta(days=7))
    make_article("Свіже", lead="", body="<p>Водогін.</p>", published_at=now - timedelta(hours=1))
    assert titles("водогін") == ["Водогін новий", "Водогін давній", "Свіже"]
    assert titles("водогін", order="newest") == ["Свіже", "Водогін новий", "Водогін давній"]


def test_a_phrase_stands_together_in_its_order_and_in_any_form():
    make_article("Разом", body="<p>Вирішили у міській раді вчора.</p>")
    make_article("Нарізно", body="<p>У раді кажуть, що міська лікарня працює.</p>")
    assert titles("«міська рада»") == ["Разом"]
    assert len(titles("міська рада")) == 2
    assert titles("міська -«міська рада»") == ["Нарізно"]
    assert list(search(Article.objects.all(), "«рада міська»")) == []
    assert [found.title for found in search(Article.objects.all(), "«міські ради»")] == ["Разом"]


def test_of_a_long_phrase_all_words_stand_at_one_place():
    make_article("Разом", body="<p>Вирішили в Куп’янській міській раді.</p>")
    make_article("Попарно", body="<p>Куп’янська міська лікарня. Лист від міської ради.</p>")
    assert titles("«Куп’янська міська рада»") == ["Разом"]
    assert titles("міська -«Куп’янська міська рада»") == ["Попарно"]
    assert len(titles("«міська рада»")) == 2


def test_a_phrase_is_found_in_the_oldest_of_many_that_have_its_words():
    now = timezone.now()
    Article.objects.bulk_create(
        Article(
            title="Рада тут, міська там" if number else "Міська рада",
            slug="a",
            lead="Лікарня поруч" if number else "Лікарня поруч міська рада вчора",
            state="published",
            published_at=now - timedelta(hours=500 - number),
        )
        for number in range(450)
    )
    tables.add_missing()
    for phrase in ("«міська рада»", "«міська рада вчора»"):
        found = find(phrase, HERE)
        assert (found.number, len(found.ids)) == (1, 1)


def test_a_phrase_doesnt_begin_in_a_title_and_end_in_a_lead():
    make_article("Нова міська", lead="Рада зібралася.", body="<p>Текст.</p>")
    assert titles("«міська рада»") == []


def test_a_minus_leaves_articles_out_also_by_their_labels():
    make_article("Вода одна")
    make_article("Вода друга", body="<p>Про бюджети.</p>")
    make_article("Вода третя", tags=["бюджет"])
    assert titles("вода -бюджет") == ["Вода одна"]


def test_what_is_still_being_typed_is_found_by_its_beginning():
    make_article("Водогони збудовано")
    assert titles("водог*") == ["Водогони збудовано"]
    assert find(parse("новий водог", typing=True), HERE).ids == ()
    assert titles("водог") == []


def test_only_what_is_public_is_found_and_the_newsroom_finds_all():
    now = timezone.now()
    make_article("Водогін виданий")
    make_article("Водогін завтра", published_at=now + timedelta(days=1))
    make_article("Водогін у чернетці", state="draft", published_at=None)
    make_article("Водогін в архіві", state="archived")
    assert titles("водогін") == ["Водогін виданий"]
    assert search(Article.objects.all(), "водогони").count() == 4
    assert search(Article.objects.published(), "водогони").count() == 1


def test_each_language_is_found_by_itself():
    make_article("Водогін 2026")
    make_article("Water pipe 2026", language="en")
    assert titles("2026") == ["Водогін 2026"]
    assert titles("2026", Listing("en")) == ["Water pipe 2026"]


def test_a_listing_narrows_what_is_found():
    make_article("Вода в Куп’янську", hromadas=[KUPIANSK], tags=["ремонт"])
    make_article("Вода у Львові", oblasts=[LVIV_OBLAST])
    lviv = listing_of(oblast(LVIV_OBLAST), language="uk")
    assert titles("вода", lviv) == ["Вода у Львові"]
    both = listing_of(hromada(KUPIANSK), make_tag("ремонт"), language="uk")
    assert titles("вода", both) == ["Вода в Куп’янську"]
    one = Listing("uk", any_of=(*lviv.labels, *both.labels))
    assert len(titles("вода", one)) == 2
    assert titles("вода", Listing("uk", since=timezone.now())) == []
    assert titles("вода", Listing("uk", until=timezone.now() - timedelta(days=1))) == []


def test_it_tells_how_many_and_of_which_years_and_oblasts():
    kyiv = timezone.get_default_timezone()
    # The year of Kyiv begins two hours before that of Greenwich.
    make_article("Вода 1", published_at=datetime(2024, 12, 31, 23, 30, tzinfo=kyiv))
    make_article("Вода 2", published_at=datetime(2025, 1, 1, 0, 30, tzinfo=kyiv))
    make_article("Вода 3", published_at=datetime(2025, 7, 1, tzinfo=kyiv), hromadas=[KUPIANSK])
    found = find("вода", HERE)
    assert found.number == 3
    assert found.by_year() == [(2025, 2), (2024, 1)]
    assert [(label.title, number) for label, number in found.by_oblast()] == [
        ("Харківська область", 1)
    ]


def test_of_very_many_it_tells_that_they_are_more():
    kyiv = timezone.get_default_timezone()
    make_article("Вода 1", published_at=datetime(2023, 5, 1, tzinfo=kyiv), hromadas=[KUPIANSK])
    for number in range(3):
        make_article(f"Вода {number}", published_at=datetime(2025, 5, number + 1, tzinfo=kyiv))
    found = find("вода", HERE, most=2)
    assert (found.number, found.more_than, len(found.ids)) == (None, 2, 2)
    assert found.by_year() == [(2025, None), (2023, None)]


def test_nothing_is_found_for_nothing():
    make_article("Вода")
    for query in ("", "та", "-вода", "…"):
        found = find(query, HERE)
        assert (found.ids, found.number, found.by_year(), found.by_oblast()) == ((), 0, [], [])
        assert not search(Article.objects.all(), query).exists()
