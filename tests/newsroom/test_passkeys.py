"""Passkeys as the server sees them: right answers sign in, all others are refused in words."""

import json

import pytest
from django.contrib.admin.models import LogEntry

from newsroom.journal import FACTOR, REFUSED
from newsroom.models import Passkey
from newsroom.signing_in import letters, passkeys
from tests.factories import make_user
from tests.newsroom.authenticator import PRESENT, Authenticator
from tests.newsroom.entering import browser, is_in, password

pytestmark = pytest.mark.django_db

SITE = "https://news.example.org"
ENTER, ENTER_ASKED = "/admin/login/passkey/", "/admin/login/passkey/options/"
ENROL, ENROL_ASKED = "/admin/login/enrol/passkey/", "/admin/login/enrol/passkey/options/"
RUBBISH = [
    b"",
    b"[]",
    b"{}",
    b"null",
    b'{"id": 1}',
    b'{"id": "\\ud800", "response": {}}',
    b'{"id": "a", "rawId": "a", "type": "public-key", "response": null}',
    b"[" * 90_000,
    b'"' + b"x" * 200_000 + b'"',
    bytes(range(256)),
]


@pytest.fixture(autouse=True)
def _production(settings, monkeypatch):
    settings.SITE_URL, settings.SECOND_FACTOR_REQUIRED = SITE, True
    monkeypatch.setattr(letters, "in_background", lambda function: function())


def ask(client, path):
    answer = client.post(path, "{}", content_type="application/json")
    assert answer.status_code == 200, answer.content
    return answer.json()


def send(client, path, body):
    return client.post(path, body, content_type="application/json")


def enrol(name="editor", **how):
    """Return (account, Authenticator) of a new account with a passkey."""
    account, client = make_user(name), browser()
    password(client, name, f"demo-{name}")
    device = Authenticator(SITE, "news.example.org", **how)
    answer = send(client, ENROL, device.create(ask(client, ENROL_ASKED)))
    assert answer.status_code == 200, answer.content
    assert is_in(client)
    return account, device


def enter(device, client=None):
    client = client or browser()
    return client, send(client, ENTER, device.get(ask(client, ENTER_ASKED)))


def test_a_passkey_alone_signs_in_and_leads_to_what_was_asked_for():
    account, device = enrol()
    client = browser()
    options = ask(client, ENTER_ASKED)
    assert options["userVerification"] == "required"
    assert options["rpId"] == "news.example.org"
    assert not options.get("allowCredentials")  # nobody learns who has one
    answer = send(client, f"{ENTER}?next=/admin/news/tag/", device.get(options))
    assert answer.json() == {"redirect": "/admin/news/tag/"}
    assert client.session["_auth_user_id"] == str(account.pk)
    assert is_in(client)


def test_after_the_password_its_device_need_not_know_the_owner():
    _, device = enrol()
    device.flags = PRESENT  # a plain security key
    client, answer = enter(device)
    assert answer.status_code == 403
    assert not is_in(client)
    password(client)
    assert enter(device, client)[1].status_code == 200
    assert is_in(client)


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "https://news.example.org.evil.example"},
        {"origin": "http://news.example.org"},
        {"domain": "evil.example"},
        {"flags": 0},
        {"uses": -1},
        {"key": Authenticator(SITE, "").key},
    ],
    ids="".join,
)
def test_a_wrong_answer_signs_nobody_in(wrong):
    account, device = enrol()
    enter(device)
    enter(device)
    for name, value in wrong.items():
        setattr(device, name, value)
    client, answer = enter(device)
    assert answer.status_code == 403
    assert "Ключ не підійшов" in answer.json()["error"]
    assert not is_in(client)
    password(client)
    enter(device, client)
    assert not is_in(client)
    assert LogEntry.objects.filter(user=account, action_flag=REFUSED).exists()


def test_an_answer_is_good_once():
    _, device = enrol()
    client = browser()
    body = device.get(ask(client, ENTER_ASKED))
    assert send(client, ENTER, body).status_code == 200
    client.post("/admin/logout/")
    assert send(client, ENTER, body).status_code == 403
    assert send(browser(), ENTER, body).status_code == 403


def test_the_passkey_of_another_does_not_stand_for_the_second_step():
    enrol()
    _, stranger = enrol("author", credential=b"another")
    client = browser()
    password(client)
    assert enter(stranger, client)[1].status_code == 403
    assert not is_in(client)


def test_an_account_that_is_switched_off_is_not_entered():
    account, device = enrol()
    account.is_active = False
    account.save()
    _, answer = enter(device)
    assert answer.status_code == 403
    assert "закрито" in answer.json()["error"]


def test_one_passkey_is_of_one_account():
    enrol()
    make_user("author")
    client = browser()
    password(client, "author", "demo-author")
    device = Authenticator(SITE, "news.example.org")
    answer = send(client, ENROL, device.create(ask(client, ENROL_ASKED)))
    assert answer.status_code == 400
    assert Passkey.objects.count() == 1


def test_the_journal_tells_of_a_new_one():
    enrol()
    [entry] = LogEntry.objects.filter(action_flag=FACTOR)
    assert entry.change_message == "Другий фактор додано: ключ доступу, Firefox, Linux."


@pytest.mark.parametrize("body", RUBBISH, ids=lambda body: repr(body[:20]))
def test_rubbish_is_refused(body):
    make_user("editor")
    client = browser()
    password(client)
    for asked, path, status in ((ENROL_ASKED, ENROL, 400), (ENTER_ASKED, ENTER, 403)):
        ask(client, asked)
        answer = send(client, path, body)
        assert answer.status_code == status
        assert answer.json()["error"]
    assert send(browser(), ENTER, body).status_code == 403  # nothing was asked


def test_a_broken_key_is_refused():
    """Signs of a right answer are changed in turn, where they say something."""
    make_user("editor")
    client = browser()
    password(client)
    device = Authenticator(SITE, "news.example.org")
    for place in range(0, 200, 29):
        whole = json.loads(device.create(ask(client, ENROL_ASKED)))
        made = whole["response"]["attestationObject"]
        other = "A" if made[place] != "A" else "B"
        whole["response"]["attestationObject"] = made[:place] + other + made[place + 1 :]
        assert send(client, ENROL, json.dumps(whole).encode()).status_code in (200, 400)
        if Passkey.objects.exists():  # it was one of those bytes that nobody reads
            Passkey.objects.all().delete()
            client = browser()
            password(client)


@pytest.mark.once
@pytest.mark.parametrize(
    ("site", "possible"),
    [
        ("https://news.example.org", True),
        ("http://news.example.org", False),
        ("http://localhost:8000", True),
        ("http://127.0.0.1:8000", False),
        ("https://192.0.2.1", False),
        ("https://[2001:db8::1]", False),
    ],
)
def test_passkeys_need_https_and_a_name(settings, site, possible):
    settings.SITE_URL = site
    assert passkeys.are_possible() == possible
