"""A copy on a bare static server: all the pages of the live site, with the same content."""

import os

import pytest
from django.db import transaction
from django.test import Client, override_settings
from django.utils import timezone

from news.demo import files as demo
from news.demo import newsroom
from portal.snapshot.addresses import address_in, file_of
from tests.portal.copies import Reader, fill, publish, shrink, static_server
from tests.site.crawl import crawl
from tests.site.opening import listed

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.xdist_group("snapshot")]

STARTS = ["/", "/en/"]


@pytest.fixture(scope="module", params=["small", pytest.param("demo", marks=pytest.mark.soak)])
def copied(request, django_db_setup, django_db_blocker, tmp_path_factory):
    """A folder with a copy, `site`, and one with relative links, `part/of/site`; and of the live
    site {path: Page}, what its links reach."""
    folder = tmp_path_factory.mktemp("copied")
    with (
        django_db_blocker.unblock(),
        transaction.atomic(),
        override_settings(MEDIA_ROOT=folder / "media"),
        pytest.MonkeyPatch.context() as patch,
    ):
        if request.param == "small":
            shrink()
            fill()
        else:
            patch.setattr(newsroom, "COVER_SIZE", (384, 216))
            newsroom.load(demo.read_tags(), demo.read_articles(), timezone.now())
        live = crawl(Client(), STARTS, {})
        publish(folder / "site")
        publish(folder / "part" / "of" / "site", relative=True)
        yield folder, live
        transaction.set_rollback(True)


def crawl_of(folder, starts):
    """Return {path: Page} of what a bare static server shows of a folder; links to the live site,
    which are whole, lead elsewhere."""
    with static_server(folder) as url, override_settings(SITE_URL="http://copy.example"):
        return crawl(Reader(url), starts, {})


def address_of(live):
    """Return at which path a copy shows a page of the live site, or None."""
    path, _, query = live.partition("?")
    file = file_of(path, query)
    return file and address_in(file)


def test_crawl_of_the_copy_finds_all_pages_with_the_same_content(copied):
    folder, live = copied
    embeds = [path for path in live if file_of(path) and "/embed/" in path]  # of other sites
    found = crawl_of(folder / "site", [*STARTS, *embeds])
    pages = {
        address_of(path): page
        for path, page in live.items()
        if page.type == "text/html" and page.status == 200 and address_of(path)
    }
    assert len(pages) > 60
    lost = [path for path in pages if path not in found or found[path].status != 200]
    assert not lost, listed(lost)
    others = [path for path, page in pages.items() if page.main != found[path].main]
    assert not others, listed(others)
    titles = [path for path, page in pages.items() if page.title != found[path].title]
    assert not titles, listed(titles)
    dead = [f"{page.path} on {page.came_from}" for page in found.values() if page.status != 200]
    assert not dead, listed(dead)
    broken = [(path, page.errors) for path, page in found.items() if page.errors]
    assert not broken, listed(broken)


def test_feeds_and_pictures_are_those_of_the_site(copied):
    folder, live = copied
    kept = [p for p, page in live.items() if page.status == 200 and page.type != "text/html"]
    kept = [path for path in kept if address_of(path) and not path.startswith("/static/")]
    assert {path.rpartition(".")[2] for path in kept} >= {"rss", "atom", "json", "svg", "jpg"}
    wrong = []
    for path in kept[:: max(1, len(kept) // 200)]:
        answer = Client().get(path)
        content = b"".join(answer) if answer.streaming else answer.content
        if content != (folder / "site" / address_of(path)[1:]).read_bytes():
            wrong.append(path)
    assert not wrong, listed(wrong)


def test_relative_copy_holds_in_any_folder(copied):
    folder, live = copied
    start = "/part/of/site/index.html"
    found = crawl_of(folder, [start])
    outside = [path for path in found if not path.startswith("/part/of/site/")]
    assert not outside, listed(outside)
    dead = [f"{page.path} on {page.came_from}" for page in found.values() if page.status != 200]
    assert not dead, listed(dead)
    names = {path.removeprefix("/part/of/site/") for path in found}
    lost = [name for name in linked(folder / "site") if name not in names]
    assert not lost, listed(lost)


def linked(folder):
    """Return the names of all pages and pictures in a copy to which its links lead."""
    names = set()
    for top, _, files in os.walk(folder):
        names |= {os.path.relpath(f"{top}/{name}", folder) for name in files}
    return {
        name
        for name in names
        if name.endswith((".html", ".avif")) and "404" not in name and "embed/" not in name
    }
