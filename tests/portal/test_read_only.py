"""Read-only mode: readers read on, nobody saves, each is told why; one switch, no restart."""

import io
import json
import threading
import time

import pytest
from django.core.management import CommandError, call_command

from news.models import Article
from portal import quiet_cache, read_only
from portal.read_only import ReadOnly
from tests.factories import make_article
from tests.portal.redis_server import redis_server, share  # noqa: F401 - a fixture
from tests.portal.wsgi import Cached
from tests.staff import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def usual(settings, tmp_path):
    """A DATA_DIR of its own, and nothing known of other hosts."""
    settings.DATA_DIR = tmp_path
    read_only._seen.update(at=0.0, note=None)
    yield
    read_only._seen.update(at=0.0, note=None)


@pytest.fixture
def site(tmp_path):
    """The portal as the server runs it, with the switch between page cache and Django."""
    site = Cached(tmp_path / "pages")
    site.cache.django = ReadOnly(site.cache.django)
    return site


def cookies(client):
    return "; ".join(f"{name}={each.value}" for name, each in client.cookies.items())


def test_readers_read_on_kept_and_unkept(site):
    article = make_article("Читають далі").get_absolute_url()
    site.get("/news/")
    read_only.turn_on()
    assert site.get("/news/").status == 200
    assert "Читають далі" in site.get(article).text
    assert site.get("/search/?q=читають").status == 200
    assert site.get("/admin/login/").status == 200


@pytest.mark.parametrize(
    ("address", "language", "words"),
    [
        ("/digest/", "uk", "нічого не збережено"),
        ("/en/digest/", "en", "nothing was saved"),
        ("/admin/login/", "uk", "не можна ні увійти, ні зберегти"),
        ("/admin/news/article/add/", "uk", "лишився в цьому браузері"),
    ],
)
def test_what_people_send_is_refused_in_words(site, address, language, words):
    read_only.turn_on()
    answer = site.get(address, method="POST")
    assert (answer.status, site.asked) == (503, 0)
    assert words in answer.text
    assert f'<html lang="{language}">' in answer.text
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_an_editor_sees_why_and_nothing_changes(site):
    client, article = signed_in("editor"), make_article("Як було")
    page = f"/admin/news/article/{article.pk}/change/"
    read_only.turn_on("Відновлюємо базу <до 15:00>")
    seen = site.get(page, cookie=cookies(client))
    assert seen.status == 200
    assert "Відновлюємо базу &lt;до 15:00&gt;" in seen.text
    refused = site.get(page, method="POST", cookie=cookies(client))
    assert "Відновлюємо базу &lt;до 15:00&gt;" in refused.text
    script = site.get(page, method="POST", cookie=cookies(client), sec_fetch_dest="empty")
    assert script.headers["Content-Type"] == "application/json"
    assert json.loads(script.content) == {"error": "Відновлюємо базу <до 15:00>"}
    assert Article.objects.get().title == "Як було"
    read_only.turn_off()
    assert "Відновлюємо" not in site.get(page, cookie=cookies(client)).text
    assert site.get(page, method="POST", cookie=cookies(client)).status != 503


def test_a_view_is_still_counted(client):
    article = make_article()
    read_only.turn_on()
    headers = {"Sec-Fetch-Site": "same-origin", "User-Agent": "Mozilla/5.0 (X11) Firefox/140.0"}
    assert client.post(f"/news/{article.pk}/view", headers=headers).json() == {"views": 1}


def test_costly_pages_are_made_one_at_a_time():
    inside, go_on = threading.Event(), threading.Event()

    def django(environ, start_response):
        if environ["QUERY_STRING"] == "q=slow":
            inside.set()
            go_on.wait(60)
        start_response("200 OK", [])
        return [b"made"]

    def ask(path, query="", **extra):
        told = []
        environ = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": query, **extra}
        body = b"".join(ReadOnly(django)(environ, lambda status, *_: told.append(status)))
        return told[0], body

    read_only.turn_on()
    slow = threading.Thread(target=ask, args=("/search/", "q=slow"))
    slow.start()
    try:
        assert inside.wait(60)
        status, body = ask("/search/", "q=x")
        assert status.startswith("503")
        assert "зачекати своєї черги" in body.decode()
        assert "wait their turn" in ask("/en/news/", "tag=x")[1].decode()
        assert json.loads(ask("/api/v1/articles")[1])["status"] == 503
        assert ask("/news/")[0] == "200 OK"
        assert ask("/news/", "tag=x", **{"portal.staff": True})[0] == "200 OK"
        read_only.turn_off()
        assert ask("/search/", "q=x")[0] == "200 OK"
        read_only.turn_on()
    finally:
        go_on.set()
        slow.join()
    assert ask("/search/", "q=x")[0] == "200 OK"


def command(*words):
    out = io.StringIO()
    call_command("read_only", *words, stdout=out)
    return out.getvalue()


def test_the_command_switches_and_says_how_it_stands(tmp_path):
    assert "is off" in command("status")
    assert "is on. For the newsroom: До шостої" in command("on", "--note", "До шостої")
    assert (tmp_path / "read-only").read_text() == "До шостої"
    assert "is on" in command("status")
    assert "is off" in command("off")
    assert "is off" in command("off")
    with pytest.raises(CommandError, match="goes with `on`"):
        command("off", "--note", "x")


def test_a_hand_is_enough(tmp_path):
    (tmp_path / "read-only").touch()
    assert read_only.note() == ""
    (tmp_path / "read-only").unlink()
    assert read_only.note() is None


@pytest.mark.once
def test_other_hosts_know_within_a_second(redis_server, settings, tmp_path, monkeypatch):  # noqa: F811
    share(settings, redis_server, 20)
    monkeypatch.setattr(read_only, "LOOKS", 0.0)
    assert "is on" in command("on", "--note", "Напад")
    settings.DATA_DIR = tmp_path / "other-host"
    settings.DATA_DIR.mkdir()
    assert read_only.note() == "Напад"
    redis_server.stop()
    assert read_only.note() == "Напад"  # what was seen last holds
    with pytest.raises(CommandError, match="the others don’t know"):
        command("off")
    redis_server.start()
    time.sleep(quiet_cache.PAUSE)
    assert "is off" in command("off")
    assert read_only.note() is None
