"""What every answer says to the browser, whatever kind of address was asked: one table of headers.

The figures of Mozilla are those of https://github.com/mdn/mdn-http-observatory (scoring.md), by
which a site of 100 points or more is an A+.
"""

import base64
import hashlib
import re

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from news import lists
from portal import api_limits, limits, policy, survival
from tests.newsroom.matrix import TABLE, one_of_each
from tests.newsroom.test_permission_matrix import address
from tests.portal.addresses import (
    ADDRESSES,
    OPEN,
    OWN,
    PAGE,
    PICTURE,
    PROGRAM,
    make_all,
    routes,
)
from tests.staff import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.once]  # headers are those of any database

HSTS = "max-age=31536000"
EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": re.compile(r"(?=.*\bcamera=\(\))(?=.*\bgeolocation=\(\)).*"),
    "Strict-Transport-Security": HSTS,
}
SITE = re.compile(r"default-src 'none'; script-src 'self' 'sha256-.*; frame-ancestors 'none'")
OF_KIND = {
    PAGE: {
        "Content-Security-Policy": SITE,
        "X-Frame-Options": "DENY",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Referrer-Policy": "strict-origin-when-cross-origin",
    },
    PICTURE: {
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
        "X-Frame-Options": "DENY",
        "Cross-Origin-Resource-Policy": "cross-origin",
        "Referrer-Policy": "strict-origin-when-cross-origin",
    },
}
OF_KIND[OWN] = OF_KIND[PICTURE] | {"Cross-Origin-Resource-Policy": "same-origin"}
OF_KIND[PROGRAM] = OF_KIND[PAGE] | {"Cross-Origin-Resource-Policy": "cross-origin"}
OF_KIND[OPEN] = OF_KIND[PROGRAM] | {
    "Content-Security-Policy": re.compile(r"default-src 'none'; .*; frame-ancestors \*"),
    "X-Frame-Options": None,
}
NEWSROOM = OF_KIND[PAGE] | {"Referrer-Policy": "same-origin"}
PICTURE_OF_NEWSROOM = OF_KIND[PICTURE] | {
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
PREVIEW = NEWSROOM | {
    "X-Frame-Options": "SAMEORIGIN",
    "Content-Security-Policy": re.compile(r"default-src 'none'; .*; frame-ancestors 'self'"),
    "Referrer-Policy": "no-referrer",
}
# Whose address is the key to something: not even the site's own pages are told it.
SECRET = re.compile(r"/preview/|/digest/.*\bt=")


@pytest.fixture(autouse=True)
def https(settings):
    settings.SITE_URL = "https://testserver"
    settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS = True, 365 * 24 * 3600
    settings.SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz)$"]


def wrong(response, expected, path):
    """Yield what isn't as expected among the headers of an answer, in words."""
    for name, value in (EVERYWHERE | expected).items():
        said = response.headers.get(name)
        fits = value.fullmatch(said or "") if isinstance(value, re.Pattern) else said == value
        if not fits:
            yield f"{path}: {response.status_code}, {name} is {said!r}"
    content = str(response.headers)
    if "unsafe-" in content or "nonce-" in content:
        yield f"{path}: a policy that allows what is inside a page"


def expected_of(kind, path):
    if SECRET.match(path):
        return OF_KIND[kind] | {"Referrer-Policy": "no-referrer"}
    return OF_KIND[kind]


def test_every_address_has_its_line():
    assert set(routes()) == {each.route for each in ADDRESSES}


def test_headers_of_every_address(media, client):
    faults = []
    for each, path in make_all():
        response = client.get(path, secure=True)
        if response.status_code != each.status:
            faults.append(f"{path}: {response.status_code}, not {each.status}")
        faults += wrong(response, expected_of(each.kind, path), path)
        assert not response.cookies, path
        if response.streaming:
            b"".join(response)  # a file stays open until its end
    assert not faults, "\n".join(faults)


def test_headers_of_files(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    for name, kind in (("a.css", PROGRAM), ("a.js", PROGRAM), ("a.svg", PICTURE)):
        (tmp_path / name).write_text("/* */")
        response = Client().get(f"/static/{name}", secure=True)
        assert (response.status_code, b"".join(response)) == (200, b"/* */")
        assert not list(wrong(response, OF_KIND[kind], name))


def test_headers_of_every_page_of_the_newsroom():
    """And nothing on it that only `unsafe-inline` would allow; framed is but the preview."""
    client = signed_in("admin")
    things, faults = one_of_each(client.user), []
    one_of_each_route = {row.route: address(row, things) for row in TABLE}
    for path in sorted(set(one_of_each_route.values()) - {"/admin/logout/"}):
        response = client.get(path, secure=True)
        expected = NEWSROOM
        if response.headers.get("X-Frame-Options") == "SAMEORIGIN":
            assert "/preview/" in path
            expected = PREVIEW
        elif response.headers["Content-Type"].startswith("image/"):
            expected = PICTURE_OF_NEWSROOM
        faults += wrong(response, expected, path)
        if response.headers["Content-Type"].startswith("text/html") and not response.streaming:
            faults += inside(response, path)
    assert not faults, "\n".join(faults)


def inside(response, path):
    """Yield what of a page its policy forbids: scripts, styles and handlers inside it."""
    html, said = response.content.decode(), response.headers["Content-Security-Policy"]
    for element, attributes, text in re.findall(
        r"<(script|style)\b([^>]*)>(.*?)</\1>", html, re.DOTALL
    ):
        is_data = re.search(r'type="application/(?:ld\+)?json"', attributes)
        if text.strip() and not is_data and source_of(text) not in said:
            yield f"{path}: <{element}{attributes}> inside the page"
    for tag in re.findall(r"<[a-z][^>]*\s(?:style|on[a-z]+)=[^>]*>", html):
        yield f"{path}: {tag[:200]}"
    if re.search(r"(?:href|src|action)=[\"']?\s*javascript:", html):
        yield f"{path}: javascript:"


def source_of(text):
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def test_headers_of_errors_and_of_what_leads_on(monkeypatch, client):
    client.raise_request_exception = False
    client.get("/tags/")  # which loads the middleware

    def asked(status, path, error=None, **how):
        with monkeypatch.context() as patched:
            if error:
                patched.setattr(lists, "render", lambda *told: raised(error))
            response = client.get(path, **({"secure": True} | how))
        assert response.status_code == status, path
        return response

    faults = []
    for response in (
        asked(400, "/news/", headers={"host": "evil.example"}),
        asked(400, "/search/?" + "a&" * 2000),
        asked(403, "/tags/", PermissionDenied),
        asked(404, "/nothing/"),
        asked(404, "/en/nothing/"),
        asked(500, "/tags/", ZeroDivisionError),
        client.post("/news/", secure=True),  # 405
        client.delete("/feeds/all.rss", secure=True),
        asked(301, "/news"),
    ):
        assert response.status_code != 200
        faults += wrong(response, OF_KIND[PAGE], response.status_code)
    plain = asked(301, "/news/", secure=False)
    assert plain["Location"] == "https://testserver/news/"
    assert "Strict-Transport-Security" not in plain  # RFC 6797, section 7.2
    plain["Strict-Transport-Security"] = HSTS
    faults += wrong(plain, OF_KIND[PAGE], "by plain HTTP")
    for path in ("/admin/nothing/", "/admin/news/article/add/"):
        faults += wrong(client.get(path, secure=True), NEWSROOM, path)
    assert not faults, "\n".join(map(str, faults))


def raised(error):
    raise error


class Said:
    """The headers of an Entry as `wrong` reads them; nothing of them may stand there twice."""

    def __init__(self, entry):
        self.status_code, self.headers = entry.status, dict(entry.headers)
        assert len(self.headers) == len(entry.headers)


def test_headers_of_what_is_answered_in_front_of_django():
    for making in (limits._page, limits._program, survival._unavailable, policy._policy):
        making.cache_clear()
    bare = OF_KIND[PAGE] | {"Content-Security-Policy": policy.BARE}
    entries = [(limits.answer(status, "/news/", 5), OF_KIND[PAGE]) for status in limits.REASONS]
    entries += [(limits.answer(status, "/search/suggest", 5), bare) for status in limits.REASONS]
    entries += [(survival.unavailable(path), OF_KIND[PAGE]) for path in ("/", "/en/", "/admin/")]
    entries += [(api_limits.unavailable(), bare), (api_limits.refusal(429, "Wait.", 5), bare)]
    for entry, expected in entries:
        assert not list(wrong(Said(entry), expected, entry.status))
    for making in (limits._page, limits._program, survival._unavailable):
        making.cache_clear()


UNSAFE = {"'unsafe-inline'", "'unsafe-eval'", "data:", "https:", "http:", "*"}


def points(headers):
    """Return how Mozilla's observatory scores the headers of an answer, by its tables."""
    rules = {}
    for rule in headers["Content-Security-Policy"].split(";"):
        name, *sources = rule.split()
        rules[name] = sources
    scripts = rules.get("script-src", rules["default-src"])
    styles = rules.get("style-src", rules["default-src"])
    found = 100
    if any(
        each in scripts for each in ("'unsafe-inline'", "'unsafe-eval'", "data:", "https:", "*")
    ):
        found -= 20
    elif "'unsafe-inline'" in styles:
        found += 0
    else:
        found += 10 if rules["default-src"] == ["'none'"] else 5
    if "frame-ancestors" in rules:
        found += 5
    elif headers.get("X-Frame-Options") not in ("DENY", "SAMEORIGIN"):
        found -= 20
    age = re.match(r"max-age=(\d+)", headers.get("Strict-Transport-Security", ""))
    found -= 0 if age and int(age[1]) >= 15_768_000 else 10 if age else 20
    found -= 0 if headers.get("X-Content-Type-Options") == "nosniff" else 5
    private = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}
    found += 5 if headers.get("Referrer-Policy") in private else 0
    found += (
        10 if headers.get("Cross-Origin-Resource-Policy") in ("same-origin", "same-site") else 0
    )
    found -= 5 if "Set-Cookie" in headers and "Secure" not in headers["Set-Cookie"] else 0
    return found


@pytest.mark.parametrize("path", ["/", "/news/", "/en/", "/search/?q=a", "/nothing/", "/admin/"])
def test_mozilla_would_give_every_point(path):
    client = signed_in("editor") if path == "/admin/" else Client()
    assert points(client.get(path, secure=True).headers) == 100 + 10 + 5 + 5 + 10
