"""Wrong passwords and codes lock one account from one address, and nobody else."""

import threading
from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.core import mail
from django.db import connection, connections
from django.utils import timezone

from newsroom.journal import LOCKED
from newsroom.models import Tries
from newsroom.signing_in import letters, tries
from tests.factories import make_user
from tests.newsroom.entering import (
    CODE,
    ELSEWHERE,
    HOME,
    another,
    browser,
    code_of,
    error_of,
    give_app,
    is_in,
    password,
)

pytestmark = pytest.mark.django_db


def wrong(number, address=HOME, name="editor"):
    client = browser(address)
    return [error_of(password(client, name, "не той")) for _ in range(number)]


def later(minutes):
    Tries.objects.update(last=timezone.now() - timedelta(minutes=minutes))


def test_five_wrong_passwords_lock_the_pair_and_not_the_user_from_elsewhere():
    make_user("editor")
    said = wrong(5)
    assert "Забагато" not in "".join(said[:4])
    assert "Забагато невдалих спроб увійти з вашої адреси. Спробуйте о " in said[4]
    assert "через 15 хвилин." in said[4]
    here, there = browser(HOME), browser(ELSEWHERE)
    refused = password(here)  # although it is the right one
    assert refused.status_code == 429
    assert "Забагато" in error_of(refused)
    assert not is_in(here)
    password(there)
    assert is_in(there)


def test_the_lock_ends_after_a_quarter_of_an_hour():
    make_user("editor")
    wrong(5)
    later(14)
    assert "через 1 хвилину" in error_of(password(browser()))
    later(15)
    client = browser()
    password(client)
    assert is_in(client)


def test_another_account_at_the_same_address_is_not_locked():
    make_user("editor")
    make_user("author")
    wrong(5)
    client = browser()
    password(client, "author", "demo-author")
    assert is_in(client)


def test_signing_in_makes_wrong_tries_forgotten():
    make_user("editor")
    for _ in range(3):
        wrong(4)
        client = browser()
        password(client)
        assert is_in(client)


def test_many_accounts_from_one_address_are_bounded():
    make_user("editor")
    client = browser()
    for number in range(3):
        password(browser(), f"name{number}", "не той")
    assert Tries.objects.filter(number=3).update(number=tries.ADDRESS.most) == 1
    assert "Забагато" in error_of(password(client))
    client = browser(ELSEWHERE)
    password(client)
    assert is_in(client)


def test_a_name_that_is_no_account_is_locked_alike():
    said = wrong(6, name="nobody")
    assert "Забагато" in said[4]
    assert "Забагато" in said[5]


def test_right_passwords_do_not_buy_more_wrong_codes(settings):
    settings.SECOND_FACTOR_REQUIRED = True
    app = give_app(make_user("editor"))
    for _ in range(5):
        client = browser()
        password(client)
        said = error_of(client.post(CODE, {"code": another(code_of(app))}))
    assert "Забагато" in said
    assert "Забагато" in error_of(client.post(CODE, {"code": code_of(app)}))
    assert not is_in(client)
    client = browser(ELSEWHERE)
    password(client)
    client.post(CODE, {"code": code_of(app)})
    assert is_in(client)


def test_codes_of_an_app_are_bounded_over_all_addresses_and_the_owner_is_told(
    settings, monkeypatch
):
    settings.SECOND_FACTOR_REQUIRED = True
    monkeypatch.setattr(letters, "in_background", lambda function: function())
    app = give_app(make_user("editor", email="olena@example.org"))
    account = app.user
    for _ in range(tries.CODES.most - 1):
        tries.count(tries.CODES, account.pk)
    client = browser(HOME)
    password(client)
    assert "Код не підійшов" in error_of(client.post(CODE, {"code": another(code_of(app))}))
    client = browser(ELSEWHERE)
    password(client)
    assert "Увійдіть ключем або кодом відновлення" in error_of(
        client.post(CODE, {"code": code_of(app)})
    )
    [letter] = mail.outbox
    assert "змініть пароль" in letter.body


def test_the_address_behind_trusted_proxies_counts(settings):
    settings.TRUSTED_PROXIES = 1
    make_user("editor")
    forged = {"X-Forwarded-For": f"10.0.0.1, {HOME}"}
    client = browser("127.0.0.1")
    form = {"username": "editor", "password": "не той"}
    for number in range(5):
        headers = forged | {"X-Forwarded-For": f"10.0.0.{number}, {HOME}"}
        said = error_of(client.post("/admin/login/", form, headers=headers))
    assert "Забагато" in said
    form["password"] = "demo-editor"
    headers = {"X-Forwarded-For": ELSEWHERE}
    assert client.post("/admin/login/", form, headers=headers).status_code == 302


def test_neither_address_nor_name_is_stored_and_old_rows_go():
    wrong(2, name="мій-пароль-1")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM newsroom_tries")
        stored = str(cursor.fetchall())
    assert HOME not in stored
    assert "пароль" not in stored
    later(200)
    wrong(1, ELSEWHERE, "інший")
    assert Tries.objects.filter(last__lt=timezone.now() - timedelta(hours=2)).count() == 0
    assert Tries.objects.count() == 2  # the pair and the address of the last try


def test_a_lock_is_in_the_journal_once_an_hour_without_an_address():
    make_user("editor")
    wrong(6)
    wrong(6, ELSEWHERE)
    [entry] = LogEntry.objects.filter(action_flag=LOCKED)
    assert HOME not in entry.change_message


@pytest.mark.django_db(transaction=True)
def test_tries_at_once_are_no_more_than_five():
    """Each is counted before its password is looked at: by as many threads as like."""
    let_through, together = [], threading.Barrier(16)

    def come():
        together.wait()
        if tries.begin("editor", HOME) is None:
            let_through.append(1)
        connections.close_all()

    threads = [threading.Thread(target=come) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(let_through) == 5
