"""What a page may report, who may not, and that each refusal is counted under its reason."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.utils import timezone

from news import beacon
from news.models import RefusedViews, ViewsBySource, ViewsTotal
from portal import survival
from tests.factories import make_article, make_user
from tests.news.beacons import OURS, report

pytestmark = pytest.mark.django_db

FETCH = {"sec_fetch_site": None}


def counted(article):
    return sum(ViewsTotal.objects.filter(article=article).values_list("count", flat=True))


def refused():
    return dict(RefusedViews.objects.values_list("reason", "count"))


@pytest.mark.parametrize(
    ("headers", "reason", "status"),
    [
        ({"user_agent": "curl/8.5.0"}, "robot", 200),
        ({"user_agent": ""}, "no_agent", 200),
        ({"user_agent": None}, "no_agent", 200),
        ({"user_agent": "  "}, "no_agent", 200),
        ({"sec_purpose": "prefetch"}, "prefetch", 200),
        ({"sec_purpose": "prefetch;prerender"}, "prefetch", 200),
        ({"purpose": "prefetch"}, "prefetch", 200),
        ({"x_moz": "prefetch"}, "prefetch", 200),
        ({"x_purpose": "preview"}, "prefetch", 200),
        ({"sec_fetch_site": "cross-site"}, "foreign", 403),
        ({"sec_fetch_site": "same-site"}, "foreign", 403),
        ({"sec_fetch_site": "none"}, "foreign", 403),
        ({"sec_fetch_dest": "document"}, "foreign", 403),
        (FETCH, "foreign", 403),
        (FETCH | {"origin": "https://evil.example"}, "foreign", 403),
        (FETCH | {"origin": "null"}, "foreign", 403),
        (FETCH | {"origin": "http://[::"}, "foreign", 403),
        ({"sec_fetch_site": "cross-site", "origin": "http://testserver"}, "foreign", 403),
    ],
)
def test_what_is_refused_is_counted_under_its_reason(client, headers, reason, status):
    article = make_article(views_imported=5)
    response = report(client, article, **headers)
    assert response.status_code == status
    assert response.json() == {"views": 5} if status == 200 else response.json()["error"]
    assert (counted(article), refused()) == (0, {reason: 1})


@pytest.mark.parametrize(
    "headers", [{}, {"sec_fetch_dest": "empty"}, FETCH | {"origin": "http://testserver"}]
)
def test_our_own_page_counts(client, headers):
    article = make_article()
    assert report(client, article, **headers).json() == {"views": 1}
    assert (counted(article), refused()) == (1, {})


def test_a_repeat_hears_the_number_of_now(client):
    article = make_article(views_imported=10)
    report(client, article)
    report(client, article, address="192.0.2.2")
    assert report(client, article).json() == {"views": 12}
    assert refused() == {"repeat": 1}


def test_another_browser_of_the_same_address_is_another_reader(client):
    article = make_article()
    with override_settings(VIEWS_PER_ADDRESS=3):
        for number in range(5):
            report(client, article, user_agent=f"{OURS['user-agent']} {number}")
    assert (counted(article), refused()) == (3, {"too_many": 2})


def test_a_forged_address_changes_nothing(client):
    article = make_article()
    for number in range(3):
        report(client, article, x_forwarded_for=f"203.0.113.{number}")
    assert (counted(article), refused()) == (1, {"repeat": 2})
    with override_settings(TRUSTED_PROXIES=1):
        report(client, article, x_forwarded_for="203.0.113.9")
    assert counted(article) == 2


def test_staff_are_not_readers():
    article, client = make_article(), Client()
    client.force_login(make_user("editor"))
    assert report(client, article).json() == {"views": 0}
    assert refused() == {"staff": 1}
    client.cookies[settings.SESSION_COOKIE_NAME] = "x" * 32
    assert report(client, article).json() == {"views": 1}


def test_who_has_a_session_while_the_database_is_away_is_staff(monkeypatch):
    article, client = make_article(), Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = "x" * 32
    monkeypatch.setattr(survival, "is_away", lambda: True)
    report(client, article)
    assert refused() == {"staff": 1}


def test_methods(client):
    article = make_article()
    path = f"/news/{article.pk}/view"
    assert client.get(path, headers=OURS).status_code == 405
    assert client.put(path, headers=OURS)["Allow"] == "POST"
    assert refused() == {}
    assert client.head(path, headers=OURS).status_code == 405
    assert client.head(f"{path}.gif", headers=OURS).content == b""
    assert client.post(f"{path}.gif", headers=OURS)["Allow"] == "GET"
    assert (counted(article), refused()) == (0, {"head": 2})


def test_only_public_articles_are_counted(client):
    hidden = [
        make_article(state="draft"),
        make_article(published_at=timezone.now() + timedelta(minutes=1)),
    ]
    for article in hidden:
        response = report(client, article)
        assert (response.status_code, response.json()) == (404, {"error": "Такої статті немає."})
    assert client.post("/news/999999999/view", headers=OURS).status_code == 404
    assert client.post("/news/999999999/view").status_code == 404
    assert client.post(f"/news/{10**30}/view", headers=OURS).status_code == 404
    assert refused() == {"unknown": 3, "foreign": 1}


def test_no_cookie_no_token_nothing_kept():
    response = report(Client(enforce_csrf_checks=True))
    assert (response.status_code, response["Cache-Control"]) == (200, "no-store")
    assert not response.cookies


def test_an_unknown_host_is_refused(client):
    article = make_article()
    response = report(client, article, host="evil.example", origin="http://evil.example")
    assert response.status_code == 400
    assert counted(article) == 0


def test_the_pixel_counts_who_has_no_scripts(client):
    article = make_article()
    path = f"/news/{article.pk}/view.gif"
    image = OURS | {"sec-fetch-dest": "image"}
    response = client.get(path, headers=image)
    assert (response.content, response["Content-Type"]) == (beacon.PIXEL, "image/gif")
    assert response["Cache-Control"] == "no-store"
    assert counted(article) == 1
    old = {"user-agent": "Mozilla/5.0 (Windows NT 6.1; rv:60.0) Gecko/20100101 Firefox/60.0"}
    client.get(path, headers=old | {"referer": f"http://testserver/news/{article.pk}-novyna/"})
    assert counted(article) == 2
    assert client.get(path, headers=old).status_code == 403
    assert client.get(path, headers=image | {"sec-fetch-dest": "document"}).status_code == 403
    assert client.get(path, headers=image | {"sec-purpose": "prefetch"}).content == beacon.PIXEL
    assert (counted(article), refused()) == (2, {"foreign": 2, "prefetch": 1})


def test_where_the_reader_came_from_is_a_host_or_nothing(client):
    article = make_article()
    hosts = ["l.facebook.com", "kupiansk.info", "", "%3Cscript%3E", "a" * 400]
    for number, host in enumerate(hosts):
        report(client, article, address=f"192.0.2.{number}", query=f"?from={host}")
    assert counted(article) == 5
    found = dict(ViewsBySource.objects.values_list("source", "count"))
    assert found == {"facebook": 1, "kupiansk.info": 1, "": 2, "other": 1}
