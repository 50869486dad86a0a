"""Sessions end by themselves, are listed without a machine's address, and can be ended."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from newsroom.journal import ENDED
from newsroom.models import Session
from newsroom.signing_in import sessions
from newsroom.signing_in.browsers import in_words
from tests.factories import make_article, make_user
from tests.newsroom.entering import HOME, browser, is_in, password

pytestmark = pytest.mark.django_db

END, SECURITY = "/admin/security/sessions/", "/admin/security/"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1"


@pytest.fixture
def editor():
    return make_user("editor")


def come(**how):
    client = browser(**how)
    password(client)
    assert is_in(client)
    return client


def row_of(client):
    return Session.objects.get(pk=client.session.session_key)


def unused(client, minutes):
    row = Session.objects.filter(pk=client.session.session_key)
    row.update(seen=timezone.now() - timedelta(minutes=minutes))


def test_a_session_ends_when_nobody_uses_it(editor, settings):
    settings.SESSION_IDLE_MINUTES = 30
    client = come()
    unused(client, 29)
    assert is_in(client)
    assert timezone.now() - row_of(client).seen < timedelta(minutes=1)
    unused(client, 31)
    assert not is_in(client)


def test_what_a_form_asks_by_itself_keeps_no_session_alive(editor):
    article, client = make_article(state="draft"), come()
    presence = reverse("admin:news_article_presence", args=[article.pk])
    unused(client, 100)
    assert client.post(presence, {"version": "0"}).status_code == 200
    assert timezone.now() - row_of(client).seen > timedelta(minutes=99)
    autosave = reverse("admin:news_article_autosave", args=[article.pk])
    client.post(autosave, {"title": "Пишу", "version": "0"})
    assert timezone.now() - row_of(client).seen < timedelta(minutes=1)


def test_a_session_ends_a_week_after_it_was_begun_however_much_it_is_used(editor):
    client = come()
    end = row_of(client).expire_date
    assert timedelta(days=6.9) < end - timezone.now() <= sessions.WHOLE
    unused(client, 5)
    client.get("/admin/")
    session = client.session
    session["something"] = "else"
    session.save()
    assert abs(row_of(client).expire_date - end) < timedelta(seconds=1)
    Session.objects.update(expire_date=timezone.now())
    assert not is_in(client)


def test_using_a_session_writes_once_a_minute(editor, django_assert_num_queries):
    client = come()
    seen = row_of(client).seen
    client.get("/admin/guide/")
    assert row_of(client).seen == seen
    unused(client, 2)
    client.get("/admin/guide/")
    assert row_of(client).seen > seen


def test_the_page_lists_browsers_and_times_and_no_address(editor):
    client = come()
    come(agent=IPHONE)
    page = client.get(SECURITY).content.decode()
    assert "Firefox, Linux" in page
    assert "Safari, iPhone" in page
    assert page.count("цей сеанс") == 1
    assert HOME not in page
    for row in Session.objects.all():
        assert row.pk not in page
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM newsroom_session")
        assert HOME not in str(cursor.fetchall())


def test_one_session_is_ended_and_then_all_others(editor):
    client, phone, tablet = come(), come(agent=IPHONE), come()
    name = sessions.public_id(phone.session.session_key)
    client.post(END, {"session": name})
    assert [is_in(each) for each in (client, phone, tablet)] == [True, False, True]
    client.post(END, {"session": "others"})
    assert [is_in(each) for each in (client, phone, tablet)] == [True, False, False]
    told = [entry.change_message for entry in LogEntry.objects.filter(action_flag=ENDED)]
    assert sorted(told) == ["Завершено: 1 сеанс.", "Завершено: 1 сеанс."]


def test_the_session_of_another_is_not_ones_own_to_end(editor):
    client, other = come(), browser()
    make_user("author")
    password(other, "author", "demo-author")
    client.post(END, {"session": sessions.public_id(other.session.session_key)})
    assert is_in(other)


def test_an_administrator_ends_the_sessions_of_another(editor):
    client, admin = come(), browser()
    make_user("admin")
    password(admin, "admin", "demo-admin")
    page = reverse("admin:auth_user_sign_in", args=[editor.pk])
    assert "Firefox, Linux" in admin.get(page).content.decode()
    admin.post(page, {"do": "end"})
    assert not is_in(client)
    [entry] = LogEntry.objects.filter(action_flag=ENDED)
    assert (entry.user.username, entry.object_repr) == ("admin", "editor")


def test_an_account_that_is_switched_off_is_signed_in_nowhere(editor):
    client, admin = come(), browser()
    make_user("admin")
    password(admin, "admin", "demo-admin")
    change = reverse("admin:auth_user_change", args=[editor.pk])
    admin.post(change, {"username": "editor", "is_staff": "on"})
    assert not is_in(client)
    assert not Session.objects.filter(account=editor).exists()


def test_another_password_of_ones_own_ends_the_other_sessions(editor):
    client, other = come(), come()
    new = {"new_password1": "Нове-слово-42", "new_password2": "Нове-слово-42"}
    client.post("/admin/password_change/", {"old_password": "demo-editor"} | new)
    assert is_in(client)
    assert not is_in(other)
    assert sessions.of(editor).count() == 1


def test_ended_sessions_are_cleared(editor):
    come()
    old = come()
    unused(old, 10_000)
    call_command("clearsessions")
    assert Session.objects.count() == 1


def test_a_key_made_up_by_a_browser_is_never_taken(editor):
    client = browser()
    client.cookies["sessionid"] = "a" * 32
    password(client)
    assert client.cookies["sessionid"].value != "a" * 32


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/143.0.0.0 Safari/537.36", "Chrome, Windows"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/143.0 Safari/537.36 Edg/143.0", "Edge, Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14_1) Version/17 Safari/605", "Safari, macOS"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/143.0 Mobile Safari/537.36", "Chrome, Android"),
        (IPHONE, "Safari, iPhone"),
        ("curl/8", "невідомий браузер"),
        ("", "невідомий браузер"),
        ("<script>", "невідомий браузер"),
    ],
)
def test_a_browser_in_words(agent, words):
    assert in_words(agent) == words
