"""The counting of views in front of Django answers as Django would, and hands on every page."""

import pytest
from django.test import RequestFactory

from news import counting
from portal.beacons import Beacons
from tests.factories import make_article
from tests.news.beacons import OURS


@pytest.fixture
def beacons(monkeypatch):
    """The layer around an application that answers everything else; `tended` are its threads."""
    tended = []
    monkeypatch.setattr(counting, "tend", lambda: tended.append(1))

    def application(environ, start_response):
        start_response("200 OK", [])
        return [b"a page"]

    layer = Beacons(application)
    layer.tended = tended
    return layer


def ask(layer, path, method="POST", **headers):
    """Return (status, {header: value}, body) of an answer of the layer."""
    environ = RequestFactory(headers=OURS | headers).generic(method, path).environ
    answer = []
    body = b"".join(layer(environ, lambda status, headers: answer.extend((status, dict(headers)))))
    return *answer, body


@pytest.mark.django_db
def test_a_view_is_counted_without_django(beacons):
    path = f"/news/{make_article().pk}/view"
    status, headers, body = ask(beacons, path)
    assert (status, body) == ("200 OK", b'{"views": 1}')
    assert headers["Content-Length"] == str(len(body))
    assert headers["Content-Type"] == "application/json"
    assert headers["Cache-Control"] == "no-store"
    assert ask(beacons, f"{path}.gif", "GET")[1]["Content-Type"] == "image/gif"
    assert ask(beacons, path, "DELETE")[0] == "405 Method Not Allowed"
    assert ask(beacons, "/news/999999/view")[0] == "404 Not Found"


@pytest.mark.django_db
def test_the_answers_are_those_of_django(beacons, client):
    path = f"/news/{make_article().pk}/view"
    for headers in (OURS, OURS | {"sec-fetch-site": "cross-site"}, OURS | {"user-agent": ""}):
        _, told, body = ask(beacons, path, **headers)
        inside = client.post(path, headers=headers)
        assert inside.content == body
        assert {name: inside[name] for name in told} == told


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/news/",
        "/news/5-view/",
        "/news/view",
        "/news/5/view/",
        "/en/news/5/view",
        "/news/٥/view",
    ]
    + [f"/news/{'9' * 19}/view", "/news/5/view.gif.png", "/news/5/view\n"],
)
def test_everything_else_is_handed_on(beacons, path):
    environ = RequestFactory().get("/").environ | {"PATH_INFO": path}
    assert beacons(environ, lambda status, headers: None) == [b"a page"]


def test_one_thread_of_a_process_tends_the_journal(beacons):
    for _ in range(3):
        ask(beacons, "/")
    assert beacons.tended == [1]
