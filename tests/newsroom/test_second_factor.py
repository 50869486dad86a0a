"""Outside DEBUG nobody is in the newsroom by a password alone."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from newsroom.signing_in import pending
from portal import staff
from tests.factories import make_article, make_user
from tests.newsroom.entering import (
    APP,
    CODE,
    ENROL,
    LOGIN,
    another,
    browser,
    code_of,
    error_of,
    give_app,
    is_in,
    paper_codes,
    password,
    two_steps,
)
from tests.newsroom.matrix import TABLE, one_of_each
from tests.newsroom.test_permission_matrix import address, answer

pytestmark = pytest.mark.django_db

OPEN = {"login/code/", "login/password/", "login/password/sent/", "login/enrol/app/"}


@pytest.fixture(autouse=True)
def _production(settings):
    settings.SECOND_FACTOR_REQUIRED = True


@pytest.mark.once  # the answer is decided before the database is asked for anything of the page
def test_after_the_password_alone_no_address_of_the_newsroom_opens():
    """Neither for a superuser half signed in, nor by a session of before the second step."""
    root = User.objects.create_superuser("root", password="demo-root")
    things = one_of_each(root)
    half, earlier = browser(), Client()
    assert password(half, "root", "demo-root")["Location"].startswith(ENROL)
    earlier.force_login(root)
    rows = {row.route: row for row in TABLE if not row.route.startswith("login/")}
    for row in rows.values():
        path = address(row, things)
        for ask in (half.get, half.post, earlier.get, earlier.post):
            response = ask(path)
            left = row.route == "logout/" and response["Location"] == "/admin/"
            assert left or answer(response) == "sign in", (ask, path)
    assert len(rows) > 80


def test_the_form_saves_and_answers_nothing_after_the_password_alone():
    article = make_article(state="draft")
    make_user("editor")
    client = browser()
    password(client)
    for name in ("autosave", "presence", "checks", "suggestions"):
        path = reverse(f"admin:news_article_{name}", args=[article.pk])
        for response in (client.get(path), client.post(path, {"title": "Чуже"})):
            assert response["Location"].startswith(LOGIN)
    preview = reverse("admin:news_article_preview", args=[article.pk])
    assert client.get(preview)["Location"].startswith(LOGIN)


def test_who_has_none_yet_is_led_to_enrol_and_then_to_what_was_asked_for():
    make_user("editor")
    client = browser()
    wanted = "/admin/news/tag/?q=1"
    answered = password(client, then=wanted)
    assert answered["Location"].startswith(ENROL)
    assert not is_in(client)
    page = client.get(f"{APP}?next={wanted}").content.decode()
    app = TOTPDevice.objects.get(confirmed=False)
    assert "<svg" in page
    assert "style=" not in page
    assert client.post(APP, {"code": another(code_of(app)), "next": wanted}).status_code == 200
    assert not is_in(client)
    answered = client.post(APP, {"code": code_of(app), "next": wanted})
    assert answered["Location"].startswith("/admin/security/codes/?next=%2Fadmin%2Fnews%2Ftag")
    assert is_in(client)


def test_a_code_signs_in_once():
    app = give_app(make_user("editor"))
    first, second = browser(), browser()
    password(first)
    password(second)
    code = code_of(app)
    assert first.post(CODE, {"code": f" {code[:3]} {code[3:]} "})["Location"] == "/admin/"
    assert is_in(first)
    assert "Код не підійшов" in error_of(second.post(CODE, {"code": code}))
    assert not is_in(second)


def test_a_recovery_code_signs_in_once_and_says_how_many_are_left():
    account = make_user("editor")
    give_app(account)
    code = paper_codes(account)[3]
    client = browser()
    password(client)
    client.post(CODE, {"code": code.upper().replace("-", " ")})
    assert "лишилося: 9 кодів" in client.get("/admin/").content.decode()
    other = browser()
    password(other)
    assert "вже використано" in error_of(other.post(CODE, {"code": code}))


def test_the_code_of_another_account_is_none():
    give_app(make_user("editor"))
    other = give_app(make_user("author"))
    client = browser()
    password(client)
    client.post(CODE, {"code": code_of(other)})
    assert not is_in(client)


def test_ten_minutes_after_the_password_it_is_asked_for_again(monkeypatch):
    app = give_app(make_user("editor"))
    client = browser()
    password(client)
    monkeypatch.setattr(pending, "TIME", -1)
    response = client.post(CODE, {"code": code_of(app)})
    assert response["Location"].startswith(LOGIN)
    assert not is_in(client)


def test_a_password_that_was_changed_meanwhile_was_another_ones():
    account = make_user("editor")
    app = give_app(account)
    client = browser()
    password(client)
    account.set_password("another")
    account.save()
    client.post(CODE, {"code": code_of(app)})
    assert not is_in(client)


def test_who_enrolled_can_not_enrol_again_by_the_password_alone():
    give_app(make_user("editor"))
    client = browser()
    password(client)
    assert client.get(APP)["Location"].startswith(CODE)
    assert client.post(APP, {"code": "000000"})["Location"].startswith(CODE)


def test_an_address_elsewhere_is_not_gone_on_to():
    account = make_user("editor")
    app = give_app(account)
    client = browser()
    password(client, then="https://evil.example/")
    response = client.post(CODE, {"code": code_of(app), "next": "//evil.example/"})
    assert response["Location"] == "/admin/"


def test_readers_pages_know_only_whole_sign_ins():
    """The link to an article's form, and pages past the cache, are for the newsroom alone."""
    account = make_user("editor")
    half = Client()
    half.force_login(account)
    assert not staff.is_reading(f"sessionid={half.cookies['sessionid'].value}")
    whole = browser()
    two_steps(whole, account, give_app(account))
    assert staff.is_reading(f"sessionid={whole.cookies['sessionid'].value}")


def test_who_has_a_factor_is_asked_for_it_also_where_none_is_required(settings):
    settings.SECOND_FACTOR_REQUIRED = False
    account = make_user("editor")
    client = browser()
    assert password(client)["Location"] == "/admin/"
    assert is_in(client)
    app = give_app(account)
    client = browser()
    assert password(client)["Location"].startswith(CODE)
    assert not is_in(client)
    client.post(CODE, {"code": code_of(app)})
    assert is_in(client)


def test_the_time_of_the_last_code_may_be_off_by_half_a_minute_and_no_more():
    account = make_user("editor")
    app = give_app(account)
    client = browser()
    password(client)
    client.post(CODE, {"code": code_of(app, steps=-3)})
    assert not is_in(client)
    client.post(CODE, {"code": code_of(app, steps=-1)})
    assert is_in(client)
    app.refresh_from_db()
    assert timezone.now() - app.last_used_at < timezone.timedelta(minutes=1)
