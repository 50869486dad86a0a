"""What the server gives for reading without a network: the worker, the manifest, what changed."""

import json
import re
from datetime import timedelta

import PIL.Image
import pytest
from django.contrib.staticfiles import finders
from django.utils import timezone

from news import offline
from tests.factories import make_article

pytestmark = [pytest.mark.django_db, pytest.mark.soak_on_postgres]


def known(client):
    """Return what the worker is told by the server, a dict."""
    first_line = client.get("/sw.js").content.decode().partition(";\n")[0]
    return json.loads(first_line.removeprefix("const PORTAL = "))


def test_the_worker_is_a_script_that_no_cache_keeps(client):
    response = client.get("/sw.js")
    assert response["Content-Type"] == "text/javascript; charset=utf-8"
    assert response["Cache-Control"] == "no-cache"
    assert not response.cookies
    assert client.post("/sw.js").status_code == 405


def test_everything_of_the_shell_is_there(client):
    knows = known(client)
    for address in knows["shell"]:
        assert finders.find(address.removeprefix("/static/")), address
    for address in knows["offline"].values():
        assert client.get(address).status_code == 200
    assert "/static/js/follow.js" in knows["shell"]
    assert not [address for address in knows["shell"] if "admin" in address]


def test_nobody_fetches_the_same_worker_twice(client):
    etag = client.get("/sw.js")["ETag"]
    assert client.get("/sw.js", headers={"if-none-match": etag}).status_code == 304
    assert client.get("/sw.js", headers={"if-none-match": '"older"'}).status_code == 200


def test_a_changed_file_is_a_new_version(monkeypatch):
    before = offline.worker_script()
    assert offline.worker_script() == before
    read = offline._read_bytes
    changed = {"js/follow.js": b"// changed"}
    monkeypatch.setattr(offline, "_read_bytes", lambda name: changed.get(name) or read(name))
    assert offline.version_of(offline.worker_script()) != offline.version_of(before)


def test_lines_are_in_the_language_of_the_page(client):
    texts = known(client)["texts"]
    assert texts["uk"]["offline"] == "Збережено {date}. Зараз немає зв’язку."
    assert not re.search(r"[Ѐ-ӿ]", json.dumps(texts["en"], ensure_ascii=False))


@pytest.mark.parametrize(
    ("front", "name", "language"), [("/", "Портал громад", "uk"), ("/en/", "Hromada Portal", "en")]
)
def test_the_app_can_be_installed(client, front, name, language):
    assert f'<link rel="manifest" href="{front}manifest.webmanifest">' in (
        client.get(front).content.decode()
    )
    response = client.get(f"{front}manifest.webmanifest")
    assert response["Content-Type"] == "application/manifest+json"
    manifest = response.json()
    assert manifest["name"] == name
    assert manifest["lang"] == language
    assert len(manifest["short_name"]) <= 12
    for address in [manifest["start_url"], *(one["url"] for one in manifest["shortcuts"])]:
        assert client.get(address).status_code == 200
    sides = set()
    for icon in manifest["icons"]:
        file = finders.find(icon["src"].removeprefix("/static/"))
        if icon["type"] == "image/png":
            with PIL.Image.open(file) as picture:
                assert icon["sizes"] == "{}x{}".format(*picture.size)
                sides.add((icon.get("purpose", "any"), picture.width))
    assert sides == {("any", 192), ("any", 512), ("maskable", 512)}


def test_what_was_changed_or_withdrawn_is_told(client):
    public, draft = make_article(), make_article(state="draft")
    scheduled = make_article(published_at=timezone.now() + timedelta(hours=1))
    ids = f"{public.pk},{draft.pk},{scheduled.pk},999999"
    response = client.get(f"/offline/changes.json?ids={ids}")
    assert response.json() == {str(public.pk): public.saved_at.isoformat()}
    assert response["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("ids", ["", "x", "1,", "1;2", "9" * 19, ",".join(["1"] * 201)])
def test_a_question_that_is_no_list_of_ids_is_refused(client, ids):
    assert client.get("/offline/changes.json", {"ids": ids}).status_code == 404


def test_changes_cost_one_query(client, django_assert_num_queries):
    ids = ",".join(str(make_article().pk) for _ in range(3))
    with django_assert_num_queries(1):
        client.get(f"/offline/changes.json?ids={ids}")


def test_the_offline_page_asks_no_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        for address in ("/offline/", "/en/offline/", "/sw.js"):
            client.get(address)
