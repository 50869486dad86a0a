"""Nothing that anybody sends, to any address, breaks the portal or stays in its memory."""

import os
from collections import Counter

import pytest
from django.conf import settings as site
from django.core.handlers.wsgi import WSGIHandler

from bench import processes
from tests.factories import make_article
from tests.newsroom.matrix import TABLE, one_of_each
from tests.newsroom.test_permission_matrix import address
from tests.portal.addresses import make_all
from tests.portal.fuzzing import Front, requests
from tests.staff import signed_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def asked(settings, media, tmp_path):
    """A function that sends so many requests by a seed and counts the answers by their statuses."""
    settings.LIMITS = settings.API_PER_MINUTE = 0
    settings.DATA_DIR = tmp_path
    paths = [path for _, path in make_all()] + ["/static/css/base.css", "/metrics", "/nothing/"]
    clients = {role: signed_in(role) for role in ("editor", "admin")}
    name = site.SESSION_COOKIE_NAME
    cookies = [f"{name}={client.cookies[name].value}" for client in clients.values()]
    things = one_of_each(clients["editor"].user)
    newsroom = sorted({address(row, things) for row in TABLE} - {"/admin/logout/"})
    front = Front(WSGIHandler(), tmp_path / "pages")

    def send(number, seed):
        # Most of them to what is open to all.
        asked = requests(number, seed, paths * 3 + newsroom, cookies)
        return Counter(front.ask(*each) for each in asked)

    with front:
        yield send


def test_no_request_breaks_anything(asked):
    found = asked(250, seed=1)
    assert {200, 301, 400, 403, 404, 405} <= set(found)
    assert found[200] > 25, found


@pytest.mark.soak
def test_a_hundred_thousand_requests_break_nothing_and_leave_nothing(asked):
    found = asked(50_000, seed=2)
    first = processes.memory(os.getpid())
    found += asked(50_000, seed=3)
    second = processes.memory(os.getpid())
    assert found.total() == 100_000
    assert second < first + 15, (first, second, found)


def test_an_empty_name_of_a_field_in_an_address_is_none():
    """Django's admin takes it for a name, and fails: found by the requests above."""
    article = make_article()
    for page in ("change", "delete"):
        path = f"/admin/news/article/{article.pk}/{page}/?_to_field="
        assert signed_in("admin", username=page).get(path).status_code == 200
