"""What nginx answers by itself says the same to the browser as what the portal answers."""

import http.client
import re
import socket
from urllib.parse import urlsplit

import pytest
from django.conf import settings as site

from portal import policy
from tests.factories import KUPIANSK, hromada, make_article, make_image

pytestmark = pytest.mark.once

COMMON = set(policy.bare_headers()) - {policy.HEADER}


def asked_raw(front, request):
    """Send bytes to nginx; return (status, {name in lower case: value}, bytes)."""
    netloc = urlsplit(front.nginx.url)
    with socket.create_connection((netloc.hostname, netloc.port), timeout=60) as connection:
        connection.sendall(request)
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        headers = {name.lower(): value for name, value in answer.getheaders()}
        return answer.status, headers, answer.read()


def missing(headers, expected):
    return {name for name in expected if name.lower() not in headers}


def test_files_say_what_may_be_done_with_them(media, front):
    picture = make_image().rendition("full-960").urls["jpg"]
    site.STATIC_ROOT.mkdir(exist_ok=True)
    front.asked.clear()
    (site.STATIC_ROOT / "a.css").write_text("a{}")
    (site.STATIC_ROOT / "a.0123456789ab.css").write_text("a{}")
    for path in (picture, "/static/a.css", "/static/a.0123456789ab.css"):
        status, headers, _ = front.get(path)
        assert (path, status) == (path, 200)
        assert missing(headers, COMMON) == set(), path
        assert headers["content-security-policy"] == policy.BARE
        assert headers["cross-origin-resource-policy"] == "cross-origin"
    assert front.asked == []


def test_pages_from_files_have_the_headers_of_the_portals(front):
    article, place = make_article(tags=["вода"], hromadas=[KUPIANSK]), hromada()
    fixed = re.compile(r"/[a-z/]+/").fullmatch
    paths = [path.removeprefix("/(?:en/)?") for path in policy.STYLED]
    paths = ["/", *(f"/{path}" for path in paths if fixed(f"/{path}"))]
    paths += [article.get_absolute_url(), article.tags.get().get_absolute_url()]
    paths += [place.get_absolute_url(), place.oblast.get_absolute_url()]
    paths += [f"/embed/regions/{KUPIANSK}/code/"]
    assert len(paths) == len(policy.STYLED)
    for path in paths:
        by_portal = front.filed(path)[1]
        by_nginx = front.get(path)[1]
        assert front.asked == [], path
        assert "'sha256-" in by_nginx["content-security-policy"].partition("style-src")[2]
        assert {name: by_nginx.get(name.lower()) for name in policy.common_headers()} == {
            name: by_portal[name.lower()] for name in policy.common_headers()
        }, path


@pytest.mark.parametrize(
    ("request_", "status", "word"),
    [
        (b"GET /news/ HTTP/1.1\r\nHost: {host}\r\nContent-Length: x\r\n\r\n", 400, "прочитати"),
        (b"GET /" + b"a" * 40_000 + b" HTTP/1.1\r\nHost: {host}\r\n\r\n", 414, "прочитати"),
        (
            b"GET /news/ HTTP/1.1\r\nHost: {host}\r\nX: " + b"a" * 40_000 + b"\r\n\r\n",
            400,
            "прочит",
        ),
        (b"POST /digest/ HTTP/1.1\r\nHost: {host}\r\nContent-Length: 99999\r\n\r\n", 413, "прочит"),
        (b"POST /en/news/ HTTP/1.1\r\nHost: {host}\r\nContent-Length: 99999\r\n\r\n", 413, "read"),
    ],
)
def test_what_nginx_refuses_is_said_in_words_with_all_headers(front, request_, status, word):
    host = urlsplit(front.nginx.url).netloc.encode()
    found, headers, body = asked_raw(front, request_.replace(b"{host}", host))
    assert found == status
    assert word in body.decode()
    assert missing(headers, policy.common_headers()) == set()
    assert "nginx/" not in headers.get("server", "")
    assert front.asked == []
