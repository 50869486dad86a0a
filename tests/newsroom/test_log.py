"""The log: who did what, read by administrators and changed by nobody."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from news.models import Article, Image
from newsroom.admin.log import MOST
from newsroom.journal import REFUSED, SIGNED_IN, SIGNED_OUT
from tests.factories import image_bytes, make_article, make_tag, make_user
from tests.staff import article_form, outcome, signed_in

pytestmark = pytest.mark.django_db

LOG = "/admin/admin/logentry/"


def wrote(user, thing, message="Опубліковано.", flag=CHANGE, at=None):
    """Log that `user` did something to `thing`, at an aware datetime."""
    entry = LogEntry.objects.create(
        user=user,
        content_type=ContentType.objects.get_for_model(thing),
        object_id=thing.pk,
        object_repr=str(thing),
        action_flag=flag,
        change_message=message,
    )
    if at:
        LogEntry.objects.filter(pk=entry.pk).update(action_time=at)
    return entry


def entries(client, query=""):
    return list(client.get(f"{LOG}?{query}").context["cl"].result_list)


def of(flag):
    return [entry.get_change_message() for entry in LogEntry.objects.filter(action_flag=flag)]


# Reading


def test_a_line_says_when_who_and_what_in_words_and_leads_there():
    client = signed_in("admin")
    editor = make_user("editor", first_name="Оксана", last_name="Гай")
    article = make_article("Про воду")
    wrote(editor, article, at=datetime(2026, 11, 24, 7, 0, 5, tzinfo=UTC))
    page = client.get(LOG).content.decode()
    assert "24.11.2026 09:00:05" in page  # Kyiv
    assert "Оксана Гай" in page
    assert '<span class="kind kind-2">змінено</span>' in page
    assert f'стаття: <a href="/admin/news/article/{article.pk}/change/">Про воду</a>' in page
    assert "Опубліковано." in page


def test_what_is_gone_has_no_link():
    client, article = signed_in("admin"), make_article("Про воду")
    wrote(client.user, article)
    article.delete()
    page = client.get(LOG).content.decode()
    assert "стаття: Про воду" in page
    assert "/admin/news/article/0" not in page
    assert ">Про воду</a>" not in page


def test_filters_find_by_account_kind_model_and_day():
    client, editor = signed_in("admin"), make_user("editor")
    article, tag = make_article("Про воду"), make_tag("вода")
    late = datetime(2025, 11, 23, 22, 30, tzinfo=UTC)  # the 24th in Kyiv
    of_tag = wrote(client.user, tag, at=late)
    of_article = wrote(editor, article, flag=3, at=late - timedelta(days=2))
    assert entries(client, f"user={editor.pk}") == [of_article]
    assert entries(client, "kind=3") == [of_article]
    assert entries(client, "of=news.tag") == [of_tag]
    assert entries(client, "since=2025-11-24&until=2025-11-24") == [of_tag]
    assert entries(client, "until=2025-11-22") == [of_article]
    assert entries(client, f"q=ВОДУ&user={editor.pk}") == [of_article]
    assert entries(client, "q=ВОДА&of=news.tag") == [of_tag]


@pytest.mark.parametrize(
    "query",
    [
        *("user=abc", f"user={'9' * 30}", "kind=99", "kind=x", "of=news.nothing", "of=x"),
        *("since=2026-13-40", "until=9999-12-31", "since=0001-01-01", "q=(((", "q=%00", "p=abc"),
    ],
)
def test_any_address_is_answered(query):
    assert signed_in("admin").get(f"{LOG}?{query}").status_code in {200, 302}


@pytest.mark.parametrize("role", ["admin", "root"])
def test_nobody_adds_changes_or_deletes_entries(role):
    client = signed_in(role)
    entry = wrote(client.user, make_article())
    assert outcome(client.get(f"{LOG}add/")) == "refused"
    assert outcome(client.post(f"{LOG}add/", {})) == "refused"
    page = client.get(f"{LOG}{entry.pk}/change/")
    assert outcome(page) == "shown"
    assert b'name="_save"' not in page.content
    assert outcome(client.post(f"{LOG}{entry.pk}/change/", {})) == "refused"
    assert outcome(client.post(f"{LOG}{entry.pk}/delete/", {"post": "yes"})) == "refused"
    form = {"action": "delete_selected", "_selected_action": [entry.pk], "post": "yes"}
    client.post(LOG, form)
    assert LogEntry.objects.filter(pk=entry.pk).exists()


@pytest.mark.parametrize("role", ["author", "editor"])
def test_only_administrators_read_it(role):
    client = signed_in(role)
    assert outcome(client.get(LOG)) == "refused"
    assert LOG not in client.get("/admin/").content.decode()


def test_a_page_costs_the_same_however_long_the_log_is(django_assert_max_num_queries):
    client = signed_in("admin")
    kind = ContentType.objects.get_for_model(Article)
    LogEntry.objects.bulk_create(
        LogEntry(
            user=client.user,
            content_type=kind,
            object_id=number,
            object_repr=f"Стаття {number}",
            action_flag=CHANGE,
        )
        for number in range(MOST + 200)
    )
    with django_assert_max_num_queries(10):
        changelist = client.get(LOG).context["cl"]
    assert changelist.result_count == MOST
    assert len(changelist.result_list) == 50


# Coming in


def try_to_come_in(username, password, address="192.0.2.1"):
    form = {"username": username, "password": password}
    return Client(REMOTE_ADDR=address).post("/admin/login/", form)


def test_coming_in_and_going_out_are_logged():
    make_user("editor")
    client = Client()
    client.post("/admin/login/", {"username": "editor", "password": "demo-editor"})
    client.post("/admin/logout/")
    assert (of(SIGNED_IN), of(SIGNED_OUT)) == (["Вхід."], ["Вихід."])
    assert {entry.object_repr for entry in LogEntry.objects.all()} == {"editor"}


def test_refused_passwords_are_one_line_an_hour_with_their_number():
    user = make_user("editor")
    for _ in range(5):
        try_to_come_in("editor", "не той")
    assert of(REFUSED) == ["Невдалих спроб увійти за годину: 5"]
    LogEntry.objects.update(action_time=timezone.now() - timedelta(hours=2))
    try_to_come_in("editor", "не той", "192.0.2.2")  # the first address is locked by now
    assert LogEntry.objects.filter(user=user, action_flag=REFUSED).count() == 2


@pytest.mark.parametrize("name", ["nobody", "мій-пароль-1", "", "x" * 5000, "a\x00b"])
def test_names_that_are_no_account_leave_nothing(name):
    """People type passwords there; and a stranger could fill the table."""
    try_to_come_in(name, "не той")
    assert not LogEntry.objects.exists()


def test_a_switched_off_account_that_tries_is_seen():
    make_user("editor", is_active=False)
    try_to_come_in("editor", "demo-editor")
    assert of(REFUSED) == ["Невдалих спроб увійти за годину: 1"]


def test_the_own_password_and_another_ones_are_logged_without_their_words():
    client = signed_in("admin")
    new = {"new_password1": "Нове-слово-42", "new_password2": "Нове-слово-42"}
    client.post("/admin/password_change/", {"old_password": "помилка"} | new)
    assert of(CHANGE) == []
    client.post("/admin/password_change/", {"old_password": "demo-admin"} | new)
    assert of(CHANGE) == ["Свій пароль змінено."]
    other = make_user("author")
    new = {"password1": "Нове-слово-43", "password2": "Нове-слово-43", "usable_password": "true"}
    client.post(f"/admin/auth/user/{other.pk}/password/", new)
    [entry] = LogEntry.objects.filter(object_id=str(other.pk), action_flag=CHANGE)
    assert "пароль" in entry.get_change_message().lower()
    assert not LogEntry.objects.filter(change_message__contains="слово").exists()


def test_roles_and_switched_off_accounts_are_logged_in_words():
    client, other = signed_in("admin"), make_user("author", username="kolega")
    editors = Group.objects.get(name="Редактори")
    form = {"username": "kolega", "is_staff": "on", "groups": [editors.pk], "last_name": "Гай"}
    client.post(f"/admin/auth/user/{other.pk}/change/", form)
    [entry] = LogEntry.objects.filter(object_id=str(other.pk), action_flag=CHANGE)
    assert entry.get_change_message() == (
        "Ролі: були Автори, тепер Редактори. Вхід закрито. Змінено: прізвище."
    )
    assert User.objects.get(username="kolega").is_active is False


# What is done to articles and images


def said_of(thing):
    """Return what the log says of a thing, the first first."""
    found = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(thing), object_id=str(thing.pk)
    )
    return [entry.get_change_message() for entry in found.order_by("pk")]


def test_what_the_buttons_of_state_do_is_logged_in_words():
    client = signed_in("editor")
    text = {"lead": "Лід.", "body": "<p>Перший абзац.</p>"}
    client.post("/admin/news/article/add/", article_form(**text))
    article = Article.objects.get()
    change = f"/admin/news/article/{article.pk}/change/"
    client.post(change, article_form(**text, state="review"))
    later = {"published_at_0": "24.11.2090", "published_at_1": "09:00"}
    text["lead"] = "Інший лід."
    client.post(change, article_form(**text, **later, state="published"))
    client.post(change, article_form(**text, **later, state="archived"))
    assert said_of(article) == [
        "Додано.",
        "Надіслано на перевірку.",
        "Заплановано на 24 листопада 2090, 09:00 (Київ). Змінено: лід.",
        "Перенесено в архів.",
    ]


def test_bulk_previews_and_copies_are_logged_in_words():
    client = signed_in("editor")
    article, tag = make_article("Про воду", state="draft"), make_tag("вода")
    links = f"/admin/news/article/{article.pk}/preview-links/"
    client.post(links, {"days": "7"})
    client.post(f"{links}{article.preview_links.get().pk}/")
    form = {"action": "add_tags", "_selected_action": [article.pk], "tags": [tag.pk]}
    client.post("/admin/news/article/", form | {"confirmed": "yes"})
    given, withdrawn, tagged = said_of(article)
    assert given.startswith("Дано посилання на перегляд, діє до: ")
    assert (withdrawn, tagged) == ("Відкликано посилання на перегляд.", "Додано теги: «вода».")
    client.post(f"/admin/news/article/{article.pk}/copy/")
    copy = Article.objects.exclude(pk=article.pk).get()
    assert said_of(copy) == [f"Створено копію статті № {article.pk}."]


def test_what_is_done_to_images_is_logged_in_words():
    client = signed_in("editor")
    file = SimpleUploadedFile("a.jpg", image_bytes(), content_type="image/jpeg")
    client.post("/admin/news/image/upload/", {"file": file, "alt": ""})
    image = Image.objects.get()
    client.post(f"/admin/news/image/{image.pk}/words/", {"alt": "Майдан", "credit": "Оксана Гай"})
    added, described = said_of(image)
    assert added == "Додано."
    assert described.startswith("Змінено: ")
    assert not re.search("[a-z]", described)
