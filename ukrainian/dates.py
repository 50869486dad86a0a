"""Days as Ukrainian says them: «сьогодні», «3 листопада», «3 листопада 2025 року»."""

from datetime import timedelta

MONTHS = (
    *("січня", "лютого", "березня", "квітня", "травня", "червня"),
    *("липня", "серпня", "вересня", "жовтня", "листопада", "грудня"),
)
_NEAR = {-1: "вчора", 0: "сьогодні", 1: "завтра"}


def spoken_day(day, today):
    """Return a date in words, as seen from the date `today`; the year only when it is another."""
    near = _NEAR.get((day - today) // timedelta(days=1))
    if near:
        return near
    words = f"{day.day} {MONTHS[day.month - 1]}"
    return words if day.year == today.year else f"{words} {day.year} року"


def spoken_moment(moment, now):
    """Return a datetime in words with its minute: «сьогодні о 09:05», «3 листопада об 11:00».

    Both datetimes are of the same zone, the one in which they are to be read.
    """
    preposition = "об" if moment.hour == 11 else "о"
    day = spoken_day(moment.date(), now.date())
    return f"{day} {preposition} {moment:%H:%M}"
