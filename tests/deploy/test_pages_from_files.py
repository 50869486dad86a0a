"""nginx answers for pages by itself, as the portal would, and never with what has changed."""

import gzip

import brotli
import pytest

from bench import servers
from news.models.article import State
from tests.factories import make_article, make_user

pytestmark = pytest.mark.once  # whatever the database

# What the two say each in its own way. Of a page's age nginx knows nothing exact; the portal tells
# it of feeds, two seconds after the content has changed (news/freshness.py).
OWN = {"date", "server", "connection", "etag", "content-length", "transfer-encoding"}
OWN |= {"last-modified"}


def told(headers):
    """Return the headers that must be equal whoever answers, those of lists in one order."""
    return {
        name: sorted(value.replace(" ", "").lower().split(",")) if name == "vary" else value
        for name, value in headers.items()
        if name not in OWN
    }


def test_page_is_served_without_the_portal(front):
    article = make_article(title="Нова школа")
    first = front.get(article.get_absolute_url())
    front.stop_portal()
    assert first[0] == 200
    status, _, body = front.get(article.get_absolute_url())
    assert (status, body) == (200, first[2])
    assert "Нова школа" in body.decode()


def test_headers_are_those_of_the_portal(front):
    make_article()
    for path in ("/", "/en/", "/news/", "/feeds/all.rss", "/feeds/all.atom", "/feeds/all.json"):
        by_portal = front.filed(path)
        by_nginx = front.get(path)
        assert not front.asked, path
        assert told(by_nginx[1]) == told(by_portal[1]), path
        assert "last-modified" not in by_nginx[1]
        assert "frame-ancestors 'none'" in by_nginx[1]["content-security-policy"]
        assert by_nginx[2] == by_portal[2]


def test_other_kinds_keep_their_type(front):
    make_article()
    for path in ("/sitemap.xml", "/robots.txt", "/api/v1/articles/", "/offline/changes.json"):
        assert told(front.get(path)[1]) == told(front.get(path)[1]), path


def test_very_next_request_shows_a_change(front):
    article = make_article(title="Як було", slug="slug")
    for path in ("/news/", article.get_absolute_url()):
        front.filed(path)
    article.title = "Як стало"
    article.save()
    for path in ("/news/", article.get_absolute_url()):
        assert "Як стало" in front.get(path)[2].decode()
    article.state = State.ARCHIVED
    article.save()
    assert front.get(article.get_absolute_url())[0] in (404, 410)
    assert "Як стало" not in front.get("/news/")[2].decode()


def test_reader_has_the_page_already(front):
    article = make_article()
    front.filed("/news/")
    etag = front.get("/news/")[1]["etag"]
    status, headers, body = front.get("/news/", If_None_Match=etag)
    assert (status, body, headers["etag"]) == (304, b"", etag)
    assert not front.asked
    article.title = "Інша назва"
    article.save()
    front.filed("/news/")
    assert front.get("/news/", If_None_Match=etag)[0] == 200


def test_page_that_comes_out_the_same_is_not_sent_again(front):
    make_article(title="Та сама")
    front.filed("/tags/")
    etag = front.get("/tags/")[1]["etag"]
    make_article(title="Ще одна")
    front.filed("/tags/")
    assert front.get("/tags/", If_None_Match=etag)[0] == 304


def test_browser_chooses_the_packing(front):
    make_article()
    whole = front.filed("/news/")[2]
    assert gzip.decompress(front.get("/news/", Accept_Encoding="gzip")[2]) == whole
    status, headers, body = front.get("/news/", Accept_Encoding="gzip, deflate, br")
    if servers.BROTLI.is_file():
        assert headers["content-encoding"] == "br"
        body = brotli.decompress(body)
    else:
        body = gzip.decompress(body)
    assert (status, body) == (200, whole)
    assert not front.asked


def test_who_saves_data_gets_another_page(front):
    make_article()
    full = front.filed("/")[2]
    light = front.filed("/", Save_Data="on")[2]
    assert full != light
    assert front.get("/", Save_Data="on")[2] == light
    assert front.get("/")[2] == full
    assert not front.asked


def test_session_query_and_sending_pass_by_the_files(front, client):
    make_article()
    user = make_user()
    client.force_login(user)
    front.filed("/news/")
    staff = front.get("/news/", Cookie=f"theme=dark; sessionid={client.cookies['sessionid'].value}")
    assert "private" in staff[1]["cache-control"]
    assert front.get("/news/?q=1")[0] == 200
    assert front.get("/news/", method="POST")[0] in (403, 405)
    assert len(front.asked) == 3
    assert front.get("/news/", Cookie="theme=dark")[0] == 200
    assert front.get("/news/", method="HEAD")[2] == b""
    assert len(front.asked) == 3


def test_page_may_not_be_fetched_in_parts(front):
    make_article()
    front.filed("/news/")
    assert front.get("/news/", Range="bytes=0-9")[0] == 200


def test_upgrade_of_the_portal_alone_makes_no_files(front, monkeypatch):
    monkeypatch.setattr("portal.page_files.digest", lambda common: "another release")
    front.get("/news/")
    front.get("/news/")
    assert len(front.asked) == 2
