"""«Безпека входу»: one's own second factors and codes, and how an administrator helps."""

import re
from io import StringIO

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.core import mail
from django.core.management import CommandError, call_command
from django.urls import reverse
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from newsroom.journal import FACTOR
from newsroom.models import Passkey
from newsroom.signing_in import factors, letters, pending, sessions
from tests.factories import make_user
from tests.newsroom.entering import (
    APP,
    CODE,
    ENROL,
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
from tests.staff import outcome, signed_in

pytestmark = pytest.mark.django_db

SECURITY, CODES, REMOVE = "/admin/security/", "/admin/security/codes/", "/admin/security/remove/"
PAPER = re.compile(r"<code>(\w{4}-\w{4}-\w{4})</code>")


@pytest.fixture(autouse=True)
def _production(settings, monkeypatch):
    settings.SECOND_FACTOR_REQUIRED = True
    monkeypatch.setattr(letters, "in_background", lambda function: function())


@pytest.fixture
def editor():
    """An editor with an app, signed in; the Client's `app` is their TOTPDevice."""
    account = make_user("editor", email="olena@example.org")
    client = browser()
    client.user, client.app = account, give_app(account)
    two_steps(client, account, client.app)
    return client


def give_key(account, name="Firefox, Linux", number=1):
    return Passkey.objects.create(
        user=account, name=name, credential=f"id{number}", digest=f"{number}", public_key=b"key"
    )


def journal():
    return [entry.change_message for entry in LogEntry.objects.filter(action_flag=FACTOR)]


def test_recovery_codes_are_shown_once_and_stored_as_hashes(editor):
    assert not PAPER.search(editor.get(CODES).content.decode())
    codes = PAPER.findall(editor.post(CODES).content.decode())
    assert len(set(codes)) == 10
    assert not PAPER.search(editor.get(CODES).content.decode())
    stored = set(StaticToken.objects.values_list("token", flat=True))
    assert len(stored) == 10
    assert not stored & {code.replace("-", "") for code in codes}
    assert journal() == ["Створено нові коди відновлення."]


def test_new_codes_take_the_place_of_the_old(editor):
    [old, *_] = paper_codes(editor.user)
    paper_codes(editor.user)
    client = browser()
    password(client)
    client.post(CODE, {"code": old})
    assert not is_in(client)


def test_two_accounts_with_one_code_have_two_hashes():
    hashes = {factors._hashed(make_user("editor", username=name), "abc") for name in ("a", "b")}
    assert len(hashes) == 2


def test_the_only_factor_stays_and_one_of_two_goes(editor):
    response = editor.post(REMOVE, {"factor": "app"}, follow=True)
    assert "єдиний другий фактор" in response.content.decode()
    key = give_key(editor.user)
    editor.post(REMOVE, {"factor": "app"})
    assert not TOTPDevice.objects.exists()
    editor.post(REMOVE, {"factor": f"{key.pk}"})
    assert Passkey.objects.exists()
    assert is_in(editor)
    assert journal() == ["Другий фактор вилучено: застосунок із кодами."]
    assert "вилучено другий фактор" in mail.outbox[-1].body


def test_the_factor_of_another_is_not_ones_own(editor):
    key = give_key(make_user("author"))
    give_key(editor.user, number=2)
    editor.post(REMOVE, {"factor": f"{key.pk}"})
    editor.post(REMOVE, {"factor": "x" * 5000})
    assert Passkey.objects.count() == 2


def test_a_new_app_takes_the_place_of_the_old_and_ends_other_sessions(editor):
    other = browser()
    two_steps(other, editor.user, editor.app, steps=1)
    assert is_in(other)
    page = editor.get(APP).content.decode()
    begun = TOTPDevice.objects.get(confirmed=False)
    assert factors.typed_key(begun) in page
    assert "Код не підійшов" in error_of(editor.post(APP, {"code": another(code_of(begun))}))
    editor.post(APP, {"code": code_of(begun)})
    assert TOTPDevice.objects.get() == begun
    assert is_in(editor)
    assert not is_in(other)
    assert "додано другий фактор" in mail.outbox[-1].body


def test_the_password_is_asked_again_before_a_change_when_it_was_given_long_ago(
    editor, monkeypatch
):
    give_key(editor.user)
    monkeypatch.setattr(pending, "TIME", -1)
    for path in (APP, CODES, REMOVE):
        asked = editor.post(path, {"factor": "app"})
        assert asked["Location"].startswith("/admin/security/confirm/")
    assert TOTPDevice.objects.count() == 1
    monkeypatch.undo()
    wrong = editor.post("/admin/security/confirm/", {"password": "не той"})
    assert error_of(wrong) == "Пароль неправильний."
    right = {"password": "demo-editor", "next": CODES}
    assert editor.post("/admin/security/confirm/", right)["Location"] == CODES
    assert PAPER.search(editor.post(CODES).content.decode())


# Help from others


def test_an_administrator_resets_a_lost_factor_and_the_owner_is_told(editor):
    admin = signed_in_whole("admin")
    page = reverse("admin:auth_user_sign_in", args=[editor.user.pk])
    change = reverse("admin:auth_user_change", args=[editor.user.pk])
    assert page in admin.get(change).content.decode()
    assert "застосунок із кодами" in admin.get(page).content.decode()
    assert outcome(admin.post(page, {"do": "reset"})) == "done"
    assert not is_in(editor)
    [entry] = LogEntry.objects.filter(action_flag=FACTOR)
    assert (entry.user.username, entry.object_repr) == ("admin", "editor")
    [letter] = mail.outbox
    assert (letter.to, "скинув" in letter.body) == (["olena@example.org"], True)
    assert password(browser())["Location"].startswith(ENROL)


def test_nobody_resets_the_factor_of_an_account_with_more_rights():
    admin = signed_in_whole("admin")
    root = User.objects.create_superuser("chief", password="root")
    stronger = make_user("admin", username="stronger")
    stronger.user_permissions.add(Permission.objects.get(codename="delete_user"))
    for account in (root, stronger):
        give_app(account)
        page = reverse("admin:auth_user_sign_in", args=[account.pk])
        assert outcome(admin.get(page)) == outcome(admin.post(page, {"do": "reset"})) == "refused"
    assert TOTPDevice.objects.filter(user__in=[root, stronger]).count() == 2


def test_the_command_helps_the_last_superuser():
    root = User.objects.create_superuser("root", password="demo-root")
    give_app(root)
    give_key(root)
    paper_codes(root)
    told = StringIO()
    call_command("reset_second_factor", "root", "--dry-run", stdout=told)
    assert factors.of(root).any
    call_command("reset_second_factor", "root", stdout=told)
    assert "1 app, passkeys: 1, recovery codes: 10" in told.getvalue()
    assert factors.of(root) == factors.Factors(None, [], 0)
    with pytest.raises(CommandError, match="no account 'nobody'"):
        call_command("reset_second_factor", "nobody")


def test_the_secrets_of_apps_stand_on_no_page(editor):
    admin = signed_in("root")
    session = admin.session
    session["otp_device_id"] = "test"
    session.save()
    assert "/otp_totp/" not in admin.get("/admin/").content.decode()
    assert admin.get("/admin/otp_totp/totpdevice/").status_code == 404
    change = reverse("admin:auth_user_change", args=[editor.user.pk])
    assert editor.app.key not in admin.get(change).content.decode()


def test_a_password_set_by_another_ends_the_sessions(editor):
    admin = signed_in_whole("admin")
    page = reverse("admin:auth_user_password_change", args=[editor.user.pk])
    form = {"password1": "Нове-слово-42", "password2": "Нове-слово-42", "usable_password": "true"}
    admin.post(page, form)
    assert not sessions.of(editor.user).exists()


def signed_in_whole(role):
    account = make_user(role)
    client = browser("192.0.2.9")
    two_steps(client, account, give_app(account), f"demo-{role}")
    return client
