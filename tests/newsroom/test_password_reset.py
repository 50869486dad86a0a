"""A forgotten password: a letter to whom it concerns, and nothing learned by whom it doesn't."""

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.core import mail

from newsroom.models import Tries
from newsroom.signing_in import letters, tries
from tests.factories import make_user
from tests.newsroom.entering import (
    CODE,
    ELSEWHERE,
    browser,
    code_of,
    error_of,
    give_app,
    is_in,
    password,
)

pytestmark = pytest.mark.django_db

ASK = "/admin/login/password/"
NEW = {"new_password1": "Зовсім-нове-42", "new_password2": "Зовсім-нове-42"}


@pytest.fixture(autouse=True)
def _at_once(monkeypatch):
    monkeypatch.setattr(letters, "in_background", lambda function: function())


def ask(address, client=None):
    return (client or browser()).post(ASK, {"email": address})


def link():
    return re.search(r"http://testserver(/admin/login/password/\S+)", mail.outbox[-1].body)[1]


def set_password(client, address, form=NEW):
    page = client.get(address, follow=True)
    return client.post(page.redirect_chain[-1][0], form) if page.redirect_chain else page


def test_the_answer_is_the_same_whoever_exists(monkeypatch):
    make_user("editor", email="olena@example.org")
    make_user("author", email="gone@example.org", is_active=False)
    asked = []
    monkeypatch.setattr(letters, "in_background", asked.append)  # nothing is done before it
    answers = [
        ask(address) for address in ("olena@example.org", "nobody@example.org", "gone@example.org")
    ]
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {
        (302, "/admin/login/password/sent/")
    }
    assert len(asked) == 3
    assert mail.outbox == []
    for function in asked:  # the letter itself comes to the end of the list
        function()
    assert [letter.to for letter in mail.outbox] == [["olena@example.org"]]


def test_a_link_sets_the_password_once_and_ends_all_sessions(settings):
    account = make_user("editor", email="olena@example.org")
    client = browser()
    password(client)
    ask("OLENA@example.org")
    address = link()
    other = browser(ELSEWHERE)
    assert set_password(other, address)["Location"] == "/admin/login/"
    account.refresh_from_db()
    assert account.check_password("Зовсім-нове-42")
    assert not is_in(client)
    assert not is_in(other)
    assert "вже не діє" in browser().get(address).content.decode()
    assert "за посиланням з листа" in LogEntry.objects.latest("pk").change_message
    assert "змінено" in mail.outbox[-1].body


def test_the_second_factor_stays(settings):
    settings.SECOND_FACTOR_REQUIRED = True
    account = make_user("editor", email="olena@example.org")
    app = give_app(account)
    ask("olena@example.org")
    client = browser()
    set_password(client, link())
    assert password(client, word="Зовсім-нове-42")["Location"].startswith(CODE)
    assert not is_in(client)
    client.post(CODE, {"code": code_of(app)})
    assert is_in(client)


def test_a_link_is_good_for_an_hour(settings):
    make_user("editor", email="olena@example.org")
    ask("olena@example.org")
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert "вже не діє" in browser().get(link()).content.decode()


def test_a_weak_password_is_refused_in_words():
    make_user("editor", email="olena@example.org")
    ask("olena@example.org")
    page = set_password(browser(), link(), {"new_password1": "123", "new_password2": "123"})
    assert "Пароль не підходить" in page.content.decode()


def test_the_link_leads_to_our_site_whatever_host_was_asked(settings):
    settings.ALLOWED_HOSTS = ["*"]
    make_user("editor", email="olena@example.org")
    browser().post(ASK, {"email": "olena@example.org"}, headers={"host": "evil.example"})
    assert "evil" not in mail.outbox[-1].body
    assert link()


def test_letters_are_bounded_for_an_account_and_for_an_address():
    make_user("editor", email="olena@example.org")
    for number in range(tries.LETTERS_TO.most + 2):
        answer = ask("olena@example.org", browser(f"203.0.113.{number}"))
        assert answer["Location"].endswith("/sent/")  # nobody learns of the bound either
    assert len(mail.outbox) == tries.LETTERS_TO.most
    Tries.objects.all().delete()
    client = browser()
    for number in range(tries.LETTERS_FROM.most):
        ask(f"name{number}@example.org", client)
    refused = ask("one.more@example.org", client)
    assert refused.status_code == 429
    assert "Забагато запитів" in error_of(refused)


def test_an_address_that_is_none_is_refused_in_words():
    assert "Введіть адресу повністю" in error_of(ask("olena"))


def test_where_no_letters_can_be_sent_the_page_says_whom_to_ask(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    assert "Забули" not in browser().get("/admin/login/").content.decode()
    assert "задасть адміністратор" in browser().get(ASK).content.decode()


def test_a_mail_server_that_is_away_costs_nobody_an_error(settings, caplog):
    make_user("editor", email="olena@example.org")
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    assert ask("olena@example.org").status_code == 302
    assert "A letter about an account was not sent" in caplog.text
    assert "olena" not in caplog.text
