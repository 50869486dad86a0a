"""The period of statistics: what is asked for, into which steps it falls, what stood before it."""

from datetime import date

import pytest
from django.http import QueryDict

from newsroom.statistics.chart import chart
from newsroom.statistics.period import Period

TODAY = date(2026, 11, 23)


def period(query="", today=TODAY):
    return Period.read(QueryDict(query), today)


def ends(query, today=TODAY):
    found = period(query, today)
    return f"{found.first}", f"{found.last}"


@pytest.mark.parametrize(
    ("query", "first", "last", "steps"),
    [
        ("", "2026-10-25", "2026-11-23", 30),
        ("period=7", "2026-11-17", "2026-11-23", 7),
        ("period=90", "2026-08-26", "2026-11-23", 90),
        ("period=year", "2025-12-01", "2026-11-23", 12),
        ("period=century", "2026-10-25", "2026-11-23", 30),
        ("period=own&from=2026-11-23&to=2026-11-23", "2026-11-23", "2026-11-23", 1),
        ("from=2026-08-10&to=2026-11-09", "2026-08-10", "2026-11-09", 92),
        ("from=2026-08-10&to=2026-11-10", "2026-08-10", "2026-11-10", 4),
        ("from=2026-11-20&to=2027-11-20", "2026-11-20", "2026-11-23", 4),
        # Where days aren't kept any more a period has whole months.
        ("from=2025-10-30&to=2025-11-02", "2025-10-01", "2025-11-02", 2),
        ("from=2024-02-10&to=2024-02-11", "2024-02-01", "2024-02-29", 1),
        ("from=1900-01-01&to=2026-11-23", "2000-01-01", "2026-11-23", 27),
    ],
)
def test_what_is_asked_for(query, first, last, steps):
    assert ends(query) == (first, last)
    assert not period(query).error
    found = period(query).steps()
    assert len(found) == steps
    assert (f"{found[0].first}", f"{found[-1].last}") == (first, last)
    for before, after in zip(found, found[1:], strict=False):
        assert (after.first - before.last).days == 1


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("from=2026-11-20", "обидві дати"),
        ("from=&to=", "обидві дати"),
        ("from=2026-02-31&to=2026-11-20", "обидві дати"),
        ("from=%00&to=x", "обидві дати"),
        ("from=2026-11-20&to=2026-11-10", "пізніша"),
        ("from=2027-01-01&to=2027-01-02", "не настали"),
        ("from=99999-01-01&to=2027-01-02", "обидві дати"),
    ],
)
def test_a_mistake_is_told_and_the_usual_period_shown(query, words):
    found = period(query)
    assert words in found.error
    assert (found.first, found.last) == (period().first, period().last)
    assert found.typed[0] == QueryDict(query).get("from", "")


@pytest.mark.parametrize(
    ("query", "before"),
    [
        ("period=7", ("2026-11-10", "2026-11-16")),
        ("period=year", ("2024-12-01", "2025-11-23")),
        ("from=2026-09-01&to=2026-10-31", ("2026-07-01", "2026-08-31")),
        ("from=2026-09-02&to=2026-10-31", ("2026-07-04", "2026-09-01")),
        ("from=2024-02-01&to=2024-02-29", ("2024-01-01", "2024-01-31")),
        ("from=2025-11-02&to=2025-11-08", None),  # of October there is only the whole
    ],
)
def test_what_stood_before(query, before):
    found = period(query).before()
    assert found == (before and tuple(date.fromisoformat(day) for day in before))


def test_a_whole_month_is_compared_with_a_whole_month_also_on_its_last_day():
    found = period("from=2026-11-01&to=2026-11-30", date(2026, 11, 30))
    assert found.before() == (date(2026, 10, 1), date(2026, 10, 31))


def test_a_year_that_ends_on_the_29th_of_february():
    found = period("period=year", date(2028, 2, 29))
    assert found.before() == (date(2026, 3, 1), date(2027, 2, 28))


def test_dates_are_said_in_ukrainian():
    assert period("period=7").span() == "17 листопада – 23 листопада 2026 року"
    assert period("period=year").span() == "1 грудня 2025 року – 23 листопада 2026 року"
    assert [step.name for step in period("period=year").steps()][:2] == [
        *("грудень 2025 року", "січень 2026 року"),
    ]


def test_bars_stand_in_proportion_and_nothing_has_none():
    drawn = chart([0, 50, 100, 1], ["а", "б", "в", "г"], ["1", "2", "3", "4"], unfinished=3)
    assert [bar.title for bar in drawn.bars] == ["б", "в", "г"]
    assert [float(bar.height) for bar in drawn.bars] == [100, 200, 2]
    assert [float(bar.y) + float(bar.height) for bar in drawn.bars] == [200, 200, 200]
    assert [bar.is_unfinished for bar in drawn.bars] == [False, False, True]
    assert drawn.ticks[0] == ("200.0", 0)
    assert drawn.ticks[-1] == ("0.0", 100)


@pytest.mark.parametrize("most", [0, 1, 3, 4, 5, 9, 10, 99, 101, 12_480, 999_999])
def test_the_scale_has_few_round_ticks_and_room_for_the_tallest(most):
    ticks = [number for _, number in chart([most], ["а"], ["1"]).ticks]
    assert 2 <= len(ticks) <= 6
    assert ticks[0] == 0
    assert ticks[-1] >= most
    assert len({after - before for before, after in zip(ticks, ticks[1:], strict=False)}) == 1


@pytest.mark.parametrize("steps", [1, 7, 12, 30, 92])
def test_the_axis_has_few_marks_and_the_last_among_them(steps):
    marks = [f"{number}" for number in range(steps)]
    shown = [mark for _, mark in chart([1] * steps, marks, marks).marks]
    assert len(shown) <= 6
    assert shown[-1] == marks[-1]
