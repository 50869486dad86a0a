"""A span of days that statistics are asked for, and the steps into which it is divided."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.dateparse import parse_date

from news.roll_up import daily_since
from news.spans import month_ends
from ukrainian.dates import MONTHS
from ukrainian.plurals import counted

DAYS = {"7": 7, "30": 30, "90": 90}
YEAR, OWN = "year", "own"
LABELS = {"7": "7 днів", "30": "30 днів", "90": "90 днів", YEAR: "Рік"}
USUAL = "30"

MOST_STEPS = 92  # in a chart: three months by days, seven years by months
FIRST = date(2000, 1, 1)  # nobody counted before
ONE_DAY = timedelta(days=1)

WRONG = "Впишіть обидві дати: від і до."
TURNED = "Перша дата пізніша за останню. Поміняйте їх місцями."
FUTURE = "Ці дні ще не настали."


@dataclass(frozen=True)
class Step:
    """A day, a month or a year of a period: its first and last date, and how it is called.

    `name` is of a line («23 листопада 2026 року»), `mark` of an axis («23.11»), `iso` of a file.
    """

    first: date
    last: date
    name: str
    mark: str
    iso: str


@dataclass(frozen=True)
class Period:
    """The days from `first` to `last`, seen on the date `today`.

    ``key``    of LABELS, or OWN
    ``error``  what is wrong with the dates that were typed, in words; it is the usual period then
    ``typed``  these dates, as they were typed
    """

    key: str
    first: date
    last: date
    today: date
    error: str = ""
    typed: tuple = ("", "")
    is_widened: bool = False

    @classmethod
    def read(cls, query, today):
        """Return the Period that a QueryDict asks for by `period`, `from` and `to`."""
        key = query.get("period", USUAL)
        if key == OWN or "from" in query or "to" in query:
            return cls.own(query.get("from", ""), query.get("to", ""), today)
        if key == YEAR:
            return cls(YEAR, _month_before(today, 11), today, today)
        key = key if key in DAYS else USUAL
        return cls(key, today - timedelta(days=DAYS[key] - 1), today, today)

    @classmethod
    def own(cls, first, last, today):
        """Return the Period of two typed dates. Where days aren't kept any more it is widened to
        whole months; where the dates are wrong it is the usual one and has an `error`."""
        typed = first, last
        first, last = (_date(each) for each in typed)
        error = ""
        if not (first and last):
            error = WRONG
        elif first > last:
            error = TURNED
        elif first > today:
            error = FUTURE
        if error:
            usual = cls.read({}, today)
            return cls(usual.key, usual.first, usual.last, today, error, typed)
        first, last = max(first, FIRST), min(max(last, FIRST), today)
        since = daily_since(today)
        widest = (
            first.replace(day=1) if first < since else first,
            month_ends(last.year, last.month)[1] if last < since else last,
        )
        return cls(OWN, *widest, today, "", typed, widest != (first, last))

    @property
    def days(self):
        """How many days it has."""
        return (self.last - self.first).days + 1

    def steps(self):
        """Return the Steps: days while they are known and few, else months, else years."""
        if self.days <= MOST_STEPS and self.first >= daily_since(self.today) and self.key != YEAR:
            days = [self.first + timedelta(days=number) for number in range(self.days)]
            return [Step(day, day, spoken(day), f"{day:%d.%m}", day.isoformat()) for day in days]
        months = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1
        return self._months() if months <= MOST_STEPS else self._years()

    def _months(self):
        steps, first = [], self.first
        while first <= self.last:
            last = min(month_ends(first.year, first.month)[1], self.last)
            iso = f"{first:%Y-%m}"
            steps.append(Step(first, last, spoken_month(first), f"{first:%m.%Y}", iso))
            first = last + ONE_DAY
        return steps

    def _years(self):
        return [
            Step(
                max(date(year, 1, 1), self.first),
                min(date(year, 12, 31), self.last),
                f"{year} рік",
                *(f"{year}", f"{year}"),
            )
            for year in range(self.first.year, self.last.year + 1)
        ]

    def before(self):
        """Return the (first, last) dates of the same span before, or None where its days aren't
        known any more. Whole months are compared with as many months."""
        if self.first.day == 1 and self._ends_a_month():
            months = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month
            first = _month_before(self.first, months + 1)
            last = self.first - ONE_DAY
            if self.last != month_ends(self.last.year, self.last.month)[1]:
                # This month isn't over: as many days of that one.
                last = _same_day(self.today, _month_before(self.today, months + 1))
        else:
            first, last = self.first - timedelta(days=self.days), self.first - ONE_DAY
        since = daily_since(self.today)
        is_known = (first >= since or first.day == 1) and (
            last >= since or last == month_ends(last.year, last.month)[1]
        )
        return (first, last) if is_known and first >= FIRST else None

    def _ends_a_month(self):
        is_whole = self.last == month_ends(self.last.year, self.last.month)[1]
        return is_whole or self.key == YEAR

    def words(self):
        """Return how long it is: «30 днів», «рік»."""
        return "рік" if self.key == YEAR else counted(self.days, "день", "дні", "днів")

    def span(self):
        """Return which days it has: «25 жовтня – 23 листопада 2026 року»."""
        if self.first == self.last:
            return spoken(self.last)
        if self.first.year == self.last.year:
            return f"{_day(self.first)} – {spoken(self.last)}"
        return f"{spoken(self.first)} – {spoken(self.last)}"

    def query(self):
        """Return the parameters by which the period is asked for again: {name: value}."""
        if self.key == OWN:
            return {"period": OWN, "from": self.typed[0], "to": self.typed[1]}
        return {} if self.key == USUAL else {"period": self.key}


def spoken(day):
    """Return a date in words: «23 листопада 2026 року»."""
    return f"{_day(day)} {day.year} року"


def spoken_month(day):
    """Return the month of a date in words: «листопад 2026 року»."""
    return f"{NOMINATIVE[day.month - 1]} {day.year} року"


NOMINATIVE = (
    *("січень", "лютий", "березень", "квітень", "травень", "червень"),
    *("липень", "серпень", "вересень", "жовтень", "листопад", "грудень"),
)


def _day(day):
    return f"{day.day} {MONTHS[day.month - 1]}"


def _date(text):
    try:
        return parse_date(text.strip())
    except ValueError:  # 31 February
        return None


def _month_before(day, months):
    """Return the first date of the month so many months before that of a date."""
    number = day.year * 12 + day.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)


def _same_day(day, month):
    """Return the date in the month of `month` with the number of `day`, or that month's last."""
    return min(month + timedelta(days=day.day - 1), month_ends(month.year, month.month)[1])
