"""Letters and the mail server: what becomes of each, whatever it answers."""

from datetime import timedelta
from io import StringIO
from unittest.mock import patch

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from digest import alone, sending
from digest.models import Letter, Round, State, Subscription
from digest.post import Post
from news.models import Article
from tests.digest.subscribers import make_subscription
from tests.factories import make_article

pytestmark = pytest.mark.django_db


def send(**options):
    """Run the command; return what it said, with the error at its end."""
    out = StringIO()
    try:
        call_command("send_digests", stdout=out, **options)
    except CommandError as error:
        out.write(str(error))
    return out.getvalue()


def states():
    return list(Letter.objects.values_list("state", flat=True))


@pytest.fixture
def three():
    """Three subscribers for whom there is news."""
    make_article()
    return [make_subscription(f"r{number}@example.org") for number in range(3)]


def test_each_gets_one_letter_however_often_it_runs(three, office):
    assert "3 letters written, 3 sent" in send()
    assert "0 letters written, 0 sent" in send()
    assert office.numbers() == {f"r{number}@example.org": 1 for number in range(3)}
    assert states() == [State.SENT] * 3
    assert Subscription.objects.filter(covered_until__lt=timezone.now() - timedelta(1)).count() == 0


def test_a_dry_run_counts_and_writes_nothing(three, office):
    said = send(dry_run=True)
    assert "3 subscribers, 3 of them due, letters for 3; 0 letters" in said
    assert office.letters == []
    assert not Letter.objects.exists()
    assert not Round.objects.exists()
    assert "3 sent" in send()


def test_a_limit_leaves_the_rest_for_the_next_run(three, office):
    assert "2 sent" in send(limit=2)
    assert "; 1 letters of earlier runs still to be sent" in send(dry_run=True)
    assert "1 sent" in send()
    assert set(office.numbers().values()) == {1}


def test_only_the_kind_that_is_asked_for_is_sent(office):
    make_article()
    make_subscription("daily@example.org")
    make_subscription("weekly@example.org", often="weekly", since=timezone.now() - timedelta(1))
    send(weekly=True)
    assert set(office.numbers()) == {"weekly@example.org"}
    send(daily=True)
    assert set(office.numbers()) == {"weekly@example.org", "daily@example.org"}


def test_what_was_withdrawn_meanwhile_is_not_in_the_letter(three, office):
    stays = make_article("Лишається")
    with patch.object(sending, "_send_all"):
        send()  # written, and killed before the first was sent
    Article.objects.exclude(pk=stays.pk).update(state="archived")
    send()
    texts = [message.get_body(("plain",)).get_content() for message in office.messages()]
    assert len(texts) == 3
    assert all("Лишається" in text and "бібліотеку" not in text for text in texts)


def test_a_letter_of_which_nothing_is_public_any_more_is_not_sent(three, office):
    with patch.object(sending, "_send_all"):
        send()
    Article.objects.update(state="archived")
    assert "3 had nothing public any more" in send()
    assert office.letters == []
    assert states() == [State.EMPTY] * 3


def test_a_mailbox_that_is_no_more_keeps_nobody_else_waiting(three, office):
    office.replies["r0@example.org"] = "550 5.1.1 no r0@example.org here"
    said = send()
    assert "2 sent" in said
    assert "1 refused" in said
    assert "r0" not in said
    assert Letter.objects.get(state=State.REFUSED).reply == "SMTP 550"
    assert "0 sent" in send()


def test_an_address_that_refuses_three_letters_is_erased(office):
    office.replies["gone@example.org"] = "550 no such user"
    one = make_subscription("gone@example.org")
    for day in range(3):
        assert Subscription.objects.filter(pk=one.pk).exists()
        make_article(f"Новина {day}")
        send()
        Letter.objects.filter(period__gt="2002").update(period=f"2001-01-0{day + 1}")
    assert not Subscription.objects.exists()
    assert not Letter.objects.exists()


def test_a_server_that_refuses_everybody_is_at_fault_and_nobody_is_erased(office, monkeypatch):
    monkeypatch.setattr(sending, "SUSPICIOUS", 4)
    make_article()
    for number in range(6):
        make_subscription(f"r{number}@example.org", refusals=1)
        office.replies[f"r{number}@example.org"] = "554 5.7.1 relaying denied"
    assert "Поштовий сервер не приймає листів (SMTP 554, 4 адрес поспіль)" in send()
    assert Subscription.objects.count() == 6


def test_what_the_server_puts_off_is_sent_by_the_next_run(three, office):
    office.replies["r1@example.org"] = "450 4.2.1 try again later"
    assert "1 put off" in send()
    del office.replies["r1@example.org"]
    assert "1 sent" in send()
    assert set(office.numbers().values()) == {1}


def test_what_is_put_off_for_ever_is_given_up_and_told_by_the_next_letter(office):
    one = make_subscription("slow@example.org")
    make_article("Перша")
    office.replies["slow@example.org"] = "450 later"
    for _ in range(sending.ATTEMPTS):
        send()
    assert states() == [State.FAILED]
    assert "0 letters written, 0 sent" in send()
    office.replies.clear()
    Letter.objects.update(period="2001-01-01")
    assert "1 sent" in send()
    [message] = office.messages()
    assert "Перша" in message.get_body(("plain",)).get_content()
    assert one.pk == Letter.objects.last().subscription_id


@pytest.mark.parametrize(
    ("command", "reply"), [("MAIL", "530 5.7.0 authentication required"), ("RCPT", "421 busy"),
                           ("DATA", "421 shutting down"), ("MAIL", "421 4.3.2 too many")]
)  # fmt: skip
def test_a_server_that_takes_nothing_is_said_and_all_is_sent_later(three, office, command, reply):
    office.replies[command] = reply
    if command == "RCPT":
        office.replies = {f"r{number}@example.org": reply for number in range(3)}
    said = send()
    assert f"Поштовий сервер не приймає листів (SMTP {reply[:3]})." in said
    assert Round.objects.get().trouble in said
    office.replies.clear()
    assert "3 sent" in send()
    assert set(office.numbers().values()) == {1}


def test_no_server_at_all_is_said(three, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    assert "Поштовий сервер не приймає листів (" in send()
    assert states() == [State.WAITING] * 3


def test_a_refusal_of_a_letter_at_its_end_is_no_other_letters_matter(three, office):
    office.replies["END"] = "554 looks like spam"
    with patch.object(sending, "SUSPICIOUS", 1):
        send()
    assert sorted(states()) == [State.REFUSED, State.WAITING, State.WAITING]
    office.replies.clear()
    assert "2 sent" in send()


@pytest.mark.parametrize("step", ["answered", "text"])
def test_a_connection_that_breaks_costs_no_letter(three, office, step):
    """Between two letters it is opened again; within one nobody knows, and it is sent again."""

    def cut(at, taken):
        if at == step and taken == 1 and not cuts:
            cuts.append(taken)
            raise ConnectionResetError

    cuts, office.at_step = [], cut
    said = send()
    if step == "text":
        assert "2 sent" in said
        assert "1 put off" in said
        said = send()
        assert "1 sent" in said
    else:
        assert "3 sent" in said
    assert set(office.numbers().values()) == {1}
    assert cuts == [1]


def test_who_unsubscribes_at_the_last_moment_gets_nothing(three, office, monkeypatch):
    begin = Post._begin

    def begin_and_leave(self, message, data):
        begin(self, message, data)
        if message.to == ["r1@example.org"]:
            three[1].erase()

    monkeypatch.setattr(Post, "_begin", begin_and_leave)
    assert "2 sent" in send()
    assert set(office.numbers()) == {"r0@example.org", "r2@example.org"}


def test_two_senders_never_work_at_once(three, office, monkeypatch):
    monkeypatch.setattr(alone, "PATIENCE", 0)
    monkeypatch.setattr(alone, "_asked", lambda cursor, sql: False)
    monkeypatch.setattr(alone, "_locked", lambda file: False)
    assert "Another sender is at work" in send()
    assert office.letters == []


def test_another_key_sends_nothing_and_is_said(three, office, settings):
    settings.DIGEST_KEY = "another-key-of-letters-0123456789-abcdefghijklmnop"
    assert "DIGEST_KEY не той" in send()
    assert office.letters == []
    assert states() == [State.WAITING] * 3


def test_without_a_key_the_command_says_its_name(settings):
    settings.DIGEST_KEY = ""
    assert "DIGEST_KEY is not set" in send()


@pytest.mark.parametrize("backend", ["locmem", "console", "filebased"])
def test_other_ways_of_mail_are_used_as_well(three, settings, tmp_path, backend, capsys):
    settings.EMAIL_BACKEND = f"django.core.mail.backends.{backend}.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path)
    assert "3 sent" in send()
    assert states() == [State.SENT] * 3
    if backend == "filebased":
        assert "".join(file.read_text() for file in tmp_path.iterdir()).count("\nTo: ") == 3
