"""A backup while others read and write: what was acknowledged before is in it, and nothing half."""

import json
import subprocess
import tarfile
import threading
import time
from contextlib import ExitStack
from hashlib import sha256

import pytest
from django.core.management import call_command
from django.db import connection

from news.models import Article
from tests import production
from tests.factories import image_bytes, make_article, upload_image
from tests.portal import contents
from tests.portal.crowd import CLIENTS, Clients, nowhere
from tests.portal.served import newsroom

pytestmark = pytest.mark.django_db(transaction=True)
TELLING = """
import json
from django.conf import settings
from news.models import Article, ViewsTotal
from tests.portal import contents
print(json.dumps([contents.tables(), contents.torn(), contents.pictures(settings.MEDIA_ROOT),
    list(Article.objects.values_list("title", flat=True)),
    dict(ViewsTotal.objects.values_list("article_id", "count"))]))
"""


def numbers(titles, writer):
    """Return the numbers of a writer's articles, sorted."""
    return sorted(int(title.split()[1]) for title in titles if title.startswith(f"{writer} "))


def test_what_was_saved_before_is_in_it_and_nothing_half(tmp_path, settings, monkeypatch):
    settings.DATA_DIR, settings.MEDIA_ROOT = tmp_path / "data", tmp_path / "media"
    settings.DATA_DIR.mkdir()
    monkeypatch.setenv("PATH", contents.with_tools()["PATH"])
    saved, ended, refused = {1: 0, 2: 0, 3: 0}, threading.Event(), []

    def write(writer):
        try:
            while not ended.is_set():
                content = image_bytes(colour=(writer, saved[writer] % 256, 9))
                cover = upload_image(content=content)
                make_article(f"{writer} {saved[writer]}", cover=cover)
                saved[writer] += 1
        except Exception as error:  # noqa: BLE001 - told to the test
            refused.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(writer,)) for writer in saved]
    for thread in threads:
        thread.start()
    while min(saved.values()) < 3 and not refused:
        time.sleep(0.01)
    before = dict(saved)
    call_command("backup", tmp_path / "portal.tar", verbosity=0)
    after = dict(saved)
    ended.set()
    for thread in threads:
        thread.join()
    assert not refused
    with contents.another_place(settings, tmp_path / "elsewhere"):
        call_command("restore", tmp_path / "portal.tar", "--yes", verbosity=0)
        titles = Article.objects.values_list("title", flat=True)
        for writer in saved:
            found = numbers(titles, writer)
            assert found == list(range(len(found)))
            assert before[writer] <= len(found) <= after[writer] + 1
        assert contents.torn() == []


def unpacked(archive, environment):
    """Give a place what an archive holds by the tools of the databases, and not by ours."""
    with tarfile.open(archive) as tar:
        member = tar.next()
        content = tar.extractfile(member).read()
    if member.name.endswith(".gz"):
        path = environment["DATABASE_URL"].removeprefix("sqlite:///")
        with open(path, "wb") as file:
            subprocess.run(["gunzip"], input=content, stdout=file, check=True)
        return
    name = environment["DATABASE_URL"].rpartition("/")[2]
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
    host = connection.settings_dict["HOST"]
    subprocess.run(
        ["pg_restore", f"--dbname=host={host} user=postgres dbname={name}", "--no-owner"],
        input=content,
        env=environment,
        check=True,
    )


@pytest.mark.soak
def test_with_32_clients_and_into_an_empty_place(tmp_path):
    data, backup = tmp_path / "data", tmp_path / "portal.tar"
    data.mkdir()
    with newsroom(data, articles=200) as served, Clients(served, tmp_path) as clients:
        environment = contents.with_tools(served.environment)
        for number in range(8):
            clients.start(clients.read, number)
            clients.start(clients.view, number)
        for number in (100, 108):
            clients.start(clients.write, number)
        while len(clients.acknowledged()[0]) < 16 or len(clients.views) < 8:
            time.sleep(0.2)
        saved, viewed = clients.acknowledged()
        production.manage(environment, "backup", str(backup))
        saved_after, viewed_after = clients.acknowledged()
        assert sum(saved_after.values()) > sum(saved.values())  # they did write meanwhile
        clients.__exit__()
        assert set(clients.statuses) == {200}
        with ExitStack() as places:
            there = places.enter_context(nowhere(served, tmp_path / "restored"))
            plain = places.enter_context(nowhere(served, tmp_path / "plain"))
            production.manage(there, "restore", str(backup), "--yes")
            rows, torn, files, titles, views = json.loads(production.shell(there, TELLING))
            unpacked(backup, plain)
            rows_of_archive = json.loads(production.shell(plain, TELLING))[0]
        with tarfile.open(backup) as tar:
            files_of_archive = {
                each.name.removeprefix("media/"): sha256(tar.extractfile(each).read()).hexdigest()
                for each in tar
                if each.name.startswith("media/")
            }
    assert len(rows) > 50
    assert rows == rows_of_archive
    assert files == files_of_archive
    assert torn == []
    for writer, count in saved.items():
        found = numbers(titles, writer)
        assert found == list(range(len(found)))
        assert count <= len(found) <= saved_after[writer] + 1
    for article, count in viewed.items():
        assert count <= views[str(article)] <= viewed_after[article] + CLIENTS
