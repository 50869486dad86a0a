"""What is personal, taken out of what is logged, shown to the desk or sent to Sentry.

Nobody's address, e-mail address, search, session or token may get there. A program's own words
can't be trusted with that: PostgreSQL quotes a row that it refuses, a library the text that it
couldn't read. So all that the request itself has said is taken out wherever it appears again, and
beside it whatever looks like an address.
"""

import re
from http.cookies import CookieError, SimpleCookie
from ipaddress import ip_address
from urllib.parse import parse_qsl

from django.db import Error

GONE = "…"
LONGEST = 4000  # characters of a message
SHORTEST = 4  # of a word that is taken out because the request has said it
MOST = 200  # words of a request
FIELD = 300  # characters of a field of a form beyond which it is a text, and nobody's secret

MAILBOX = re.compile(r"\w[\w.+'’-]*@[\w-]+(?:\.[\w-]+)+")
ADDRESSES = re.compile(
    r"(?<![\w.:])(?:\d{1,3}(?:\.\d{1,3}){3}|(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4})(?![\w:])"
)
QUERY = re.compile(r"(?<=[\w/.-])\?[^\s\"'<>«»)]+")
PASSWORD = re.compile(r"(\w://)[^\s/@]+@")
# Addresses that are a key by themselves: whoever has one may come in.
KEYS = re.compile(r"(/(?:preview|login/password)/)[^\s?\"'<>]+")
QUOTED = re.compile(r"\"([^\"]*)\"|'([^']*)'")
TABLE = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)+")  # also of indexes; no name of a person


def path_of(path):
    """Return a path as it may be written down: without a query and the keys in it."""
    path = KEYS.sub(rf"\1{GONE}", path.partition("?")[0])
    return MAILBOX.sub(GONE, path)[:500]


def without(text, environ=None, form=None):
    """Return a message without what is personal.

    ``text``     a str; what is longer than LONGEST is cut
    ``environ``  the WSGI environ of the request in which it arose: its words go
    ``form``     a mapping of what was sent with it, as `request.POST`: its words go too
    """
    text = text[:LONGEST]
    text = PASSWORD.sub(rf"\1{GONE}@", text)
    text = MAILBOX.sub(GONE, text)
    text = KEYS.sub(rf"\1{GONE}", QUERY.sub(f"?{GONE}", text))
    if environ or form:
        for whole in _wholes(environ or {}):
            text = text.replace(whole, GONE)
        if words := _words(environ or {}, form or {}):
            text = re.sub("|".join(words), GONE, text, flags=re.IGNORECASE)
    return ADDRESSES.sub(_unless_ours, text)


def of_error(error):
    """Return what an exception says in words, a str that `without` is still to go over.

    Of what a database says the first line, without what it quotes: the rest is rows and values.
    """
    text = str(error)
    if isinstance(error, Error) or type(error).__module__.startswith(("psycopg", "sqlite3")):
        text = QUOTED.sub(_unless_table, text.partition("\n")[0])
    return text


def _unless_table(found):
    return found[0] if TABLE.fullmatch(found[1] or found[2] or "") else GONE


def _unless_ours(found):
    """Machines of our own network are no readers, and who runs the portal looks for them."""
    try:
        address = ip_address(found[0])
    except ValueError:  # the time of a day, a number of a version
        return found[0]
    return GONE if address.is_global or address.is_multicast else found[0]


def _wholes(environ):
    """Return what a request says that is taken out as it is, the longest first."""
    said = [
        environ.get(name, "") for name in ("HTTP_USER_AGENT", "HTTP_REFERER", "HTTP_AUTHORIZATION")
    ]
    said += [part.strip() for part in environ.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    remote = environ.get("REMOTE_ADDR", "")
    if remote not in ("127.0.0.1", "::1"):
        said.append(remote)
    return sorted((each for each in said if len(each) >= SHORTEST), key=len, reverse=True)


def _words(environ, form):
    """Return patterns of the words of a request's query, cookies and form, the longest first."""
    # As WSGI gives it: each character is a byte.
    query = environ.get("QUERY_STRING", "")[:LONGEST].encode("latin-1", "replace")
    values = [value for _, value in parse_qsl(query.decode("utf-8", "replace"))]
    try:
        cookies = SimpleCookie(environ.get("HTTP_COOKIE", "")[:LONGEST])
    except CookieError:
        cookies = {}
    values += [cookie.value for cookie in cookies.values()]
    values += [str(value) for value in form.values() if len(str(value)) <= FIELD]
    # A word in Ukrainian is known by its beginning, whatever its ending has become.
    words = {word for value in values for word in re.findall(r"\w+", value)}
    words = sorted((word for word in words if len(word) >= SHORTEST), key=len, reverse=True)
    return [_pattern(word) for word in words[:MOST]]


def _pattern(word):
    return word if word.isascii() else rf"{word[: max(SHORTEST, len(word) * 2 // 3)]}\w*"
