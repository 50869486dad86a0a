"""The desk's list of errors: what, where, how often, and nothing personal, from any process."""

import json
import logging
import threading

import pytest

from portal import asked, errors
from tests.factories import make_user
from tests.staff import signed_in


@pytest.fixture
def folder(tmp_path, settings):
    settings.DATA_DIR = tmp_path
    yield tmp_path / "errors"
    asked.thread.now = None


def log(message="It broke", *arguments, error=None, at=None):
    record = logging.LogRecord("news.x", logging.ERROR, __file__, 1, message, arguments, None)
    if error is not None:
        record.exc_info = (type(error), error, error.__traceback__)
    record.created = at or record.created
    errors.Keeper().emit(record)


def test_an_error_is_kept_with_its_kind_place_and_request(folder):
    asked.thread.now = ("a-request-1", {"PATH_INFO": "/preview/secret/", "QUERY_STRING": "q=я"})
    try:
        raise ValueError("olena@example.org")
    except ValueError as error:
        log("Broke", error=error, at=1000)
    asked.thread.now = ("a-request-2", {"PATH_INFO": "/news/", "QUERY_STRING": "q=я"})
    log("The letter to %s failed", "olena@example.org", at=2000)
    newest, first = errors.last()
    assert (newest.what, newest.where) == ("The letter to … failed", "news.x")
    assert (first.what, first.path) == ("ValueError", "/preview/…")
    assert (first.count, first.first, first.last) == (1, 1000, 1000)
    assert first.requests == ["a-request-1"]
    written = "".join(file.read_text() for file in folder.glob("*.json"))
    assert "olena" not in written
    assert "secret" not in written


def test_the_place_is_where_our_own_code_broke(folder):
    from ukrainian.plurals import counted

    try:
        counted("x", "", "", "")
    except TypeError as error:
        log("Broke", error=error)
    assert errors.last()[0].where.startswith("ukrainian/plurals.py:")
    assert errors.last()[0].where.endswith(" counted")


def test_the_same_error_again_is_counted_and_keeps_its_beginning(folder):
    for number in range(8):
        asked.thread.now = (f"request-{number}", {"PATH_INFO": "/"})
        log("It broke", at=1000 + number)
    (kind,) = errors.last()
    assert (kind.count, kind.first, kind.last) == (8, 1000, 1007)
    assert kind.requests == [f"request-{number}" for number in (7, 6, 5, 4, 3)]


def test_many_threads_lose_none(folder):
    def many():
        for _ in range(25):
            log("It broke")

    threads = [threading.Thread(target=many) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors.last()[0].count == 200


def test_the_list_is_bounded_and_the_oldest_gives_way(folder, monkeypatch):
    monkeypatch.setattr(errors, "MOST", 3)
    for number in range(6):
        log(f"Kind {number}", at=1000 + number)
    assert [kind.what for kind in errors.last()] == ["Kind 5", "Kind 4", "Kind 3"]


def test_a_disk_that_is_full_and_a_broken_file_break_nothing(folder, settings):
    log("It broke", at=1000)
    (file,) = folder.glob("*.json")
    file.write_text('{"what"')
    assert errors.last() == []
    log("It broke", at=1001)
    assert errors.last()[0].count == 1
    settings.DATA_DIR = file / "no folder"
    log("It broke")


@pytest.mark.django_db
def test_administrators_read_the_list_and_forget_it(folder):
    asked.thread.now = ("request-1", {"PATH_INFO": "/search/"})
    log("It broke <b>here</b>")
    log("It broke <b>here</b>")
    client = signed_in("admin")
    page = client.get("/admin/errors/").content.decode()
    assert "It broke &lt;b&gt;here&lt;/b&gt;" in page
    assert "2 рази" in page
    assert "1 вид помилок" in page
    assert "request-1" in page
    assert '<a href="/admin/errors/" aria-current="page">Помилки</a>' in page
    assert client.post("/admin/errors/").status_code == 302
    assert "Помилок немає." in client.get("/admin/errors/").content.decode()
    assert json.dumps([vars(kind) for kind in errors.last()]) == "[]"


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["author", "editor", "anonymous"])
def test_nobody_else_does(folder, role):
    client = signed_in(role)
    log("It broke")
    for method in (client.get, client.post):
        assert method("/admin/errors/").status_code == (302 if role == "anonymous" else 403)
    assert len(errors.last()) == 1
    if role == "editor":
        assert "Помилки" not in client.get("/admin/").content.decode()
        assert make_user("admin").has_perm("admin.view_logentry")
