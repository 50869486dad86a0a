"""Nothing personal gets into the log, whoever says it; each line has the id of its request."""

import io
import json
import logging
import sys
from types import SimpleNamespace
from unittest import mock
from urllib.parse import urlencode

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import IntegrityError, connection

from news.models.article import ArticleQuerySet
from portal import asked, logs, personal
from portal.observed import observed
from tests.factories import make_article

ADDRESS, MAILBOX, SESSION = "203.0.113.77", "olena.koval@example.org", "q7k2" * 8
SEARCHED, BROWSER = "переселенцями", "Mozilla/5.0 (Olena’s telephone)"


@pytest.fixture(params=logs.FORMATS)
def log(request):
    """What a server writes, in both formats."""
    made = logs.Json() if request.param == "json" else logs.Text()
    written, handler = io.StringIO(), logging.StreamHandler()
    handler.setStream(written)
    handler.setFormatter(made)
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    written.format = request.param
    yield written
    root.removeHandler(handler)
    root.setLevel(before)


def environ(path="/", query="", method="GET", body=b"", **headers):
    return {
        "REQUEST_METHOD": method,
        "PATH_INFO": path.encode().decode("latin-1"),
        "QUERY_STRING": query,
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "REMOTE_ADDR": ADDRESS,
        "HTTP_HOST": "testserver",
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
    } | {f"HTTP_{name.upper()}": value for name, value in headers.items()}


def asking(application, **request):
    """Return (status, headers, body) of an application's answer."""
    told = []
    parts = application(environ(**request), lambda *said: told.append(said))
    return told[-1][0], dict(told[-1][1]), b"".join(parts)


def raising(error):
    def broken(*args, **kwargs):
        raise error

    return broken


@pytest.fixture
def site(monkeypatch, settings):
    """The whole of Django behind ids and a line for each request, as a server has it."""
    settings.TRUSTED_PROXIES = 1
    application = WSGIHandler()
    monkeypatch.setattr("django.core.signals.request_started.send", lambda **kwargs: None)
    monkeypatch.setattr("django.core.signals.request_finished.send", lambda **kwargs: None)
    return observed(application, is_told=True)


@pytest.mark.django_db
def test_a_run_with_errors_leaves_nothing_personal_in_the_log(site, log):
    article = make_article("Відкрили бібліотеку")
    who = {
        "x_forwarded_for": ADDRESS,
        "user_agent": BROWSER,
        "cookie": f"sessionid={SESSION}; csrftoken=abc",
        "referer": f"https://mail.example.org/?to={MAILBOX}",
    }
    form = f"address={MAILBOX}&name={SEARCHED}".encode()
    said = f"can't read {SEARCHED[:-4]} of {MAILBOX} at {ADDRESS}, {BROWSER}, {SESSION}"
    # PostgreSQL quotes the row that it refuses.
    row = IntegrityError(f'duplicate key "seen"\nDETAIL: Key (email)=({MAILBOX}) exists.')
    wrongs = (ValueError(said), row, OSError(5, said, f"/search/?q={SEARCHED}"))
    searched = urlencode({"q": SEARCHED, "page": 1})
    for error in wrongs:
        broken = mock.patch.object(ArticleQuerySet, "published", raising(error))
        broken.start()
        for path in ("/", "/search/", "/en/search/", "/news/", f"/news/{article.pk}/", "/popular/"):
            asking(site, path=path, query=searched, **who)
        asking(site, path="/api/v1/articles/", query=searched, **who)
        broken.stop()
    for path in ("/search/", f"/preview/{SESSION}:x/", f"/{MAILBOX}/", "/admin/", "/digest/asked/"):
        asking(site, path=path, query=searched, **who)
        asking(site, path=path, query=searched, method="POST", body=form, **who)
    logging.getLogger("news").error("The letter to %s at %s failed", MAILBOX, "8.8.4.4")
    try:
        raise ValueError(said)
    except ValueError as error:
        request = SimpleNamespace(META=environ(query=searched, **who), _post={"name": SEARCHED})
        about = {"request": request, "status_code": 500}
        logging.getLogger("django.request").error("Broke: %s", error, exc_info=True, extra=about)
    text = log.getvalue()
    assert all(each in text for each in ("ValueError", "IntegrityError", "/search/"))
    assert text.count("can't read") > 3
    for each in (ADDRESS, MAILBOX, "olena", SESSION, SEARCHED[:-4], "telephone", "8.8.4.4"):
        assert each.casefold() not in text.casefold(), each
    if log.format == "json":
        assert all(json.loads(line)["message"] for line in text.splitlines())


@pytest.mark.django_db
def test_every_line_of_a_request_has_its_id_and_so_has_the_answer(site, log, monkeypatch):
    monkeypatch.setattr(ArticleQuerySet, "published", raising(KeyError("x")))
    status, headers, body = asking(site, path="/news/")
    assert status.startswith("500")
    identity = headers["X-Request-ID"]
    assert asked.PLAIN.fullmatch(identity)
    assert identity in body.decode()
    written = log.getvalue().splitlines()
    lines = [each for each in written if "django.request" in each or "portal.access" in each]
    assert len(lines) == 2  # the error, and the line of the request
    assert all(identity in line for line in lines)
    if log.format == "json":
        error, access = map(json.loads, lines)
        assert (error["request"], error["path"], error["error"]) == (identity, "/news/", "KeyError")
        assert "news/lists.py" in error["trace"]
        assert (access["status"], access["method"]) == (500, "GET")
        assert access["milliseconds"] > 0


@pytest.mark.parametrize(
    ("trusted", "told", "is_kept"),
    [
        (1, "0af7651916cd43dd8448eb211c80319c", True),
        (0, "0af7651916cd43dd8448eb211c80319c", False),
        (1, "short", False),
        (1, "x" * 65, False),
        (1, "a line\nof another", False),
        (1, '"quoted-id"', False),
    ],
)
def test_an_id_is_taken_only_from_a_trusted_proxy_and_only_if_plain(
    trusted, told, is_kept, settings
):
    settings.TRUSTED_PROXIES = trusted
    seen = []

    def application(environ, start_response):
        seen.append(asked.current())
        start_response("200 OK", [])
        return []

    _, headers, _ = asking(observed(application), x_request_id=told)
    assert (headers["X-Request-ID"] == told) is is_kept
    assert seen == [headers["X-Request-ID"]]
    assert asked.current() == ""  # the thread answers nobody now


def test_what_breaks_in_front_of_django_is_logged_and_answered_in_words(log):
    status, headers, body = asking(observed(raising(RuntimeError("x"))), path="/en/news/")
    assert status.startswith("500")
    assert headers["Content-Language"] == "en"
    assert "Something broke" in body.decode()
    assert f"[{headers['X-Request-ID']}]" in log.getvalue() or log.format == "json"
    assert "RuntimeError" in log.getvalue()
    assert int(headers["Content-Length"]) == len(body)


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("at 12:34:56 in version 5.2.8, ::1 and 10.0.0.5", None),
        ('connection to server at "127.0.0.1", port 5432 failed', None),
        ("from 2a02:2454::17 and 91.202.128.71", "from … and …"),
        ("GET /search/?q=село HTTP/1.1", "GET /search/?… HTTP/1.1"),
        ("redis://user:secret@cache:6379/0", "redis://…@cache:6379/0"),
        ("/preview/abc:def/", "/preview/…"),
        ("GET /admin/login/password/MQ/c4-99/ HTTP/1.1", "GET /admin/login/password/… HTTP/1.1"),
        ("{'ivan@gov.ua': (550, b'no')}", "{'…': (550, b'no')}"),
    ],
)
def test_only_what_is_personal_goes(said, left):
    assert personal.without(said) == (said if left is None else left)


def test_of_a_database_only_the_first_line_stays_and_no_value():
    said = 'relation "news_article" refuses "Олена Коваль"\nDETAIL: Failing row (1, Олена)'
    assert personal.of_error(IntegrityError(said)) == 'relation "news_article" refuses …'


@pytest.mark.django_db
def test_strangers_cannot_fill_the_log(client, caplog):
    client.get("/no-such-page/")
    client.get("/", headers={"host": "other.example.org"})
    client.put("/news/")
    levels = {
        name: logging.getLogger(name).getEffectiveLevel()
        for name in ("django.request", "django.security.DisallowedHost")
    }
    assert levels == {"django.request": logging.ERROR, "django.security.DisallowedHost": 50}
    assert not [record for record in caplog.records if record.name.startswith("django")]
    assert connection.is_usable()
