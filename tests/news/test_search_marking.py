"""What a search found is marked in the text, and the part that is shown has most of it."""

from itertools import product

import pytest

from news.search import parse
from news.search.marking import bits_of, fragment, has_all, hits, marked, said
from tests.gold.pairs_that_match import NOUNS_PLURAL, NOUNS_SINGULAR

LONG = (
    "Перше речення ні про що не каже. Друге розповідає, що громада збудувала міст через річку. "
    "Третє довге, і в ньому багато слів, які нікому не потрібні, але вони стоять тут, щоб текст "
    "не вмістився, коли далі згадано водогін у громаді, який ремонтують усе літо, і ще багато "
    "всього іншого, про що можна не казати. Кінець."
)


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("Раді громади", "громада", "Раді <mark>громади</mark>"),
        ("У Києві та Львові", "київ львів", "У <mark>Києві</mark> та <mark>Львові</mark>"),
        ("Івано-Франківську", "франківськ", "<mark>Івано-Франківську</mark>"),
        ("Івано-Франківську", "Івано-Франківськ", "<mark>Івано-Франківську</mark>"),
        ("Громаді КУП'ЯНСЬКА", "куп’янськ", "Громаді <mark>КУП&#x27;ЯНСЬКА</mark>"),
        ("грома́да", "громада", "<mark>грома́да</mark>"),
        ("<b>вода</b> & село", "вода", "&lt;b&gt;<mark>вода</mark>&lt;/b&gt; &amp; село"),
        ("Рада і село", "ліс", "Рада і село"),
        ("", "ліс", ""),
    ],
)
def test_words_are_marked_in_any_form_and_nothing_else_is(text, query, expected):
    assert marked(text, parse(query)) == expected


@pytest.mark.parametrize(("query", "form"), [*NOUNS_SINGULAR[:20], *NOUNS_PLURAL[:10]])
def test_what_the_search_finds_is_marked(query, form):
    assert marked(f"тут {form} тут", parse(query)) == f"тут <mark>{form}</mark> тут"


def test_a_phrase_is_marked_as_one_and_its_words_alone_are_not():
    shown = marked("Міської ради рішення: рада й місто", parse("«міська рада»"))
    assert shown == "<mark>Міської ради</mark> рішення: рада й місто"


def test_a_word_that_is_being_typed_is_marked_by_its_beginning():
    assert marked("Водогін і вода", parse("водог", typing=True)) == "<mark>Водогін</mark> і вода"


def test_what_is_left_out_is_not_marked():
    assert marked("вода й дорога", parse("вода -дорога")) == "<mark>вода</mark> й дорога"


def test_a_phrase_that_is_longer_than_the_text_isnt_marked():
    for text in ("міська рада", "міська рада села", "рада", ""):
        assert hits(text, parse("«міська рада великого села»")) == []


def test_places_are_told_right_whatever_stands_between_words():
    text = "Вода\n«вода»,  вода/вода\tвода\u00a0вода —\u2028вода… водограй вода"
    found = hits(text, parse("вода"))
    assert {text[hit.start : hit.end].lower() for hit in found} == {"вода"}
    assert len(found) == 8


def test_overlapping_hits_are_one_mark():
    shown = marked("міська рада", parse("«міська рада» рада"))
    assert shown == "<mark>міська рада</mark>"


def test_a_title_has_all_or_it_has_not():
    assert has_all("Воду повернули до школи", parse("школа вода"))
    assert not has_all("Воду повернули", parse("школа вода"))
    assert said(hits("Воду повернули", parse("школа вода"))) != bits_of(parse("школа вода"))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("міст", "Перше речення ні про що не каже. Друге розповідає, що громада збудувала міст "
                 "через річку."),
        ("кінець", "Кінець."),
        ("літо водогін", "…щоб текст не вмістився, коли далі згадано водогін у громаді, який "
                         "ремонтують усе літо, і ще багато всього іншого…"),
    ],
)  # fmt: skip
def test_a_fragment_is_of_whole_sentences_or_cut_at_words(query, expected):
    assert fragment(LONG, parse(query), 130) == expected


def test_a_fragment_is_where_most_of_the_query_stands():
    text = f"Вода, вода, вода й вода. {'Слова. ' * 60}Тут школа має воду. {'Слова. ' * 60}"
    assert "Тут школа має воду." in fragment(text, parse("вода школа"))


def test_of_words_that_stand_far_apart_two_parts_are_shown():
    text = f"Школа нова. {'Слова стоять. ' * 60}Дають воду. {'Слова стоять. ' * 60}"
    assert fragment(text, parse("вода школа")) == "Школа нова. … Дають воду."


def test_a_fragment_of_what_has_nothing_is_the_beginning():
    assert fragment(LONG, parse("екскаватор"), 60) == "Перше речення ні про що не каже."


def test_a_heading_is_divided_from_the_text_below():
    text = "Скільки води\nВодогін довгий\nТекст про воду стоїть нижче."
    assert fragment(text, parse("вода")) == (
        "Скільки води. Водогін довгий. Текст про воду стоїть нижче."
    )


@pytest.mark.parametrize(
    "text",
    ["", " ", "\n\n", LONG, LONG * 40, "вода" * 400, "вода " * 400, "вода, " * 300, "ж" * 5000,
     "Вода.\nВода.\n\n Вода", "«вода" * 50, "… … вода …", "вода\u0301\u0301 " * 9],
)  # fmt: skip
def test_any_text_gives_a_fragment_that_is_bounded(text):
    longest = max(map(len, text.split()), default=0)
    for length, query in product(
        (1, 20, 60, 280), ("вода", "вода літо", "«усе літо»", "к", "водо")
    ):
        found = fragment(text, parse(query, typing=True), length)
        assert len(found) <= max(length, longest) + len("…слово  …"), (query, length)
        assert "\n" not in found, (query, length)


def test_words_of_a_fragment_are_whole():
    whole = set(LONG.replace(",", "").replace(".", "").split())
    for length in range(30, 300, 7):
        for query in ("водогін", "міст", "літо", "вмістився"):
            for word in fragment(LONG, parse(query), length).split():
                assert word.strip("….,") in whole
