"""Lines of JSON, one object on each: read within bounds, each value of the type that it must have.

What the keys mean is told by who takes them: news/importers/lines.py for articles,
news/importers/tags.py for tags.
"""

import json
from datetime import UTC, datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import timezone

from news.importers import Refused
from news.importers.encoding import refuse_no_text, why_not_utf_8
from ukrainian.folding import mend, printable

MAX_LINE = 4_000_000  # bytes; the longest article has a hundredth of it
MAX_ADDRESS, MAX_PICKS = 500, 50
MAX_NUMBER = 2_147_483_647  # of articles and views
YEARS = range(1990, 2101)
KYIV = ZoneInfo("Europe/Kyiv")

_is_url = URLValidator(schemes=["http", "https"])


def is_any_url(text):
    """Raise ValueError for what isn't a whole address, were it of a host without a domain."""
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("not a whole address")


def read(file):
    """Yield (number, offset, line) of an open binary file: the line's number from 1, where it
    begins in bytes, and its bytes, or the Refused that it is. Empty lines are left out.

    However long a line is, no more than MAX_LINE bytes of it are held. Raises Refused for a file
    that is no text of ours at all.
    """
    number = 0
    while True:
        offset = file.tell()
        line = file.readline(MAX_LINE + 1)
        if not line:
            return
        number += 1
        if number == 1:
            refuse_no_text(line)
            line = line.removeprefix(b"\xef\xbb\xbf")
        if len(line) > MAX_LINE:
            while line and not line.endswith(b"\n"):
                line = file.readline(MAX_LINE)
            yield number, offset, Refused(f"longer than {MAX_LINE:,} bytes: not one article")
        elif line.strip():
            yield number, offset, line


def object_of(line):
    """Return the dict of a line of JSON. Raises Refused."""
    try:
        told = json.loads(line.decode("utf-8"), parse_constant=_no_number)
        json.dumps(told, ensure_ascii=False).encode()  # half a surrogate pair can't be stored
    except UnicodeDecodeError as error:
        why = why_not_utf_8(line)
        raise Refused(f"byte {error.start + 1} of the line is not UTF-8: {why}") from None
    except UnicodeEncodeError:
        raise Refused("half of a character (a lone surrogate): the text is damaged") from None
    except RecursionError:
        raise Refused("lists in lists in lists: no article") from None
    except ValueError as error:
        raise Refused(f"not JSON: {error}") from None
    if not isinstance(told, dict):
        raise Refused("not an article: expected {…} with keys and values")
    return told


def _no_number(name):
    raise ValueError(f"{name} is no number of JSON")


class Taker:
    """Takes values out of a line's dict, each of the type it must have. All raise Refused."""

    def __init__(self, told):
        self.told = told

    def text(self, key, most):
        """Return a text, "" for none."""
        value = self.told.get(key)
        if value is None:
            return ""
        return _text(value, f"«{key}»", most)

    def optional(self, key, most):
        """Return a text on one line, or None where the key isn't there."""
        return mend(self.text(key, most)) if key in self.told else None

    def texts(self, key, most, number=1000):
        """Return a tuple of texts, or None where the key isn't there."""
        value = self.told.get(key)
        if value is None:
            return None if key not in self.told else ()
        if not isinstance(value, list):
            raise Refused(f"«{key}» is no list")
        if len(value) > number:
            raise Refused(f"«{key}» has {len(value)} entries, {number} are the limit")
        return tuple(mend(_text(each, f"an entry of «{key}»", most)) for each in value)

    def number(self, key, default, least=0):
        """Return a whole number between `least` and MAX_NUMBER."""
        value = self.told.get(key)
        if value is None:
            return default
        if type(value) is not int or not least <= value <= MAX_NUMBER:
            raise Refused(f"«{key}» is no number from {least} to {MAX_NUMBER:,}")
        return value

    def one_of(self, key, values):
        """Return one of `values`, or None for none."""
        value = self.told.get(key)
        if value not in (None, *values):
            raise Refused(f"«{key}» is {_shown(value)}, and may be {', '.join(values)}")
        return value

    def moment(self, key):
        """Return an aware datetime in UTC, or None. Without an offset it is Kyiv's."""
        value = self.text(key, 40).strip()
        if not value:
            return None
        try:
            at = datetime.fromisoformat(value)
        except ValueError:
            raise Refused(f"«{key}»: «{value}» is no date, expected 2024-05-08T16:05") from None
        if at.year not in YEARS:
            raise Refused(f"«{key}»: the year {at.year} cannot be right")
        return (at if timezone.is_aware(at) else at.replace(tzinfo=KYIV)).astimezone(UTC)

    def url(self, key, check=_is_url):
        """Return an address of the web, "" for none; `check` raises for what is none."""
        value = self.text(key, MAX_ADDRESS).strip()
        try:
            if value:
                check(value)
        except (ValidationError, ValueError):
            raise Refused(f"«{key}»: «{value[:100]}» is no address of the web") from None
        return value

    def article(self, key):
        """Return what names another article: its number or its address; None for none."""
        return None if self.told.get(key) is None else _named(self.told[key], key)

    def articles(self, key):
        """Return a tuple of what names other articles; None where the key isn't there."""
        value = self.told.get(key)
        if value is None:
            return None if key not in self.told else ()
        if not isinstance(value, list) or len(value) > MAX_PICKS:
            raise Refused(f"«{key}» is no list of {MAX_PICKS} articles at most")
        return tuple(_named(each, key) for each in value)

    def focus(self, value, key):
        """Return a focal point from [x, y], the middle for None."""
        if value is None:
            return 0.5, 0.5
        is_pair = isinstance(value, list) and len(value) == 2
        if not is_pair or not all(type(x) in (int, float) and 0 <= x <= 1 for x in value):
            raise Refused(f"«{key}»: a focal point is [x, y], both from 0 to 1")
        return float(value[0]), float(value[1])


def _text(value, name, most):
    if not isinstance(value, str):
        raise Refused(f"{name} is {_shown(value)}, not a text")
    if most and len(value) > most:
        raise Refused(f"{name} has {len(value)} characters, {most} are the limit")
    return printable(value)


def _shown(value):
    return json.dumps(value, ensure_ascii=False)[:60]


def _named(value, key):
    if type(value) is int and 0 < value <= MAX_NUMBER:
        return value
    if isinstance(value, str) and 0 < len(value) <= MAX_ADDRESS:
        return printable(value)
    raise Refused(f"«{key}»: {_shown(value)} names no article, neither by number nor by address")
