"""Who sends or asks for too much is refused in words; who reads what is ready never is."""

import json
import re

import pytest

from portal import limits
from portal.beacons import Beacons
from portal.page_cache import PageCache
from tests.factories import make_article
from tests.portal.wsgi import Cached

pytestmark = pytest.mark.django_db
READER = {"REMOTE_ADDR": "203.0.113.7"}
SEARCHES = next(each.often for each in limits.TABLE if each.name == "searches")


@pytest.fixture(autouse=True)
def nobody_yet(settings, monkeypatch):
    settings.LIMITS = 1
    monkeypatch.setattr(limits, "_own", limits.Own())


def asked(path="/search/", method="GET", clock=None, **environ):
    """Return the Entry that a request is refused with, or None."""
    path, _, query = path.partition("?")
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        **READER,
    } | environ
    return limits.refused(environ, clock or (lambda: 1_800_000_018.0))


def test_more_than_the_table_allows_is_refused_until_the_minute_is_over():
    assert {asked() for _ in range(SEARCHES)} == {None}
    entry = asked()
    assert entry.status == "429 Too Many Requests"
    assert entry.header("Retry-After") == "42"
    assert entry.header("Cache-Control") == "no-store"
    assert "Зачекайте 42 секунди й оновіть сторінку" in entry.whole().decode()
    assert asked(clock=lambda: 1_800_000_060.0) is None


def test_others_other_addresses_and_this_machine_are_not_bounded_by_it():
    for _ in range(SEARCHES + 1):
        asked()
    assert asked() is not None
    assert asked(REMOTE_ADDR="203.0.113.8") is None
    assert asked("/news/") is None
    assert {asked(REMOTE_ADDR="127.0.0.1") for _ in range(2 * SEARCHES)} == {None}


def test_a_line_of_ipv6_is_one_address_and_a_forged_header_makes_no_other():
    for number in range(SEARCHES):
        assert asked(REMOTE_ADDR=f"2001:db8::{number:x}", HTTP_X_FORWARDED_FOR=f"{number}") is None
    assert asked(REMOTE_ADDR="2001:db8::ffff") is not None


def test_limits_are_as_many_times_larger_as_the_setting_says(settings):
    settings.LIMITS = 2
    assert [asked() for _ in range(2 * SEARCHES)] == [None] * 2 * SEARCHES
    assert asked()
    settings.LIMITS = 0
    assert {asked() for _ in range(9 * SEARCHES)} == {None}


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/search/", "Забагато запитів за раз"),
        ("/en/search/", "Too many requests at once"),
        ("/admin/", "Забагато запитів за раз"),
        ("/search/suggest", "Too many requests from this address. Ask again in 5 seconds."),
        ("/api/v1/tags/", "Too many requests from this address. Ask again in 5 seconds."),
    ],
)
def test_it_is_said_in_the_language_of_who_asks(path, said):
    entry = limits.answer(429, path, 5)
    body = entry.whole().decode()
    if entry.header("Content-Type") == "application/problem+json":
        assert json.loads(body)["detail"] == said
    else:
        assert f"<h1>{said}</h1>" in body
        assert bool(re.search("[а-яіїєґ]", body)) == (not path.startswith("/en/"))


@pytest.mark.parametrize(
    ("status", "path", "environ"),
    [
        (413, "/news/", {"CONTENT_LENGTH": "16385"}),
        (413, "/news/1/view", {"CONTENT_LENGTH": "4097"}),
        (413, "/admin/login/", {"CONTENT_LENGTH": "65537"}),
        (413, "/admin/news/image/upload/", {"CONTENT_LENGTH": str(32 * 1024**2 + 1)}),
        (413, "/digest/", {"CONTENT_LENGTH": "9" * 5000}),
        (413, "/digest/", {"CONTENT_LENGTH": "-1"}),
        (415, "/digest/", {"CONTENT_TYPE": "text/plain; charset=idna"}),
        (415, "/digest/", {"CONTENT_TYPE": "text/plain; charset=utf-8; charset=idna"}),
        (415, "/digest/", {"CONTENT_TYPE": "text/plain; charset*=nothing''idna"}),
        (None, "/digest/", {"CONTENT_TYPE": 'text/plain; charset="UTF-8"'}),
        (411, "/digest/", {"HTTP_TRANSFER_ENCODING": "chunked"}),
        (414, "/search/?q=" + "а" * 9000, {}),
        (414, "/" + "a" * 9000, {}),
        (431, "/news/", {"HTTP_COOKIE": "a" * 40_000}),
        (None, "/admin/news/image/upload/", {"CONTENT_LENGTH": str(31 * 1024**2)}),
        (None, "/digest/", {"CONTENT_LENGTH": "16384"}),
        (None, "/digest/", {"CONTENT_LENGTH": ""}),
    ],
)
def test_what_is_too_large_is_refused_before_it_is_read(status, path, environ):
    entry = asked(path, "POST", **environ)
    assert (entry and int(entry.status[:3])) == status


def test_every_address_has_a_limit_of_its_body_and_nothing_costly_goes_without_one():
    for path in ("/", "/en/", "/news/?page=9", "/regions/find/", "/feeds/all.rss", "/nothing", "*"):
        limit = next((each for each in limits.TABLE if each.path.match(path)), limits.TABLE[-1])
        assert limit.often, path
    assert {each.name for each in limits.TABLE if not each.often} == {"api", "files"}
    assert asked("*") is None


def test_what_is_ready_is_not_counted_and_what_must_be_made_is(tmp_path, monkeypatch):
    cached = Cached(tmp_path)
    seen = []
    cached.cache.bounded = lambda environ: seen.append(environ["PATH_INFO"])
    make_article()
    for _ in range(9):
        assert cached.get("/news/").status == 200
    assert seen == ["/news/"]
    cached.get("/news/?q=1")
    cached.get("/news/", method="POST")
    assert seen == ["/news/", "/news/", "/news/"]
    cached.cache.bounded = lambda environ: limits.answer(429, environ["PATH_INFO"], 7)
    assert cached.get("/news/").status == 200
    before = cached.asked
    assert cached.get("/news/?page=2").status == 429
    assert cached.get("/admin/").status == 429
    assert cached.asked == before, "Django was not asked"


def test_the_server_bounds_pages_and_views(monkeypatch):
    from portal import serving

    application = serving.application(None)
    assert isinstance(application, PageCache)
    assert application.bounded is limits.refused
    told = []
    environ = {"REQUEST_METHOD": "POST", "PATH_INFO": "/news/1/view", "CONTENT_LENGTH": "5000"}
    beacons = Beacons(None)
    beacons.is_tended = True
    beacons(environ | READER, lambda status, headers, *_: told.append(status))
    assert told == ["413 Content Too Large"]


def test_a_refusal_of_a_view_is_for_its_script():
    entry = asked("/news/1/view", "POST", CONTENT_LENGTH="5000")
    assert json.loads(entry.whole())["status"] == 413


class Common:
    """A cache that all hosts have in common, and that may be away."""

    def __init__(self):
        self.kept, self.is_away = {}, False

    def add(self, key, value, timeout):
        assert timeout == 120
        if self.is_away or key in self.kept:
            return False
        self.kept[key] = value
        return True

    def incr(self, key):
        if self.is_away:
            raise ValueError("Redis does not answer")
        self.kept[key] += 1
        return self.kept[key]


def test_with_redis_all_count_together_and_no_address_is_kept(monkeypatch):
    common = Common()
    monkeypatch.setattr(limits, "cache", common)
    monkeypatch.setattr(limits, "has_hosts", lambda: True)
    assert [limits.counted("searches", "203.0.113.7", 1) for _ in range(3)] == [1, 2, 3]
    assert [limits.counted("views", "203.0.113.7", 1, is_common=False) for _ in range(2)] == [1, 2]
    (key,) = common.kept
    assert "203" not in key
    common.is_away = True
    assert {limits.counted("searches", "203.0.113.7", 1) for _ in range(9)} == {1}


def test_what_a_process_counts_by_itself_ends_with_the_minute_and_is_bounded(monkeypatch):
    monkeypatch.setattr(limits, "MOST", 50)
    for number in range(500):
        limits.counted("pages", f"203.0.113.{number}", 1)
    assert len(limits._own.numbers) <= 51
    limits.counted("pages", "203.0.113.1", 2)
    assert len(limits._own.numbers) == 1
