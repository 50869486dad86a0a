"""A hub is told of news: after they are public, of every feed that has them, and again where it
failed; never inside a private network unless that is allowed."""

import fcntl
import json
import logging
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from news import generation
from news.feeds import hub
from news.models import Article
from newsroom.probing import is_public
from tests.factories import KHARKIV_OBLAST, KUPIANSK, make_article

pytestmark = pytest.mark.django_db

SITE = "https://portal.example"
DAY = timedelta(days=1)


class Hub:
    """A hub of the tests: `told` are the addresses that it took, `status` is what it answers."""

    def __init__(self):
        self.told, self.status = [], 204
        ours = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                form = parse_qs(body, strict_parsing=True)
                assert form["hub.mode"] == ["publish"]
                assert form["hub.url"] == form["hub.topic"]
                if ours.status < 300:
                    ours.told += form["hub.url"]
                self.send_response(ours.status)
                self.send_header("Location", "http://10.0.0.1/")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *args):
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/publish"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def feeds(self):
        """Return the paths of the feeds that it was told of, without their formats."""
        return sorted({each.removeprefix(f"{SITE}/").rpartition(".")[0] for each in self.told})


@pytest.fixture
def there():
    made = Hub()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def teller(there, tmp_path, settings):
    settings.SITE_URL = SITE
    made = hub.Teller(there.address, tmp_path, lambda address: True)
    made.tell(timezone.now() - DAY)  # the first look, before all that a test does
    return made


def test_every_feed_of_an_article_is_told_once_in_each_format(teller, there):
    make_article(tags=["вода", "школа"], hromadas=[KUPIANSK], published_at=timezone.now())
    teller.tell(timezone.now())
    places = [f"feeds/regions/{code}" for code in (KHARKIV_OBLAST, KUPIANSK)]
    narrow = [f"{place}/{slug}" for place in places for slug in ("voda", "shkola")]
    wide = ["feeds/all", *places, "feeds/tags/shkola", "feeds/tags/voda"]
    assert there.feeds() == sorted([*wide, *narrow])
    assert len(there.told) == len(set(there.told)) == 3 * len(there.feeds())
    assert [address.rpartition(".")[2] for address in there.told[:3]] == ["rss", "atom", "json"]
    assert all("/" not in each.removeprefix(f"{SITE}/feeds/all") for each in there.told[:3])


def test_each_change_is_told_once(teller, there):
    now = timezone.now()
    article = make_article(published_at=now)
    assert teller.tell(timezone.now()) == 3
    assert teller.tell(timezone.now()) == 0
    article.change_note = "Уточнено дату"
    article.save()
    assert teller.tell(timezone.now()) == 3
    article.state = "archived"
    article.save()
    assert teller.tell(timezone.now()) == 3
    assert teller.tell(timezone.now() + timedelta(minutes=5)) == 0
    assert there.feeds() == ["feeds/all"]


def test_what_is_not_public_is_not_told_until_it_is(teller, there):
    now = timezone.now()
    make_article(state="draft")
    make_article(state="review")
    make_article("Скоро", published_at=now + timedelta(hours=1), tags=["вода"])
    assert teller.tell(now + timedelta(minutes=1)) == 0
    assert teller.tell(now + timedelta(minutes=61)) == 6
    assert there.feeds() == ["feeds/all", "feeds/tags/voda"]


def test_a_change_that_was_committed_late_is_told(teller, there):
    make_article(published_at=timezone.now())
    # Told of the moment after the article was dated, and before it was committed.
    state = json.loads(teller.path.read_text())
    teller.write(state | {"until": timezone.now().timestamp(), "known": {}})
    assert teller.tell(timezone.now()) == 3


def test_english_news_are_told_by_their_own_feeds(teller, there):
    make_article("Water", language="en", tags=["вода"], published_at=timezone.now())
    teller.tell(timezone.now())
    assert there.feeds() == ["en/feeds/all", "en/feeds/tags/voda"]


def test_what_was_before_the_first_look_is_not_told(there, tmp_path):
    make_article()
    assert hub.Teller(there.address, tmp_path, lambda address: True).tell(timezone.now()) == 0


def test_what_the_hub_did_not_take_is_told_later_also_by_another_process(
    teller, there, tmp_path, caplog
):
    make_article(published_at=timezone.now())
    there.status = 503
    with caplog.at_level(logging.ERROR):
        assert teller.tell(timezone.now()) == 0
    assert "was not told of 3 changed feeds: it answers 503" in caplog.text
    assert teller.failures == 1
    there.status = 202
    assert hub.Teller(there.address, tmp_path, lambda address: True).tell(timezone.now()) == 3


def test_a_feed_that_the_hub_refuses_holds_up_no_other(teller, there, caplog):
    make_article(published_at=timezone.now())
    there.status = 404
    teller.tell(timezone.now())
    assert f"refuses {SITE}/feeds/all.rss with 404" in caplog.text
    there.status = 204
    assert teller.tell(timezone.now()) == 2


def test_a_redirect_is_not_followed(teller, there, caplog):
    make_article(published_at=timezone.now())
    there.status = 307
    assert teller.tell(timezone.now()) == 0
    assert "redirect (307)" in caplog.text


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:1/", "http://[::1]:1/", "http://localhost:1/", "http://10.1.2.3/"]
)
def test_a_private_network_is_not_asked(address, tmp_path, caplog):
    teller = hub.Teller(address, tmp_path, is_public)
    with pytest.raises(hub.HubError, match="private network"):
        teller.posted({})


def test_a_hub_that_is_not_there_is_an_error_in_words(tmp_path):
    for address in ("http://127.0.0.1:1/", "https://nothing.invalid/"):
        with pytest.raises(hub.HubError, match="can't be reached"):
            hub.Teller(address, tmp_path, lambda address: True).posted({})


def test_nothing_is_asked_while_nothing_changes(
    teller, there, django_assert_num_queries, monkeypatch
):
    monkeypatch.setattr(generation, "shared", lambda: "word")
    teller.look()
    with django_assert_num_queries(0):
        teller.look()
    teller.failures, teller.again = 1, 0
    with django_assert_num_queries(3):
        teller.look()


def test_one_process_tells_at_a_time(teller, there, tmp_path, monkeypatch):
    make_article(published_at=timezone.now())
    with open(tmp_path / "websub.lock", "ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        teller.look()
    assert there.told == []
    teller.look()
    assert len(there.told) == 3


def test_a_state_that_was_cut_short_is_as_none(teller, there):
    teller.path.write_text('{"until": 1')
    make_article(published_at=timezone.now())
    assert teller.tell(timezone.now()) == 0
    assert teller.tell(timezone.now()) == 0


@pytest.mark.parametrize("format", ["rss", "atom", "json"])
def test_feeds_name_the_hub_where_one_is_set(format, client, settings):
    settings.SITE_URL, address = SITE, f"/feeds/all.{format}"
    response = client.get(address)
    assert "Link" not in response
    assert "hub" not in response.content.decode()
    settings.WEBSUB_HUB_URL = "https://hub.example/?a=1&b=2"
    response = client.get(address)
    assert response["Link"] == (
        f'<https://hub.example/?a=1&b=2>; rel="hub", <{SITE}{address}>; rel="self"'
    )
    text = response.content.decode()
    if format == "json":
        url = "https://hub.example/?a=1&b=2"
        assert response.json()["hubs"] == [{"type": "WebSub", "url": url}]
    else:
        assert "https://hub.example/?a=1&amp;b=2" in text
        assert 'rel="hub"' in text


def test_what_has_changed_is_read_by_the_indexes_of_dates():
    now = timezone.now()
    Article.objects.bulk_create(
        Article(title=f"{number}", state="published", published_at=now - timedelta(hours=number))
        for number in range(2000)
    )
    Article.objects.update(saved_at=F("published_at"))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
    with CaptureQueriesContext(connection) as asked:
        assert len(hub.changed(now - DAY, now)) == 24
    plans = [plan_of(query["sql"]) for query in asked.captured_queries]
    wanted = "article_newest_of_all", "article_desk", "article_desk"
    assert all(name in plan for name, plan in zip(wanted, plans, strict=True)), plans


def plan_of(sql):
    """Return how the database will find the rows of a statement, in its own words."""
    explain = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
    with connection.cursor() as cursor:
        cursor.execute(f"{explain} {sql.replace('%', '%%')}")
        return "\n".join(str(row[-1]) for row in cursor.fetchall())
