"""«Перша сторінка» of the newsroom: editors pin, order and unpin, and are told what readers see."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connections
from django.urls import reverse
from django.utils import timezone

from news.models import Article, FrontPage
from tests.factories import make_article
from tests.staff import signed_in

pytestmark = pytest.mark.django_db

PAGE = "/admin/front/"


@pytest.fixture
def front():
    return FrontPage.objects.get(language="uk")


def days_ago(title, days, **fields):
    return make_article(title, published_at=timezone.now() - timedelta(days=days), **fields)


def send(client, do, article, address=PAGE, **fields):
    return client.post(address, {"do": do, "article": article.pk, **fields}, follow=True)


def text(response):
    return unescape(response.content.decode())


def pinned(front):
    return [pin.article.title for pin in front.pins.select_related("article")]


def messages(response):
    return [str(message) for message in response.context["messages"]]


def test_an_editor_pins_orders_and_unpins_and_the_log_tells_it(front):
    client = signed_in("editor")
    first, second = days_ago("Перша", 3), days_ago("Друга", 4)
    assert messages(send(client, "pin", first)) == [
        "«Перша». Закріплено на першій сторінці, місце 1."
    ]
    send(client, "pin", second)
    send(client, "up", second)
    assert pinned(front) == ["Друга", "Перша"]
    assert front.pins.first().pinned_by == client.user
    send(client, "unpin", first)
    assert pinned(front) == ["Друга"]
    told = LogEntry.objects.filter(content_type__model="article", object_id=second.pk)
    assert sorted(entry.get_change_message() for entry in told) == [
        "Закріплено на першій сторінці, місце 2.",
        "На першій сторінці тепер місце 1.",
    ]


def test_the_page_shows_what_readers_see_now_and_who_pinned(front):
    client = signed_in("editor", first_name="Олена")
    days_ago("Найновіша", 1)
    send(client, "pin", days_ago("Закріплена", 9))
    response = client.get(PAGE)
    assert [(article.title, kept) for article, kept in response.context["shown"]] == [
        ("Закріплена", True),
        ("Найновіша", False),
    ]
    assert "Олена · закріплено сьогодні" in text(response)
    assert "Ще 4 вільні місця" in text(response)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"state": "archived"}, "Читачі її не бачать: в архіві."),
        ({"state": "draft"}, "Читачі її не бачать: чернетка."),
        ({"language": "en"}, "Тепер стаття іншою мовою"),
    ],
)
def test_an_editor_is_told_what_vanished_for_readers(fields, words, front):
    article = days_ago("Закріплена", 2)
    front.pin(article)
    Article.objects.filter(pk=article.pk).update(**fields)
    response = signed_in("editor").get(PAGE)
    assert words in text(response)
    assert response.context["shown"] == []
    assert words in text(signed_in("admin").get("/admin/"))
    assert words not in text(signed_in("author").get("/admin/"))


def test_a_scheduled_one_says_when_it_will_appear(front):
    client = signed_in("editor")
    tomorrow = timezone.now() + timedelta(days=1)
    response = send(client, "pin", make_article("Завтрашня", published_at=tomorrow))
    when = f"завтра о{'б' if timezone.localtime(tomorrow).hour == 11 else ''} "
    assert f"місце 1; з’явиться {when}" in messages(response)[0]
    assert f"З’явиться {when}" in text(response)


def test_until_when_is_kyiv_time_and_a_mistake_keeps_what_was_typed(front, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 24, tzinfo=UTC))
    client, article = signed_in("editor"), days_ago("Закріплена", 2)
    front.pin(article)
    response = send(client, "until", article, day="2027-07-01", time="09:30")
    assert messages(response) == [
        "«Закріплена». Закріплено на першій сторінці до 01.07.2027 09:30 (Київ)."
    ]
    assert front.pins.get().until.isoformat() == "2027-07-01T06:30:00+00:00"
    for day, time, words in (
        ("2020-07-01", "09:30", "Цей час уже минув."),
        ("2027-03-28", "03:30", "такої хвилини за київським часом немає"),
        ("2027-07-02", "", "Впишіть і день, і час."),
    ):
        page = text(send(client, "until", article, day=day, time=time))
        assert words in page
        assert f'name="day" value="{day}"' in page
    assert front.pins.get().until.year == 2027
    send(client, "always", article)
    assert front.pins.get().until is None


def test_an_article_is_chosen_by_words_of_its_title_first(front):
    by_text = days_ago("Новина", 1, body="<p>Бібліотека.</p>")
    by_title = days_ago("Бібліотеку відкрито", 2, body="<p>Так.</p>")
    days_ago("Library", 1, language="en", body="<p>Бібліотека.</p>")
    days_ago("Бібліотека в чернетці", 1, state="draft")
    client = signed_in("editor")
    found = client.get(PAGE, {"q": "БІБЛІОТЕК"}).context["choices"]
    assert [article for article, _ in found] == [by_title, by_text]
    assert client.get(PAGE, {"q": "\x00%'"}).context["choices"] == []
    front.pin(by_title)
    assert [article for article, _ in client.get(PAGE).context["choices"]] == [by_text]


def test_each_language_has_its_own(front):
    client = signed_in("editor")
    english = days_ago("A library", 1, language="en")
    assert "Ця стаття написана іншою мовою." in messages(send(client, "pin", english))
    send(client, "pin", english, f"{PAGE}?language=en")
    assert (pinned(front), front.pins.count()) == ([], 0)
    assert pinned(FrontPage.objects.get(language="en")) == ["A library"]


def test_one_click_from_the_form_of_an_article(front):
    client, article = signed_in("editor"), days_ago("Новина", 1)
    form = reverse("admin:news_article_change", args=[article.pk])
    assert "На першу сторінку" in text(client.get(form))
    response = send(client, "pin", article, f"{PAGE}?language=uk", back="article")
    assert response.redirect_chain[-1][0] == form
    assert "На першій сторінці: місце 1" in text(response)
    draft = reverse("admin:news_article_change", args=[make_article(state="draft").pk])
    assert "На першу сторінку" not in text(client.get(draft))


def test_authors_neither_see_nor_change_it(front):
    client, article = signed_in("author"), days_ago("Новина", 1)
    assert client.get(PAGE).status_code == 403
    assert send(client, "pin", article).status_code == 403
    assert PAGE not in text(client.get("/admin/"))
    assert front.pins.count() == 0


@pytest.mark.parametrize(
    "sent", [{}, {"do": "pin"}, {"do": "pin", "article": "9" * 40}, {"do": "drop", "article": "1"}]
)
def test_what_no_button_sends_is_no_page(sent):
    assert signed_in("editor").post(PAGE, sent).status_code == 404


def test_stale_buttons_and_unknown_pages_are_answered_in_words(front):
    client, article = signed_in("editor"), days_ago("Новина", 1)
    assert messages(send(client, "up", article)) == ["Цю статтю тим часом відкріпили."]
    response = client.post(PAGE, {"do": "pin", "article": "999999"}, follow=True)
    assert messages(response) == ["Цієї статті вже немає."]
    assert client.get(PAGE, {"language": "de"}).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_editors_who_pin_at_once_lose_nothing_and_take_no_sixth_place(front):
    articles = [days_ago(f"Новина {number}", number + 1) for number in range(6)]
    clients = [signed_in("editor", username=f"editor-{number}") for number in range(6)]
    barrier = threading.Barrier(len(clients))

    def pin(client, article):
        try:
            barrier.wait()
            return client.post(PAGE, {"do": "pin", "article": article.pk}).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(clients)) as pool:
        assert list(pool.map(pin, clients, articles)) == [302] * 6
    assert [pin.position for pin in front.pins.all()] == [1, 2, 3, 4, 5]
