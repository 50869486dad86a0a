"""A stranger and three roles × every address and action: tests/newsroom/matrix.py is the table.

The addresses and actions are read from the site itself: one that isn't in the table fails the test,
so that no page is added without a decision who it is for. Of every request that is refused, and of
every GET, it is also watched that nothing was changed.
"""

import re

import pytest
from django.contrib import admin
from django.db import connection, transaction
from django.template.response import SimpleTemplateResponse
from django.test import Client, RequestFactory
from django.urls import URLPattern, get_resolver

from tests.newsroom.matrix import (
    ACTIONS,
    ON_FOREIGN,
    ROLES,
    TABLE,
    form,
    one_of_each,
    query,
)
from tests.staff import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.once]

LINK = "login/password/<str:uidb64>/<str:token>/"  # of a letter; this one is of nobody
# The only addresses that answer a stranger otherwise than by asking to sign in.
OPEN = {
    ("GET", "login/"): "allowed",
    ("POST", "login/"): "allowed",
    ("GET", "logout/"): "refused",
    ("POST", "logout/"): "refused",
    # Before one is signed in
    ("GET", "login/other/"): "refused",
    ("GET", "login/passkey/"): "refused",
    ("POST", "login/passkey/"): "refused",
    ("GET", "login/passkey/options/"): "refused",
    ("POST", "login/passkey/options/"): "allowed",
    ("POST", "login/enrol/"): "refused",
    ("GET", "login/enrol/passkey/"): "refused",
    ("GET", "login/enrol/passkey/options/"): "refused",
    ("GET", "login/password/"): "allowed",
    ("POST", "login/password/"): "allowed",
    ("GET", "login/password/sent/"): "allowed",
    ("POST", "login/password/sent/"): "refused",
    ("GET", LINK): "allowed",
    ("POST", LINK): "allowed",
}


def routes(patterns, prefix=""):
    """Yield every address of URL patterns, as they are written."""
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            # The two that Django writes as regular expressions.
            yield re.sub(r"\^?\(\?P(<\w+>)[^)]*\)(/?)\$", r"\1\2", route)
        else:
            yield from routes(pattern.url_patterns, route)


def routes_of_the_newsroom():
    """Return all addresses under /admin/, whoever put them into the map of the site."""
    return {
        route.removeprefix("admin/")
        for route in routes(get_resolver().url_patterns)
        if route.startswith("admin/")
    }


def test_every_address_is_in_the_table():
    in_table = {row.route for row in TABLE}
    assert routes_of_the_newsroom() - in_table == set()  # decide who each of these is for
    assert in_table - routes_of_the_newsroom() == set()


def address(row, things):
    """Return the address of a Row, about its thing."""
    route, thing = row.route, things.get(row.thing)
    if route.startswith("<app_label>"):
        route = route.replace("<app_label>", row.thing)
    if "<int:link_id>" in route:
        route = route.replace("<int:link_id>", str(thing.preview_links.get().pk))
    route = route.replace("<url>", "nowhere/")
    route = re.sub("<(?:slug:slug|str:name)>", row.thing, route)
    return "/admin/" + re.sub("<(?:path:object_id|int:pk|id)>", str(getattr(thing, "pk", 0)), route)


def answer(response):
    """Return what an answer means: "allowed", "refused" or "sign in"."""
    if response.status_code == 302:
        if response["Location"].startswith("/admin/login/"):
            return "sign in"
        return "refused" if response["Location"] == "/admin/" else "allowed"
    if response.status_code in {403, 404, 405}:
        return "refused"
    return "allowed" if response.status_code in {200, 201, 400, 409} else response.status_code


@pytest.fixture(autouse=True)
def _nothing_is_drawn(monkeypatch):
    """What an answer means is known before its page is drawn, which other tests look at."""
    monkeypatch.setattr(SimpleTemplateResponse, "rendered_content", "")


WRITING = re.compile(r'(?:INSERT INTO|UPDATE|DELETE FROM) "(?!newsroom_session")', re.IGNORECASE)


class Asking:
    """A client that asks as if each request were the first: what it changed is taken back."""

    def __init__(self, role):
        self.client = signed_in(role)
        self.cookies = self.client.cookies.copy()
        self.things = one_of_each(self.client.user)

    def ask(self, method, path, data):
        """Return what the answer means, and whether anything was written but a session."""
        written = []

        def watch(execute, sql, *args):
            if WRITING.match(sql):
                written.append(sql)
            return execute(sql, *args)

        with transaction.atomic(), connection.execute_wrapper(watch):
            response = getattr(self.client, method.lower())(path, data)
            transaction.set_rollback(True)
        self.client.cookies = self.cookies.copy()
        return answer(response), bool(written)


def wrong_answers(role):
    """Ask everything as a role (or "anonymous"); yield what isn't as the table says."""
    asking = Asking(role)
    for row in TABLE:
        for method, who in (("GET", row.get), ("POST", row.post)):
            expected = "allowed" if role in who else "refused"
            if role == "anonymous":
                expected = OPEN.get((method, row.route), "sign in")
            path = address(row, asking.things)
            data = query(row, asking.things) if method == "GET" else form(row, asking.things)
            meaning, changed = asking.ask(method, path, data)
            if meaning != expected:
                yield f"{method} {row.route} ({row.thing}): {meaning}, not {expected}"
            if changed and (method == "GET" or expected != "allowed"):
                yield f"{method} {row.route} ({row.thing}): changed something"


@pytest.mark.parametrize("role", ["anonymous", *ROLES])
def test_every_address_answers_whom_it_is_for(role):
    assert list(wrong_answers(role)) == []


def test_an_account_without_a_role_comes_nowhere():
    """It is staff, and has no right: only the frame answers it, and what only leads to a form."""
    client = signed_in("author")
    client.user.groups.clear()
    things = one_of_each(client.user)
    frame = {"", "search/", "silent/", "jsi18n/", "password_change/", "password_change/done/"}
    own = ("guide/", "login/", "security/")
    frame |= {row.route for row in TABLE if row.route.startswith(own)}
    allowed = {
        row.route
        for row in TABLE
        if answer(client.get(address(row, things), query(row, things))) == "allowed"
    }
    ends = ("<path:object_id>/", "<int:pk>/merge/", "autosave/", "suggestions/")
    redirects = {route for route in allowed if route.endswith(ends)}
    assert allowed - redirects - frame == set()


# Actions on several


def offered(role):
    """Return pairs (model, action) that the lists offer to a role."""
    request = RequestFactory().get("/admin/")
    request.user = signed_in(role).user
    return {
        (model._meta.label_lower, action)
        for model, model_admin in admin.site._registry.items()
        if model_admin.has_view_permission(request)
        for action in model_admin.get_actions(request)
    }


@pytest.mark.parametrize("role", ROLES)
def test_every_action_is_in_the_table(role):
    assert offered(role) == {pair for pair, who in ACTIONS.items() if role in who}


@pytest.mark.parametrize("role", ["anonymous", *ROLES])
def test_actions_change_only_what_their_role_may_change(role):
    """Each is sent confirmed, whether the list offers it or not."""
    asking, wrong = Asking(role), []
    places = {"hromadas": asking.things["hromada"].pk, "tags": asking.things["tag"].pk}
    for model, action, thing, who in ON_FOREIGN:
        chosen = [asking.things[thing].pk]
        if action == "merge":
            chosen.append(asking.things["other tag"].pk)
        data = {"action": action, "_selected_action": chosen, "index": "0"}
        data |= {"post": "yes", "confirmed": "yes", "keep": chosen[0]} | places
        _, changed = asking.ask("POST", f"/admin/{model.replace('.', '/')}/", data)
        if changed != (role in who):
            wrong.append(f"{action} {thing}: {'changed' if changed else 'unchanged'}")
    assert wrong == []


def test_the_table_of_actions_names_each_of_them():
    assert {(model, action) for model, action, *_ in ON_FOREIGN} >= {
        pair for pair in ACTIONS if not pair[0].startswith("regions.")
    }


@pytest.mark.parametrize("role", ROLES)
def test_without_the_token_of_the_form_nothing_is_taken(role):
    """Another site can't make a browser that is signed in here send anything."""
    asking = Asking(role)
    user, asking.client = asking.client.user, Client(enforce_csrf_checks=True)
    asking.client.force_login(user)
    asking.cookies = asking.client.cookies.copy()
    taken = [
        row
        for row in TABLE
        if role in row.post
        and asking.ask("POST", address(row, asking.things), form(row, asking.things))[1]
    ]
    assert taken == []
