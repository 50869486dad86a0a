"""/metrics: exact over several processes and threads, behind a token, in the form of Prometheus."""

import re
import threading
import time

import pytest
from django.urls import get_resolver
from prometheus_client.parser import text_string_to_metric_families

from news.models import RefusedViews
from portal import metrics, metrics_page, pulse
from portal.observed import observed
from tests.factories import make_article
from tests.portal.beats import beat
from tests.portal.test_logs import asking

TOKEN = "a-token-of-the-tests-0123"


@pytest.fixture
def folder(tmp_path, settings):
    settings.DATA_DIR = tmp_path
    settings.METRICS_TOKEN = TOKEN
    metrics.forget()
    yield tmp_path / "workers"
    metrics.forget()


def series(text):
    """Return {(name, labels as a sorted tuple): value} of a text of Prometheus."""
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def requests(text, **labels):
    """Return how many requests the numbers tell of, by some of their labels."""
    return sum(
        value
        for (name, found), value in series(text).items()
        if name == "portal_requests_total" and labels.items() <= dict(found).items()
    )


def test_every_address_of_the_site_has_a_kind():
    examples = {"int": "5", "str": "a", "slug": "a", "path": "a/b"}
    without = []

    def walk(patterns, before):
        for each in patterns:
            route = str(each.pattern)
            route = re.sub(r"<(\w+):\w+>", lambda found: examples[found[1]], route)
            route = re.sub(r"\(\?P<\w+>[^()]*(\([^()]*\)[^()]*)*\)", "7", route)
            path = before + re.sub(r"[\^$\\]|\(\?:|\)\??", "", route)
            if hasattr(each, "url_patterns"):
                walk(each.url_patterns, path)
            elif metrics.kind_of(f"/{path}") == metrics.OTHER:
                without.append(path)

    walk(get_resolver().url_patterns, "")
    assert not without


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "front"),
        ("/en", "front"),
        ("/en/", "front"),
        ("/news/17-nazva/", "article"),
        ("/en/news/17-title/", "article"),
        ("/news/", "news"),
        ("/news/17/view", "view"),
        ("/regions/kharkivska/", "oblast"),
        ("/regions/find/", "find"),
        ("/regions/kharkivska/kupianska/", "hromada"),
        ("/feeds/regions/UA63080090000067457.rss", "feed"),
        ("/static/css/base.css", "static"),
        ("/wp-login.php", "other"),
        ("/../../etc/passwd", "other"),
        ("", "front"),
    ],
)
def test_a_path_belongs_to_one_of_a_bounded_number_of_kinds(path, kind):
    assert metrics.kind_of(path) == kind


def test_threads_that_count_at_once_lose_nothing():
    metrics.forget()

    def many():
        for _ in range(5000):
            metrics.count("/news/", "200 OK", "memory", 0.0001)

    threads = [threading.Thread(target=many) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (numbers,) = metrics.counted().values()
    metrics.forget()
    assert sum(numbers[1:]) == 80_000
    assert numbers[0] == pytest.approx(8.0)


def test_strangers_cannot_make_more_series(folder):
    for number in range(6000):
        metrics.count(f"/{number}", "404 Not Found", "", 0.001)
    assert list(metrics.counted()) == ["other 404 "]
    assert sum(metrics.counted()["other 404 "][1:]) == 6000
    assert len(metrics._known) <= metrics.MOST


def test_what_all_processes_counted_is_added_up_also_of_dead_ones(folder, db):
    now = time.time()
    metrics.count("/news/", "200 OK", "memory", 0.0004)
    metrics.count("/news/", "200 OK", "made", 0.2)
    beat(folder)
    metrics.forget()
    metrics.count("/news/", "200 OK", "memory", 0.0004)
    dead = beat(folder, pid=2**22 + 1, errors=3)
    dead.rename(folder / f"{2**22 + 1}-1.json")
    text = metrics_page.text(folder, now)
    assert requests(text, kind="news") == 3
    assert requests(text, kind="news", kept="memory", status="200") == 2
    found = series(text)
    assert found["portal_workers", ()] == 1
    assert found["portal_errors_total", ()] >= 3
    key = ("kept", "memory"), ("kind", "news")
    assert found["portal_request_seconds_count", key] == 2
    assert found["portal_request_seconds_bucket", (*key, ("le", "0.0005"))] == 2
    assert found["portal_request_seconds_bucket", (*key, ("le", "+Inf"))] == 2
    # After an hour it is one of many, and nothing is lost or counted twice.
    pulse.sweep(folder, now)
    assert (folder / f"{2**22 + 1}-1.json").exists()
    pulse.sweep(folder, now + 2 * pulse.KEPT)
    assert not (folder / f"{2**22 + 1}-1.json").exists()
    pulse.sweep(folder, now + 2 * pulse.KEPT)
    after = metrics_page.text(folder, now)
    assert requests(after, kind="news") == 3
    assert series(after)["portal_errors_total", ()] == found["portal_errors_total", ()]


def test_it_tells_of_the_database_and_goes_on_without_it(folder, db, monkeypatch):
    make_article("Перша")
    RefusedViews.objects.create(day="2000-01-01", reason="robot", count=5)
    beat(folder)
    found = series(metrics_page.text(folder, time.time()))
    assert found["portal_views_today", ()] == 0
    assert found["portal_letters_waiting", ()] == 0
    assert found["portal_database_away", ()] == 0
    monkeypatch.setattr(metrics_page.survival, "is_away", lambda: True)
    beat(folder)
    away = series(metrics_page.text(folder, time.time()))
    assert ("portal_views_today", ()) not in away
    assert away["portal_database_away", ()] == 1


def site(token=TOKEN):
    def application(environ, start_response):
        environ["portal.kept"] = "memory"
        start_response("200 OK", [])
        return []

    return observed(application, token)


@pytest.mark.parametrize(
    ("told", "status"),
    [(f"Bearer {TOKEN}", "200"), ("", "401"), ("Bearer other", "401"), (TOKEN, "401")],
)
def test_only_who_brings_the_token_gets_numbers(folder, db, told, status):
    got, headers, body = asking(site(), path="/metrics", authorization=told)
    assert got[:3] == status
    assert headers["Cache-Control"] == "no-store"
    assert (b"portal_requests_total" in body) == (status == "200")
    if status == "401":
        assert headers["WWW-Authenticate"] == "Bearer"
    else:
        assert headers["Content-Type"].startswith("text/plain; version=0.0.4")


@pytest.mark.django_db
def test_without_a_token_there_is_no_such_address(client):
    assert client.get("/metrics").status_code == 404


def test_a_request_is_counted_by_kind_status_and_where_the_page_came_from(folder, db):
    application = site()
    for path in ("/", "/news/5-a/", "/news/6-b/"):
        asking(application, path=path)
    beat(folder)
    text = metrics_page.text(folder, time.time())
    assert requests(text, kind="article", kept="memory", status="200") == 2
    assert requests(text, kind="front") == 1
