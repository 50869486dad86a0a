"""Spans of days of Kyiv: from which moment they are, and how a reader calls them."""

from calendar import monthrange
from datetime import UTC, date, datetime, time

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _


def midnight(day):
    """Return the start of a day of Kyiv as an aware datetime.

    Years that no calendar library can shift give the plain day.
    """
    zone = timezone.get_default_timezone() if 2 < day.year < 9998 else UTC
    return datetime.combine(day, time.min, zone)


def month_ends(year, month):
    """Return the first and the last date of a month."""
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def spoken_month(day):
    """Return the month of a date in the language of the page: «липень 2025», "July 2025"."""
    words = date_format(day, "F Y")
    # Django's Ukrainian names of months have a capital letter, as Ukrainian has not.
    return words if words.isascii() else words.lower()


def spoken_day(day):
    """Return a date in the language of the page: «1 липня 2025», "1 July 2025"."""
    return date_format(day, "j E Y")


def spoken_span(since, until):
    """Return a span of dates, either end of which may be None, in words.

    As a list of (words, parameters): «липень 2025», «2025 рік» and one day are said at once, by
    "from" and "to" together; any other end is said by itself.
    """
    if since and until and since <= until:
        whole = _whole(since, until)
        if whole:
            return [(whole, ("from", "to"))]
    found = []
    if since:
        # Translators: «від 1 липня 2025»
        found.append((_("from %(date)s") % {"date": spoken_day(since)}, ("from",)))
    if until:
        # Translators: «до 31 липня 2025»
        found.append((_("to %(date)s") % {"date": spoken_day(until)}, ("to",)))
    return found


def _whole(since, until):
    """Return the words for a span that is one day, one month or one year, else ""."""
    if since == until:
        return spoken_day(since)
    if (since, until) == month_ends(since.year, since.month):
        return spoken_month(since)
    if (since, until) == (date(since.year, 1, 1), date(since.year, 12, 31)):
        # Translators: «2025 рік»
        return _("the year %(year)s") % {"year": since.year}
    return ""
