"""The tables of statistics, as a page shows them and as a spreadsheet opens them."""

import csv
from dataclasses import dataclass, field

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone

from news.models import Refusal
from news.models.article import State
from news.sources import OTHERS, name_of
from newsroom.statistics.subject import ARTICLE, AUTHOR, address_of, things
from ukrainian.slugs import slugify

SHOWN_SOURCES = 12

TITLES = {
    ARTICLE: "Найчитаніші статті",
    "oblast": "Найчитаніші області",
    "hromada": "Найчитаніші громади",
    "tag": "Найчитаніші теги",
    AUTHOR: "Найчитаніші автори",
}
NAMES = {
    ARTICLE: "Стаття",
    "oblast": "Область",
    "hromada": "Громада",
    "tag": "Тег",
    AUTHOR: "Автор",
}
VIEWS = "Переглядів"
SEVERAL = {"oblast": "областей", "hromada": "громад", "tag": "тегів"}
MANY = "Стаття, що має кілька {}, рахується в кожному рядку, тож разом може вийти понад 100 %."
# A cell that begins so is a formula to a spreadsheet.
FORMULAS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r")  # noqa: RUF001 - as OWASP lists


@dataclass(frozen=True)
class Row:
    """A line: what, how many, which share of all («12 %», "" without); `values` are of the file.

    `url` leads to statistics of its own; `language` is of the name, where it isn't Ukrainian.
    """

    name: str
    number: int
    share: str = ""
    url: str = ""
    note: str = ""
    language: str = ""
    values: tuple = ()


@dataclass(frozen=True)
class Table:
    """`key` is what asks for its file (`?csv=`), `columns` are the file's own."""

    key: str
    title: str
    head: str
    rows: list
    columns: tuple
    note: str = field(default="")


def of_steps(period, numbers):
    """Return the Table of the views of each step of a Period, the latest first."""
    steps = list(zip(period.steps(), numbers, strict=True))
    return Table(
        "days",
        "Перегляди за часом",
        "Коли",
        [Row(step.name, number, values=(step.iso, number)) for step, number in reversed(steps)],
        ("Коли", VIEWS),
    )


def of_most_read(by, top, total, has_links):
    """Return the Table of [(id, views)] of a kind; `has_links` to their own statistics."""
    known = things(by, [pk for pk, _ in top])
    rows = []
    for pk, number in top:
        if pk not in known:
            continue
        name, about = known[pk]
        url = address_of(by, pk) if has_links or by == ARTICLE else ""
        if by == ARTICLE:
            note, language, columns = _of_article(about)
        else:
            note, language, columns = about, "", (about,) if about else ()
        share = percent(number, total)
        rows.append(Row(name, number, share, url, note, language, (name, number, *columns)))
    note = MANY.format(SEVERAL[by]) if by in SEVERAL else ""
    more = {ARTICLE: ("Опубліковано", "Адреса"), "hromada": ("Де",)}.get(by, ())
    return Table("top", TITLES[by], NAMES[by], rows, (NAMES[by], VIEWS, *more), note)


def _of_article(article):
    """Return what is said beside an article: a note, its language, and columns of the file."""
    language = "" if article.language == "uk" else article.language
    if article.state != State.PUBLISHED:
        return article.get_state_display(), language, ("", "")
    day = timezone.localtime(article.published_at)
    address = f"{settings.SITE_URL}{article.get_absolute_url()}"
    return f"опубліковано {day:%d.%m.%Y}", language, (f"{day:%Y-%m-%d}", address)


def of_sources(sources, total, shown=SHOWN_SOURCES):
    """Return the Table of {source: views}; those beyond the first `shown` are added to «інші»."""
    ordered = sorted(sources.items(), key=lambda pair: (-pair[1], pair[0]))
    named = [pair for pair in ordered if pair[0] != OTHERS][:shown]
    others = sum(sources.values()) - sum(number for _, number in named)
    lines = [(name_of(source), number) for source, number in named]
    if others:
        lines.append((name_of(OTHERS), others))
    untold = total - sum(sources.values())
    if untold > 0:
        lines.append(("не записано", untold))
    rows = [
        Row(name, number, percent(number, total), values=(name, number)) for name, number in lines
    ]
    return Table("sources", "Звідки прийшли", "Звідки", rows, ("Звідки", VIEWS))


def of_refused(refused):
    """Return the Table of {reason: views that weren't counted}."""
    labels, total = dict(Refusal.choices), sum(refused.values())
    ordered = sorted(refused.items(), key=lambda pair: -pair[1])
    rows = []
    for reason, number in ordered:
        name = str(labels.get(reason, reason))
        rows.append(Row(name, number, percent(number, total), values=(name, number)))
    return Table(
        "refused",
        "Не пораховано",
        "Чому",
        rows,
        ("Чому", "Звернень"),
        "Звернення, які не додалися до переглядів; лічильник можна перевірити.",
    )


def percent(number, total):
    """Return a share in words: «12 %», «менш як 1 %»; "" of nothing."""
    if not total:
        return ""
    share = number * 100 / total
    return f"{share:.0f}\N{NO-BREAK SPACE}%" if share >= 1 else "менш як 1\N{NO-BREAK SPACE}%"


def as_file(table, subject, period):
    """Return a Table as a CSV file that a spreadsheet opens with two clicks.

    The mark at the beginning tells Excel that it is UTF-8; the semicolon is what it divides cells
    by where numbers have a comma, as in Ukraine. No cell is taken for a formula.
    """
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    name = "-".join(
        [
            *("perehliady", table.key, slugify(subject.title)[:60].strip("-")),
            *(period.first.isoformat(), period.last.isoformat()),
        ]
    )
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response.write("\N{ZERO WIDTH NO-BREAK SPACE}")
    writer = csv.writer(response, delimiter=";")
    writer.writerow(table.columns)
    for row in table.rows:
        writer.writerow([_cell(value) for value in row.values])
    return response


def _cell(value):
    text = str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(FORMULAS) else text
