"""Passkeys and codes in a real browser, with a virtual authenticator, under the site's policy."""

import re
from urllib.parse import urlsplit

import pytest
from django.contrib.auth import get_user_model
from playwright.sync_api import expect

from newsroom.models import Passkey
from newsroom.signing_in import factors
from tests.factories import make_user
from tests.newsroom.entering import code_of
from tests.site.barriers import look, told

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(page, settings):
    """A page at http://localhost, where browsers have passkeys, as in production."""
    page.home = f"http://localhost:{urlsplit(page.home).port}"
    settings.SITE_URL = page.home
    settings.SECOND_FACTOR_REQUIRED = True
    page.emulate_media(reduced_motion="reduce")
    page.devtools = page.context.new_cdp_session(page)
    page.devtools.send("WebAuthn.enable")
    yield page
    stored = {"origin": page.home, "storageTypes": "all"}
    page.devtools.send("Storage.clearDataForOrigin", stored)
    page.devtools.detach()


def plug_in(page):
    """Give the browser a device that keeps passkeys and knows its owner; return its id."""
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    added = page.devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return added["authenticatorId"]


def send_password(page, name="editor", path="/admin/"):
    page.goto(f"{page.home}/admin/login/?next={path}")
    page.fill("#id_username", name)
    page.fill("#id_password", f"demo-{name}")
    page.keyboard.press("Enter")


def sign_out(page):
    page.get_by_role("button", name="Вийти").click()
    expect(page.get_by_role("link", name="Увійти знову")).to_be_visible()


def test_a_passkey_is_enrolled_and_signs_in_after_the_password_and_alone(desk):
    account = make_user("editor")
    plug_in(desk)
    send_password(desk, path="/admin/guide/")
    expect(desk.get_by_role("heading", name="Захистіть вхід")).to_be_visible()
    desk.get_by_role("button", name="Створити ключ доступу").click()
    desk.get_by_role("button", name="Показати коди").click()
    expect(desk.locator(".recovery-codes li")).to_have_count(10)
    desk.get_by_role("link", name="Коди збережено, далі").click()
    expect(desk).to_have_url(re.compile("/admin/guide/"))
    key = Passkey.objects.get()
    assert (key.user, key.name) == (account, "Chrome, Linux")
    sign_out(desk)

    send_password(desk, path="/admin/guide/")
    desk.get_by_role("button", name="Підтвердити ключем доступу").click()
    expect(desk).to_have_url(re.compile("/admin/guide/"))
    sign_out(desk)

    desk.goto(f"{desk.home}/admin/login/?next=/admin/news/tag/")
    desk.get_by_role("button", name="Увійти ключем доступу").click()
    expect(desk).to_have_url(f"{desk.home}/admin/news/tag/")
    key.refresh_from_db()
    assert key.uses >= 3
    assert key.last_used_at
    assert desk.console_errors == []


def test_a_passkey_of_nobody_here_lets_nobody_in_and_says_so(desk):
    make_user("editor")
    device = plug_in(desk)
    send_password(desk)
    desk.get_by_role("button", name="Створити ключ доступу").click()
    expect(desk.get_by_role("button", name="Показати коди")).to_be_visible()
    factors.reset(get_user_model().objects.get())  # the device still has it
    desk.goto(f"{desk.home}/admin/login/")
    desk.get_by_role("button", name="Увійти ключем доступу").click()
    expect(desk.get_by_text("Ключ не підійшов")).to_be_visible()
    desk.devtools.send(
        "WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False}
    )
    desk.get_by_role("button", name="Увійти ключем доступу").click()
    expect(desk.get_by_text("Ключем не скористалися")).to_be_visible()
    expect(desk.get_by_role("button", name="Увійти ключем доступу")).to_be_focused()


def test_without_a_mouse_from_the_password_to_the_desk_by_an_app(desk):
    make_user("editor")
    send_password(desk)
    link = desk.get_by_role("link", name="Налаштувати застосунок")
    expect(link).to_be_visible()
    for _ in range(12):
        if link.evaluate("element => element === document.activeElement"):
            break
        desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")
    field = desk.get_by_label("Введіть код, який тепер показує застосунок")
    expect(field).to_be_visible()
    [app] = factors.TOTPDevice.objects.filter(confirmed=False)
    key = desk.locator(".typed-key").inner_text()
    assert key == factors.typed_key(app)
    field.focus()
    desk.keyboard.type(code_of(app))
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("button", name="Показати коди")).to_be_visible()
    assert desk.console_errors == []


def test_no_page_of_signing_in_has_a_barrier(desk):
    account = make_user("editor")
    plug_in(desk)
    found = {}

    def judge(name):
        said = told(look(desk))
        wide = desk.evaluate("document.documentElement.scrollWidth - innerWidth")
        if said or wide > 0:
            found[name] = said or f"{wide} px too wide"
        desk.set_viewport_size({"width": 1280, "height": 900})

    desk.goto(f"{desk.home}/admin/login/")
    judge("login")
    desk.goto(f"{desk.home}/admin/login/password/")
    judge("forgotten")
    send_password(desk)
    expect(desk.get_by_role("heading", name="Захистіть вхід")).to_be_visible()
    judge("enrol")
    desk.get_by_role("link", name="Налаштувати застосунок").click()
    expect(desk.locator(".qr")).to_be_visible()
    judge("app")
    [app] = factors.TOTPDevice.objects.filter(user=account)
    desk.fill("#id_code", code_of(app))
    desk.keyboard.press("Enter")
    desk.get_by_role("button", name="Показати коди").click()
    expect(desk.locator(".recovery-codes")).to_be_visible()
    judge("codes")
    desk.goto(f"{desk.home}/admin/security/")
    desk.get_by_role("button", name="Додати ключ доступу").click()
    expect(desk.get_by_text("Ключ доступу: Chrome, Linux")).to_be_visible()
    judge("security")
    sign_out(desk)
    send_password(desk)
    expect(desk.get_by_role("heading", name="Другий крок входу")).to_be_visible()
    desk.fill("#id_code", "не той")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("alert")).to_be_visible()
    judge("code")
    assert found == {}
    assert desk.console_errors == []
