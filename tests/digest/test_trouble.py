"""What is wrong with the letters stands on the newsroom's desk, and no address with it."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from digest.models import Letter, Round, State
from digest.trouble import trouble
from tests.digest.subscribers import make_subscription
from tests.factories import make_article
from tests.staff import signed_in

pytestmark = pytest.mark.django_db


def now():
    return timezone.now()


def letters_on_desk(client):
    blocks = {block.key: block for block in client.get("/admin/").context["blocks"]}
    return [row.text for row in blocks["letters"].rows] if "letters" in blocks else []


def test_when_all_is_well_the_desk_says_nothing():
    assert trouble(now()) == []
    make_subscription(since=now() - timedelta(hours=20))
    assert trouble(now()) == []
    assert letters_on_desk(signed_in("editor")) == []


def test_a_mail_server_that_takes_nothing_is_told_to_who_publishes(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    make_subscription("tajemna@example.org", since=now() - timedelta(hours=20))
    make_article()
    with pytest.raises(CommandError):
        call_command("send_digests", verbosity=0)
    editor = signed_in("editor")
    [words] = letters_on_desk(editor)
    assert words.startswith("Поштовий сервер не приймає листів (")
    assert "tajemna" not in editor.get("/admin/").content.decode()
    assert letters_on_desk(signed_in("author")) == []


def test_trouble_that_is_over_is_not_told():
    make_subscription(since=now() - timedelta(hours=20))
    Round.objects.create(began_at=now() - timedelta(hours=2), trouble="Давня біда.")
    assert trouble(now()) == ["Давня біда."]
    Round.objects.create(began_at=now(), ended_at=now())
    assert trouble(now()) == []


@pytest.mark.parametrize(
    ("often", "days", "word"), [("daily", 2, "щоденних"), ("weekly", 10, "щотижневих")]
)
def test_a_timer_that_does_not_run_is_noticed(often, days, word):
    make_subscription("a@example.org", often=often, since=now() - timedelta(days=days))
    make_subscription("b@example.org", often=often, since=now())
    assert trouble(now()) == [f"Розсилки {word} листів давно не було; підписників, що чекають: 1."]


def test_letters_that_did_not_arrive_are_counted():
    one = make_subscription(since=now())
    for number in range(6):
        state = State.FAILED if number == 0 else State.REFUSED
        Letter.objects.create(
            subscription=one, period=f"2026-01-0{number + 1}", since=now(), until=now(),
            articles=[], state=state, at=now() - timedelta(days=number),
        )  # fmt: skip
    assert trouble(now()) == [
        "За тиждень не вдалося надіслати 1 лист: сервер щоразу відкладав.",
        "За тиждень поштові скриньки відмовилися від 5 листів.",
    ]


def test_subscribers_without_a_key_are_noticed(settings):
    make_subscription(since=now())
    settings.DIGEST_KEY = ""
    assert trouble(now()) == ["Підписники не отримують листів: DIGEST_KEY не задано."]
