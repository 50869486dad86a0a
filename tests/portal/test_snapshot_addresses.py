"""The files of a copy: one for each address that needs no server, none that leads out of it."""

import pytest

from portal.snapshot.addresses import address_in, file_of, relative


@pytest.mark.parametrize(
    ("path", "query", "file"),
    [
        ("/", "", "index.html"),
        ("/en/", "", "en/index.html"),
        ("/news/5-voda/", "", "news/5-voda/index.html"),
        ("/news/5-voda", "", "news/5-voda/index.html"),
        ("/feeds/all.rss", "", "feeds/all.rss"),
        ("/robots.txt", "", "robots.txt"),
        ("/search/", "", "search/index.html"),
        ("/новини/рада.html", "", "новини/рада.html"),
        ("/popular/", "period=day", "popular/period=day/index.html"),
        ("/news/", "before=20261122T081500Z-7", "news/before=20261122T081500Z-7/index.html"),
        ("/news/", "tag=voda&from=2026-01-01", "news/tag=voda/from=2026-01-01/index.html"),
        ("/sitemap-articles.xml", "p=2", "sitemap-articles.p=2.xml"),
    ],
)
def test_address_has_a_file(path, query, file):
    assert file_of(path, query) == file


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/admin/", ""), ("/preview/abc/", ""), ("/api/v1/docs", ""), ("/sw.js", ""),
        ("/en/manifest.webmanifest", ""),
        ("/my/", ""), ("/en/my/", "tags=voda"), ("/en/offline/", ""), ("/en/digest/", ""),
        ("/news/5/view.gif", ""), ("/search/suggest", ""), ("/en/regions/find/suggest", ""),
        ("/search/", "q=voda"), ("/search/", "tag=voda"), ("/regions/find/", "q=x"),
        ("/news/", "q=x"), ("/news/", "before=../../etc"), ("/news/", "before="),
        ("/embed/regions/UA63000000000041885/", "theme=dark"), ("/index.php", ""),
        ("/en/embed/regions/UA63000000000041885/code/", ""),
    ],
)  # fmt: skip
def test_only_the_live_site_answers(path, query):
    assert file_of(path, query) is None


@pytest.mark.parametrize(
    "path",
    ["/../secret", "/a/../../b/", "/a//b/", "/./", "/.git/config", "/a\\b", "/a\0b/", "/a\n/",
     f"/{'ж' * 101}/", "a/b", ""],
)  # fmt: skip
def test_no_file_lies_outside_or_has_a_name_that_disks_refuse(path):
    assert file_of(path) is None


def test_links_lead_to_files():
    assert address_in("news/before=1/index.html") == "/news/before=1/"
    assert address_in("sitemap-articles.p=2.xml") == "/sitemap-articles.p=2.xml"
    assert address_in("новини/index.html") == "/%D0%BD%D0%BE%D0%B2%D0%B8%D0%BD%D0%B8/"
    assert relative("en/news/5/index.html", "tags/index.html") == "../../../tags/index.html"
    assert relative("index.html", "feeds/all.rss") == "feeds/all.rss"
