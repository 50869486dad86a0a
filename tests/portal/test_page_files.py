"""What stands on disk: the pages for a web server, the copies for ourselves, and their end."""

import gzip
import os
import time

import brotli
import pytest

from news import generation
from portal import page_files, serving
from portal.page_address import Page
from portal.page_entry import Entry
from tests.factories import KUPIANSK, make_article

pytestmark = [pytest.mark.django_db, pytest.mark.soak_on_postgres]


@pytest.fixture
def asks():
    """What nginx says with each request, when its headers are those of the portal."""
    return {"x_page_files": page_files.digest(serving.common())}


@pytest.mark.django_db(transaction=True)  # files are of generations that others see
def test_a_web_server_finds_the_page_and_its_twins(cached, tmp_path, asks):
    address = make_article().get_absolute_url()
    page = cached.get(address, **asks)
    assert page.status == 200
    file = tmp_path / "pages" / "current" / "full" / address.strip("/") / "index.html"
    assert file.read_bytes() == page.content
    assert brotli.decompress((file.parent / "index.html.br").read_bytes()) == page.content
    assert gzip.decompress((file.parent / "index.html.gz").read_bytes()) == page.content
    assert sorted(os.listdir(file.parent)) == ["index.html", "index.html.br", "index.html.gz"]


def test_light_mode_and_feeds_have_their_places(cached, tmp_path, asks):
    cached.get("/en/", save_data="on", **asks)
    cached.get("/feeds/all.atom", **asks)
    current = tmp_path / "pages" / "current"
    assert "light-mode" in (current / "light" / "en" / "index.html").read_text()
    assert (current / "full" / "feeds" / "all.atom").is_file()
    assert not (current / "full" / "en").exists()


def test_a_page_kept_before_is_written_when_nginx_asks(cached, tmp_path, asks):
    cached.get("/news/")
    assert not (tmp_path / "pages" / "current" / "full").exists()
    cached.get("/news/", **asks)
    assert (tmp_path / "pages" / "current" / "full" / "news" / "index.html").is_file()
    assert cached.asked == 1


def test_a_change_takes_the_files_away_before_it_is_told(cached, tmp_path, settings, asks):
    cached.get("/news/", **asks)
    file = tmp_path / "pages" / "current" / "full" / "news" / "index.html"
    assert file.is_file()
    generation.move()
    assert not file.exists()


@pytest.mark.parametrize(
    "address",
    [
        "/news/?q=1",
        "/nothing/",
        f"/embed/regions/{KUPIANSK}/",  # may stand in frames, so it has another policy
        "/manifest.webmanifest",  # browsers keep it for an hour
        "/api/v1/docs",
        "/healthz",
    ],
)
def test_only_what_nginx_can_answer_alike_is_written(cached, tmp_path, address, asks):
    cached.get(address, **asks)
    assert not (tmp_path / "pages" / "current" / "full").exists()


def test_a_web_server_with_old_headers_is_given_nothing(cached, tmp_path):
    cached.get("/news/", x_page_files="0123456789abcdef")
    assert not (tmp_path / "pages" / "current" / "full").exists()


@pytest.mark.parametrize(
    "path", ["/../x/", "/a//b/", "/.hidden/", "/новини/", "/a\0/", "/a/../b.xml"]
)
def test_no_path_leads_out_of_the_folder(path):
    entry = Entry("200 OK", [("Content-Type", "text/html; charset=utf-8")], b"x")
    assert page_files.has_file(Page("/a/b/", "", False), entry, set())
    assert not page_files.has_file(Page(path, "", False), entry, set())


def test_generations_that_ended_are_removed(cached, tmp_path, asks):
    cached.get("/news/", **asks)
    old = generation.current()
    generation.move()
    cached.get("/news/", **asks)
    page_files.sweep(tmp_path / "pages")
    assert (tmp_path / "pages" / old).is_dir()  # somebody may be reading it
    page_files.sweep(tmp_path / "pages", time.time() + page_files.GRACE + 1)
    assert not (tmp_path / "pages" / old).exists()
    assert (tmp_path / "pages" / "current" / "full" / "news" / "index.html").is_file()


def test_a_broken_copy_is_not_shown(cached, tmp_path):
    whole = cached.get("/news/").content
    (file,) = (tmp_path / "pages" / "kept" / "plain").rglob("??????????????????????????????")
    for content in (b"", b"{}\n", file.read_bytes()[:-10], b"\0" * 500):
        file.write_bytes(content)
        cached.restart()
        generation.move()
        assert cached.get("/news/").content == whole
    assert cached.asked == 5


def test_copies_end_after_a_day_and_stay_within_their_room(cached, tmp_path):
    kept = tmp_path / "pages" / "kept"
    for address in ("/", "/news/", "/tags/", "/regions/"):
        cached.get(address)
    files = [path for path in kept.rglob("*") if path.is_file()]
    assert (len(files), cached.disk.sweep()) == (4, 0)
    os.utime(files[0], (1, time.time() - 25 * 3600))
    assert cached.disk.sweep() == 1
    cached.disk.room = files[1].stat().st_size
    assert cached.disk.sweep() >= 2
    assert len([path for path in kept.rglob("*") if path.is_file()]) <= 1


def test_a_full_disk_keeps_nobody_from_reading(cached, tmp_path, asks):
    (tmp_path / "pages").mkdir(exist_ok=True)
    (tmp_path / "pages" / "kept").write_text("no folder")
    word = generation.current()
    (tmp_path / "pages" / word).write_text("no folder")
    for _ in range(2):
        assert cached.get("/news/", **asks).status == 200
    assert cached.asked == 1
