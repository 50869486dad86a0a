"""Days and minutes in words."""

from datetime import date, datetime

import pytest

from ukrainian.dates import spoken_day, spoken_moment

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 11, 24), "сьогодні"),
        (date(2026, 11, 23), "вчора"),
        (date(2026, 11, 25), "завтра"),
        (date(2026, 11, 3), "3 листопада"),
        (date(2026, 1, 31), "31 січня"),
        (date(2025, 12, 1), "1 грудня 2025 року"),
        (date(2027, 2, 9), "9 лютого 2027 року"),
    ],
)
def test_a_day_in_words(day, words):
    assert spoken_day(day, TODAY) == words


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2026, 11, 24, 9, 5), "сьогодні о 09:05"),
        (datetime(2026, 11, 24, 11, 30), "сьогодні об 11:30"),
        (datetime(2026, 6, 7, 23, 0), "7 червня о 23:00"),
    ],
)
def test_a_minute_in_words(moment, words):
    assert spoken_moment(moment, datetime(2026, 11, 24, 12)) == words
