"""Tags that are suggested for a text: those that it names, and those of articles about the same."""

import pytest

from news import relating
from news.models import Article
from newsroom.kin import tags_of_kin
from newsroom.tags_in_text import tags_in
from tests.factories import make_article, make_tag

pytestmark = pytest.mark.django_db

WATER = "Насосна станція, водогін, свердловина, резервуар і гідранти на вулиці Садовій."


def names(found):
    tags = {tag.pk: tag.name for tag in type(make_tag("інше")).objects.all()}
    return [tags[one.pk] for one in found]


@pytest.mark.parametrize(
    ("tag", "title"),
    [
        ("бібліотеки", "Громада відкрила бібліотеку"),
        ("ЦНАП", "У ЦНАПі тепер черги немає"),
        ("бюджет участі", "Як провести бюджет участі"),
        ("участь громадян", "За участі активних громадян обговорили план"),
        ("вода і тепло", "Тепло й вода на всю зиму"),
        ("об’єднання громад", "Громади обговорюють обєднання громад"),
    ],
)
def test_a_tag_is_found_by_its_name_in_any_form(tag, title):
    make_tag(tag)
    assert names(tags_in(title, "", "", "uk")) == [tag]


@pytest.mark.parametrize(
    ("tag", "title"),
    [
        ("бюджет участі", "Бюджет ухвалили, а в обговоренні взяли діяльну й широку участь усі"),
        ("участь громадян", "Громадяни"),
        ("старости", "Старий міст перефарбували"),
    ],
)
def test_half_of_a_name_or_words_far_apart_are_no_name(tag, title):
    make_tag(tag)
    assert tags_in(title, "", "", "uk") == []


def test_what_is_mentioned_in_passing_is_no_subject_and_what_stands_in_the_title_comes_first():
    make_tag("бібліотеки")
    make_tag("спорт")
    body = "Поруч є бібліотека."
    assert tags_in("Новий майданчик", "", body, "uk") == []
    named = names(tags_in("Спорт для всіх", "", body * 3, "uk"))
    assert named == ["спорт", "бібліотеки"]


def test_an_english_text_is_looked_through_for_english_names():
    make_tag("бібліотеки", name_en="libraries")
    make_tag("старости", name_en="")
    assert names(tags_in("A library on wheels", "", "", "en")) == ["бібліотеки"]
    assert tags_in("A library on wheels", "", "", "uk") == []


def test_each_match_says_which_words_it_was():
    make_tag("бюджет участі")
    (found,) = tags_in("", "Про бюджет участі тут.", "", "uk")
    (match,) = found.matches
    assert (match.text, match.part, match.start) == ("бюджет участі", "lead", 4)


def test_tags_that_several_articles_about_the_same_carry_are_found_and_no_others():
    for number in range(2):
        make_article(f"Водогін {number}", body=WATER, tags=["вода", f"лише тут {number}"])
    for number in range(5):
        make_article(f"Концерт {number}", body="Скрипка, ноти, сцена й оплески.", tags=["культура"])
    relating.work()
    found = tags_of_kin("Новий водогін", "", WATER, "uk")
    assert {make_tag(name).pk for name in ["вода"]} == set(found)
    assert set(found.values()) == {2}


def test_an_article_is_no_kin_of_itself_nor_is_one_that_isn_t_public():
    own = make_article("Водогін", body=WATER, tags=["вода"])
    make_article("Водогін 2", body=WATER, tags=["вода"])
    make_article("Водогін 3", body=WATER, tags=["вода"], state="draft")
    relating.work()
    assert Article.objects.count() == 3
    assert tags_of_kin("Водогін", "", WATER, "uk", own.pk) == {}
