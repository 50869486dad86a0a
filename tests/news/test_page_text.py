"""The form of the old portal's pages. Every page here is made up."""

from datetime import UTC, datetime

import pytest

from news.importers import pages
from news.importers.labels import split_tags
from ukrainian.folding import fold

PAGE = """\
\ufeffЗгурівська громада відкрила майстерню велосипедів

У колишній пральні тепер лагодять велосипеди: інструмент спільний, порада майстра безплатна.

Майстерня працює у вівторок і п'ятницю. Тут можна:

  • полагодити <гальма> & ланцюг;

  • позичити насос;
  • залишити старий велосипед
    на запчастини.

За перший тиждень прийшли 64 людини.

08.05.2024 - 16:05 | Переглядів: 1 203
Згурівська громада відкрила майстерню велосипедів

Теги:

дозвілля молодь

Область:

Київська\u00a0область

Громада:

Згурівська територіальна громада

Джерело:

Згурівська селищна рада (https://example.org/zghurivka/maisternia)

Читайте також:

5 травня 2024

Чужа новина про чужу громаду

Джерело: це слово в чужій картці нічого не означає

7 травня 2024

Ще одна чужа новина
"""


def parsed(**changes):
    """Parse the made-up page with parts of it replaced: `old=new`, by the names below."""
    parts = {
        "date": "08.05.2024 - 16:05 | Переглядів: 1 203",
        "source": "Згурівська селищна рада (https://example.org/zghurivka/maisternia)",
        "caption": "1 203\nЗгурівська громада відкрила майстерню велосипедів",
    }
    text = PAGE
    for name, new in changes.items():
        assert parts[name] in text
        text = text.replace(parts[name], new)
    return pages.parse(text.removeprefix("\ufeff"))


def test_every_field_of_the_page_is_read():
    record = parsed()
    assert record.title == "Згурівська громада відкрила майстерню велосипедів"
    assert record.published_at == datetime(2024, 5, 8, 13, 5, tzinfo=UTC)
    assert record.views == 1203
    assert record.tags_text == "дозвілля молодь"
    assert record.oblasts == ("Київська область",)
    assert record.hromadas == ("Згурівська територіальна громада",)
    assert record.source_name == "Згурівська селищна рада"
    assert record.source_url == "https://example.org/zghurivka/maisternia"
    assert record.notes == ("card of another article",) * 2
    assert record.language == "uk"


def test_first_paragraph_is_the_lead_and_bullets_are_one_list():
    record = parsed()
    assert record.lead.startswith("У колишній пральні")
    assert record.body == (
        "<p>Майстерня працює у вівторок і п’ятницю. Тут можна:</p>\n"
        "<ul><li>полагодити &lt;гальма&gt; &amp; ланцюг;</li><li>позичити насос;</li>"
        "<li>залишити старий велосипед на запчастини.</li></ul>\n"
        "<p>За перший тиждень прийшли 64 людини.</p>"
    )


@pytest.mark.parametrize(
    ("text", "lead", "body"),
    [
        ("Єдиний абзац.", "", "<p>Єдиний абзац.</p>"),
        ("У переліку:\n\n• перше", "", "<p>У переліку:</p>\n<ul><li>перше</li></ul>"),
        ("• перше\n\nДалі.", "", "<ul><li>перше</li></ul>\n<p>Далі.</p>"),
        ("Лід.\n\nПо буднях.\nБез перерви.", "Лід.", "<p>По буднях.<br>Без перерви.</p>"),
        ("Лід.\n\nРядок, що\nпереноситься.", "Лід.", "<p>Рядок, що переноситься.</p>"),
        ("Лід.\n\n— Так, — каже майстриня.", "Лід.", "<p>— Так, — каже майстриня.</p>"),
        ("Лід.\n\nТеги:\n\nне розділ.", "Лід.", "<p>Теги:</p>\n<p>не розділ.</p>"),
    ],
)
def test_lead_and_paragraphs(text, lead, body):
    record = pages.parse(f"Заголовок\n\n{text}\n\n08.05.2024 - 16:05 | Переглядів: 0\n")
    assert (record.lead, record.body) == (lead, body)


@pytest.mark.parametrize(
    ("local", "utc"),
    [
        ("08.01.2024 - 16:05", (2024, 1, 8, 14, 5)),
        ("08.07.2024 – 00:05", (2024, 7, 7, 21, 5)),
        ("31.03.2024 - 03:30", (2024, 3, 31, 1, 30)),  # left out: the clock before the change
        ("27.10.2024 - 03:30", (2024, 10, 27, 0, 30)),  # comes twice: the first
        ("27.10.2024 - 04:00", (2024, 10, 27, 2, 0)),
    ],
)
def test_dates_are_of_kyiv_also_when_the_clocks_change(local, utc):
    record = parsed(date=f"{local} | Переглядів: 7")
    assert record.published_at == datetime(*utc, tzinfo=UTC)


def test_date_on_a_line_of_the_text_is_not_the_date_of_the_page():
    page = PAGE.replace("За перший тиждень", "01.02.2020 - 10:00\n\nЗа перший тиждень")
    assert pages.parse(page).published_at.year == 2024


def test_sections_may_be_missing_and_stand_in_any_order():
    record = pages.parse(
        "Заголовок\n\nТекст.\n\n08.05.2024 - 16:05\nПідпис під світлиною\n\n"
        "ЧИТАЙТЕ ТАКОЖ:\n\n1 травня 2024\n\nЧужа новина\n\nОбласті: Київська область; Харківська"
        " область\n\nГРОМАДИ :\n\nКуп`янська територіальна громада\nЗгурівська, Броварська"
    )
    assert record.oblasts == ()  # a label with words beside it may be a card's title
    assert record.hromadas == ("Куп’янська територіальна громада", "Згурівська", "Броварська")
    assert record.lines["Броварська"] == 19
    assert record.views == 0
    assert record.notes == (
        "caption of a picture that the page doesn't carry",
        "card of another article",
    )
    assert (record.tags_text, record.source_name, record.source_url) == ("", "", "")


def test_label_may_have_its_content_beside_it():
    record = pages.parse("Заголовок\n\nТекст.\n\n08.05.2024 - 16:05\n\nОбласть: Київська область")
    assert record.oblasts == ("Київська область",)


@pytest.mark.parametrize(
    ("line", "name", "url"),
    [
        ("Рада\nhttps://example.org/a_(b)", "Рада", "https://example.org/a_(b)"),
        ("Рада: http://example.org/d'oro.", "Рада", "http://example.org/d'oro"),
        ("https://example.org/", "", "https://example.org/"),
        ("Куп'янська міська рада", "Куп’янська міська рада", ""),
    ],
)
def test_source_may_have_an_address(line, name, url):
    record = parsed(source=line)
    assert (record.source_name, record.source_url) == (name, url)


def test_page_is_known_again_whatever_its_apostrophes_spaces_and_text():
    page = "П'ять шкіл\n\nТекст.\n\n08.05.2024 - 16:05 | Переглядів: 1\n"
    same = "\n  П’ять  шкіл\r\n\r\nІнший текст.\r\n\r\n08.05.2024 - 16:05 | Переглядів: 9\r\n"
    assert pages.parse(page).imported_from == pages.parse(same).imported_from
    assert pages.parse(page).imported_from != parsed().imported_from


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("відбудова дозвілля", ["відбудова", "дозвілля"]),
        ("ОХОРОНА ЗДОРОВ'Я вода і тепло", ["ОХОРОНА ЗДОРОВ’Я", "вода і тепло"]),
        ("малий бізнес і школа", ["малий", "бізнес і школа"]),  # the longest wins
        ("вода тепло", ["вода", "тепло"]),
        ("#молодь — Молодь", ["молодь"]),
        ("вода і тепло, тиха година; молодь", ["вода і тепло", "тиха година", "молодь"]),
        ("молодь відбудова,", ["молодь", "відбудова"]),
        ("", []),
    ],
)
def test_known_tags_are_matched_first_and_the_longest_first(text, names):
    known = "вода, вода і тепло, відбудова, охорона здоров’я, малий бізнес, бізнес і школа"
    found = split_tags(text, {fold(name) for name in known.split(", ")})
    assert [fold(name) for name in found] == [fold(name) for name in names]
