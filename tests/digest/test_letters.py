"""What stands in a letter, for people and for programs for mail."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.utils import timezone

from digest import gathering, letters
from digest.models import Letter
from tests.digest.subscribers import make_subscription
from tests.factories import KHARKIV_OBLAST, KUPIANSK, make_article
from ukrainian.folding import count_cyrillic

pytestmark = [pytest.mark.django_db, pytest.mark.soak_on_postgres]
KYIV = ZoneInfo("Europe/Kyiv")


def sent(office):
    """Send what is due; return the messages."""
    call_command("send_digests", verbosity=0)
    return office.messages()


def plain(message):
    return message.get_body(("plain",)).get_content().replace("\r\n", "\n")


def html(message):
    return message.get_body(("html",)).get_content()


def test_a_letter_tells_what_is_new_in_words(office):
    make_subscription(regions=[KUPIANSK])
    article = make_article("Відкрито «Центр» & школу", lead="Лід <новини>.", hromadas=[KUPIANSK])
    [message] = sent(office)
    assert message["To"] == "olena@example.org"
    assert message["From"] == "Портал громад <news@testserver>"
    assert message["Subject"].strip() == "Куп’янська громада: 1 новина за 2 дні"
    address = f"http://testserver{article.get_absolute_url()}"
    assert "Відкрито «Центр» & школу\n" in plain(message)
    assert "Лід <новини>." in plain(message)
    assert address in plain(message)
    assert "Відкрито «Центр» &amp; школу" in html(message)
    assert "Лід &lt;новини&gt;." in html(message)
    assert f'href="{address}"' in html(message)


def test_a_letter_in_english_has_no_word_of_another_language(office):
    make_subscription(language="en", often="weekly", since=timezone.now() - timedelta(days=7))
    make_article("Ukrainian one", lead="")
    make_article("A library opens", lead="Come.", language="en", hromadas=[KUPIANSK])
    [message] = sent(office)
    assert message["Subject"].strip() == "All news: 1 new article in a week"
    texts = f"{message['From']}{message['Subject']}{plain(message)}{html(message)}"
    assert count_cyrillic(texts) == 0
    assert "Ukrainian one" not in texts
    assert '<html lang="en">' in html(message)


@pytest.mark.parametrize(
    ("about", "number", "days", "period", "subject"),
    [
        (["Куп’янська громада"], 5, 1, "2026-11-23", "Куп’янська громада: 5 новин за день"),
        (["Освіта"], 1, 1, "2026-11-23", "Освіта: 1 новина за день"),
        (["Освіта"], 22, 3, "2026-11-23", "Освіта: 22 новини за 3 дні"),
        (["Освіта", "А", "Б"], 11, 7, "2026-W48", "Освіта і ще 2: 11 новин за тиждень"),
        (["Усі новини"], 2, 14, "2026-W48", "Усі новини: 2 новини за 14 днів"),
    ],
)
def test_the_subject_is_ukrainian(about, number, days, period, subject):
    until = timezone.now()
    letter = Letter(since=until - timedelta(days=days), until=until, period=period)
    assert letters.subject(about, number, letter) == subject


def test_one_click_unsubscribes_as_rfc_8058_has_it(office, client):
    subscription = make_subscription()
    make_article()
    [message] = sent(office)
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = message["List-Unsubscribe"].strip(" <>")
    assert link.startswith("http://testserver/digest/unsubscribe/?t=")
    assert link in plain(message)
    path = link.removeprefix("http://testserver")
    # No cookie, no Origin, no login: as a provider of mail does it.
    response = client.post(path, {"List-Unsubscribe": "One-Click"})
    assert response.status_code == 200
    assert not type(subscription).objects.exists()
    assert not Letter.objects.exists()
    assert client.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200


def test_a_letter_asks_nobody_for_anything_when_it_is_opened(office):
    make_subscription()
    make_article(hromadas=[KUPIANSK])
    [message] = sent(office)
    for sign in ("<img", "<link", "<script", "url(", "src=", "<table", "utm_"):
        assert sign not in html(message), sign
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Id"] == "<digest.testserver>"
    assert message.defects == []


def test_the_same_letter_has_the_same_message_id():
    subscription = make_subscription()
    make_article()
    until = timezone.now()
    gathering.notice(until)
    gathering.write("daily", until)
    letter = Letter.objects.get()
    one, other = (letters.digest(letter, [], "olena@example.org") for _ in range(2))
    assert one.extra_headers["Message-ID"] == other.extra_headers["Message-ID"]
    letter.period = "2001-01-01"
    another = letters.digest(letter, [], "olena@example.org")
    assert another.extra_headers["Message-ID"] != one.extra_headers["Message-ID"]
    assert subscription.lookup not in one.extra_headers["Message-ID"]


def test_a_day_is_told_as_kyiv_has_it(office, monkeypatch):
    moment = datetime(2026, 11, 3, 0, 30, tzinfo=KYIV)  # the 2nd in UTC
    monkeypatch.setattr(timezone, "now", lambda: moment + timedelta(hours=10))
    make_subscription(since=moment - timedelta(days=1))
    article = make_article(published_at=timezone.now())
    make_article("Нічна новина", published_at=moment)
    gathering.notice(moment + timedelta(hours=5))
    [message] = sent(office)
    assert "3 листопада 2026" in plain(message)
    assert article.title in plain(message)


def test_many_news_are_counted_and_shown_to_a_bound(office, monkeypatch):
    monkeypatch.setattr(letters, "SHOWN", 2)
    make_subscription(regions=[KHARKIV_OBLAST])
    for number in range(5):
        make_article(f"Новина {number}", hromadas=[KUPIANSK])
    [message] = sent(office)
    assert "5 новин" in message["Subject"]
    assert html(message).count("<h2") == 2
    assert "І ще 3 новини" in html(message)
    assert f"http://testserver/my/?regions={KHARKIV_OBLAST}" in plain(message)


def test_a_long_letter_fits_the_lines_of_smtp(office):
    make_subscription()
    make_article("Г" * 300, lead="Слово " * 400)
    make_article(".", lead=".\n.крапка")
    [message] = sent(office)
    [(_, data)] = office.letters
    assert max(map(len, data.split(b"\r\n"))) <= 998  # RFC 5322, 2.1.1
    assert ".крапка" in plain(message)
