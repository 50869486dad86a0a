"""`publish_snapshot`: the whole public site as files, and of each change only what shows it."""

import json
import re
import shutil
from datetime import timedelta

import pytest
from django.core.management import CommandError
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from news import popular
from news.models import Article, FormerAddress
from portal.snapshot.tree import MARK
from tests.factories import KUPIANSK, make_article, make_tag
from tests.portal.copies import SILENT, changed, copy_of, files, fill, publish, shrink

# In one process, where several share the tests: the register is made small once.
pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("snapshot")]


@pytest.fixture(scope="module")
def small(django_db_setup, django_db_blocker, tmp_path_factory):
    """A small site that was copied; the folder with its pictures and, as `site`, the copy."""
    folder = tmp_path_factory.mktemp("small")
    with (
        django_db_blocker.unblock(),
        transaction.atomic(),
        override_settings(MEDIA_ROOT=folder),
    ):
        shrink()
        fill()
        publish(folder / "site")
        yield folder
        transaction.set_rollback(True)


@pytest.fixture
def site(small, db, settings, tmp_path):
    """What stands copied of the small site: DIR, for this test to be published again."""
    settings.MEDIA_ROOT = small
    return copy_of(small / "site", tmp_path / "site")


def text_of(folder, name):
    return (folder / name).read_text()


def article(title="Водогін відремонтували"):
    return Article.objects.get(title=title)


def file_of_article(one):
    return f"{one.get_absolute_url()[1:]}index.html"


def test_copy_has_all_that_readers_have(site, tmp_path):
    told = publish(tmp_path / "another")
    assert {name for name, file in files(tmp_path / "another").items()} == set(files(site))
    names = set(files(site))
    for name in (
        "index.html", "en/index.html", "404.html", "en/404.html", "robots.txt", "sitemap.xml",
        "sitemap-news.xml", "news/index.html", "news/archive/index.html", "popular/index.html",
        "popular/period=day/index.html", "tags/voda/index.html", "en/tags/voda/index.html",
        "regions/index.html", "regions/kharkivska-oblast/kupianska/index.html",
        "en/regions/kharkivska-oblast/shevchenkivska/index.html", "regions/find/index.html",
        "search/index.html", "accessibility/index.html", "feeds/index.html", "feeds/all.rss",
        "feeds/all.atom", "feeds/all.json", "en/feeds/all.rss", "feeds/tags/voda.rss",
        f"feeds/regions/{KUPIANSK}.atom", f"en/feeds/regions/{SILENT}.json",
        f"embed/regions/{KUPIANSK}/index.html", f"ornaments/{KUPIANSK}.svg", "_redirects",
        file_of_article(article()), file_of_article(article("Water returns")), "copy/index.html",
    ):  # fmt: skip
        assert name in names, name
    assert any(re.fullmatch(r"news/before=[\dTZ.-]+/index\.html", name) for name in names)
    assert any(name.startswith("media/renditions/") for name in names)
    assert any(re.fullmatch(r"static/js/theme(\.\w+)?\.js", name) for name in names)
    assert not any(name.startswith(("admin/", "api/", "my/", "media/originals")) for name in names)
    assert "refused: 0" in told
    assert f"Written: {len(names) - 1} files" in told  # without the mark
    assert json.loads(text_of(site, MARK)).keys() == {"site", "made"}


@pytest.mark.once
def test_no_page_waits_for_a_server(site):
    pages = {name: file[2].decode() for name, file in files(site).items() if name.endswith("html")}
    assert len(pages) > 60
    for name, text in pages.items():
        for action in re.findall(r'<form[^>]* action="([^"]*)"', text):
            assert action.startswith("http://testserver/"), name
        assert 'method="post"' not in text, name
        assert "/view" not in text, name
        assert 'class="follow"' not in text, name
        assert not re.search(r"js/(?:app|count|suggest|follow|my)[.\w]*\.js", text), name
        is_part = name.startswith(("embed/", "en/embed/")) or 'http-equiv="refresh"' in text
        assert is_part or ('href="/copy/"' in text or 'href="/en/copy/"' in text), name


@pytest.mark.once
def test_correction_rewrites_only_the_pages_that_show_it(site):
    before = files(site)
    one = article()
    one.title = "ВОДОГІН відремонтували"  # at the same address
    one.save()
    told = publish(site)
    after = files(site)
    rewritten = changed(before, after)
    showing = {name for name, file in after.items() if "ВОДОГІН".encode() in file[2]}
    assert file_of_article(one) in showing
    assert {"index.html", "news/index.html", "feeds/all.rss", "tags/voda/index.html"} <= showing
    assert rewritten == showing
    # With the page about the copy, in two languages, where its minute is another one.
    assert int(re.search(r"Written: (\d+) files", told)[1]) - len(showing) in (0, 2)
    assert len(showing) < len(after) / 3


@pytest.mark.once
def test_nothing_new_is_nothing_written(site):
    before, place = files(site), site.stat().st_ino
    told = publish(site)
    assert files(site) == before
    assert site.stat().st_ino == place
    assert re.search(r"Written: 0 files .*; unchanged: \d+; removed: 0", told)


@pytest.mark.once
def test_what_is_withdrawn_vanishes(site):
    one = article()
    gone = file_of_article(one)
    picture = next(name for name in files(site) if name.startswith("media/renditions/"))
    one.state = "archived"
    one.save()
    told = publish(site, verbosity=2)
    left = files(site)
    assert gone not in left
    assert picture not in left
    assert f"Removed: {gone}" in told
    for name, file in left.items():
        assert "Водогін".encode() not in file[2], name
        assert b"/news/%d-vodohin" % one.pk not in file[2], name


@pytest.mark.once
def test_drafts_and_what_is_to_come_are_not_there(site):
    make_article("Таємна чернетка", state="draft")
    make_article("Таємне завтра", published_at=timezone.now() + timedelta(days=1))
    publish(site)
    for name, file in files(site).items():
        assert "Таємн".encode() not in file[2], name


def test_old_addresses_lead_on(site):
    one = article()
    FormerAddress.objects.create(path="/новини/водогін", article=one)
    FormerAddress.objects.create(path="/index.php?id=5&lang=uk", article=one)
    tag = make_tag("вода")
    tag.former_slugs.create(slug="staryi-vodohin")
    one.body = f'<p><a href="/regions/{KUPIANSK}/">Тут</a> і <a href="/novyny/x.html">там</a></p>'
    one.save()
    FormerAddress.objects.create(path="/novyny/x.html", article=article("Бібліотека № 1"))
    publish(site)
    lines = text_of(site, "_redirects").splitlines()
    address = one.get_absolute_url()
    assert f"/%D0%BD%D0%BE%D0%B2%D0%B8%D0%BD%D0%B8/%D0%B2%D0%BE%D0%B4%D0%BE%D0%B3%D1%96%D0%BD "\
           f"{address} 301" in lines  # fmt: skip
    assert f"/index.php id=5 lang=uk {address} 301" in lines
    assert f"/news/{one.pk}/ {address} 301" in lines
    assert "/en/tags/staryi-vodohin/ /en/tags/voda/ 301" in lines
    place = "/regions/kharkivska-oblast/kupianska/"
    assert f"/regions/{KUPIANSK}/ {place} 301" in lines
    # What a page links to is there as a page, for hosts without redirects.
    assert f"url={place}" in text_of(site, f"regions/{KUPIANSK}/index.html")
    assert "url=/news/" in text_of(site, "novyny/x.html")


@pytest.mark.once
def test_dry_run_says_what_would_be(site):
    other = site / "other"
    told = publish(other, dry_run=True)
    assert not other.exists()
    assert re.search(r"Would be written: \d{3,} files", told)
    shutil.rmtree(site / ".other.snapshot")
    before = files(site)
    make_article("Нове")
    told = publish(site, dry_run=True, verbosity=2)
    assert "Would be written: index.html\n" in told
    assert files(site) == before


@pytest.mark.once
def test_lists_end_where_they_are_told_to(site):
    publish(site, pages=1)
    names = files(site)
    assert not any(name.startswith("news/before=") for name in names)
    assert 'href="http://testserver/news/?before=' in text_of(site, "news/index.html")
    for number in range(21):  # by the sitemap
        assert file_of_article(article(f"Бібліотека № {number}")) in names


@pytest.mark.once
def test_page_that_fails_is_left_out_and_told(site, monkeypatch):
    monkeypatch.setattr(popular, "most_read", lambda *given: 1 / 0)
    with pytest.raises(CommandError, match=r"\d pages are not in the copy"):
        publish(site)
    names = files(site)
    assert "popular/index.html" not in names
    assert "news/index.html" in names


@pytest.mark.once
def test_site_that_fails_is_not_published(site, monkeypatch):
    before = files(site)
    make_article("Нове")
    monkeypatch.setattr("news.front.chosen", lambda language: 1 / 0)
    with pytest.raises(CommandError, match="answers 500 for its front page"):
        publish(site)
    assert files(site) == before


@pytest.mark.once
def test_folder_of_something_else_is_left_alone(site):
    folder = site / "home"
    folder.mkdir()
    (folder / "thesis.txt").write_text("моє")
    with pytest.raises(CommandError, match="did not write"):
        publish(folder)
    assert set(files(folder)) == {"thesis.txt"}


@pytest.mark.once
def test_disk_that_is_full_leaves_what_was(site, monkeypatch):
    before = files(site)
    make_article("Нове")

    def full(tree, name, content):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("portal.snapshot.tree.Tree._write", full)
    with pytest.raises(CommandError, match="is as it was: .*No space left"):
        publish(site)
    assert files(site) == before


@pytest.mark.once
def test_page_of_what_is_not_there_leads_back(site):
    assert 'href="/en/"' in text_of(site, "404.html")
    assert "Такої сторінки" in text_of(site, "404.html")
    assert 'lang="en"' in text_of(site, "en/404.html")
    assert 'action="http://testserver/search/"' in text_of(site, "404.html")
