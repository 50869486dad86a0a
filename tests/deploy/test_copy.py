"""nginx shows the copy of the site where the portal's server is away, and only then."""

from urllib.parse import quote

import pytest
from django.core.management import call_command

from bench import servers
from portal.management.commands import nginx_conf
from portal.snapshot.addresses import file_of
from portal.snapshot.tree import Tree
from tests.factories import KUPIANSK, make_article, make_user

pytestmark = pytest.mark.once  # whatever the database

OLDER = "before=20260101T081500Z-7"
EMBED = f"/embed/regions/{KUPIANSK}/"
COPIED = (
    *(("/", ""), ("/en/", ""), ("/news/", ""), ("/news/", OLDER), ("/news/1-voda/", "")),
    *(("/news/", f"oblast=kyivska&tag=voda&from=2026-01-01&{OLDER}"), ("/popular/", "period=day")),
    *(("/search/", ""), ("/robots.txt", ""), ("/feeds/all.rss", ""), ("/feeds/all.json", "")),
    *(("/sitemap.xml", ""), ("/sitemap-articles.xml", "p=2"), ("/ornaments/x.svg", "")),
    *((EMBED, ""), ("/новини/рада/", "")),
)


@pytest.fixture
def copied(front, settings, tmp_path):
    """nginx with a copy behind it, in which each page says its address; the portal runs."""
    with Tree(tmp_path / "site") as tree:
        for path, query in COPIED:
            tree.put(file_of(path, query), f"copied {path}?{query}".encode())
        tree.publish({})
    front.stop_nginx()
    front.start_nginx(settings.SITE_URL, str(tmp_path / "site"))
    return front


def test_portal_goes_first(copied):
    make_article("Щойно")
    status, headers, body = copied.get("/news/")
    assert status == 200
    assert "Щойно" in body.decode()
    assert "x-page" not in headers
    copied.filed("/news/")
    copied.stop_portal()
    assert "Щойно" in copied.get("/news/")[2].decode()  # what nginx has a file of is newer


def test_pages_of_the_copy_are_shown_without_the_portal(copied):
    by_portal = copied.get("/tags/")[1]
    copied.stop_portal()
    for path, query in COPIED:
        if path == "/sitemap-articles.xml":
            continue  # only search engines ask for it, and they come again
        status, headers, body = copied.get(quote(path) + (f"?{query}" if query else ""))
        assert (path, query, status) == (path, query, 200)
        assert body.decode() == f"copied {path}?{query}"
        assert headers["x-page"] == "copy"
        assert headers["content-language"] == ("en" if path.startswith("/en/") else "uk")
    marked = copied.get("/news/1-voda/?utm_source=x&fbclid=y")
    assert marked[2] == b"copied /news/1-voda/?"
    headers = marked[1]
    assert headers["content-type"] == "text/html; charset=utf-8"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "script-src 'self' 'sha256-" in headers["content-security-policy"]
    for name in ("x-frame-options", "referrer-policy", "cache-control", "x-content-type-options"):
        assert headers[name] == by_portal[name]
    assert copied.get("/feeds/all.rss")[1]["content-type"].startswith("application/rss+xml")


def test_reader_has_the_page_of_the_copy_already(copied):
    copied.stop_portal()
    etag = copied.get("/news/1-voda/")[1]["etag"]
    assert copied.get("/news/1-voda/", If_None_Match=etag)[0] == 304


def test_what_councils_show_may_stand_in_their_frames(copied):
    copied.stop_portal()
    status, headers, _ = copied.get(EMBED)
    assert status == 200
    assert "x-frame-options" not in headers
    assert "frame-ancestors *" in headers["content-security-policy"]


def test_what_needs_the_server_says_that_it_is_away(copied):
    copied.stop_portal()
    for path in (
        "/search/?q=voda", "/news/?q=x", "/my/", "/admin/", "/api/v1/articles/", "/sw.js",
        "/nothing/", "/news/?tag=../../secret", "/sitemap.xml?p=9", "/tags/", "/snapshot",
    ):  # fmt: skip
        status, headers, body = copied.get(path)
        assert (path, status) == (path, 503)
        assert "Портал" in body.decode(), path
        assert int(headers["retry-after"]) > 0
    assert copied.get("/news/", method="POST")[0] == 503
    assert copied.get("/news/1/view", method="POST")[0] == 503


def test_portal_without_its_database_gives_way_to_the_copy(copied, monkeypatch):
    monkeypatch.setattr("portal.survival.is_away", lambda: True)
    status, headers, body = copied.get("/news/1-voda/")
    assert (status, body) == (200, b"copied /news/1-voda/?")
    assert headers["x-page"] == "copy"
    assert copied.get("/tags/")[0] == 503
    assert len(copied.asked) == 2


def test_newsroom_gets_its_own_answers(copied, client):
    client.force_login(make_user())
    cookie = f"sessionid={client.cookies['sessionid'].value}"
    assert copied.get("/admin/", Cookie=cookie)[0] == 200


def test_command_takes_the_folder(settings, capsys, tmp_path):
    settings.TRUSTED_PROXIES = 1
    call_command("nginx_conf", "--copy", str(tmp_path / "site"))
    told = capsys.readouterr().out
    assert f'root "{tmp_path / "site"}";' in told
    assert "error_page 502 504 = @copy;" in told
    call_command("nginx_conf")
    assert "@copy" not in capsys.readouterr().out


def test_nginx_understands_it_with_a_copy(settings, tmp_path):
    if not servers.has_nginx():
        pytest.skip("no nginx on the PATH: apt-get install nginx")
    settings.SITE_URL = f"http://localhost:{servers.free_port()}"
    template = (settings.BASE_DIR / "deploy" / "nginx.conf").read_text()
    lines = nginx_conf.filled(template, servers.BROTLI.is_file(), "", str(tmp_path), "/srv/site")
    assert "test is successful" in servers.nginx_check(lines, tmp_path)
