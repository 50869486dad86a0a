"""Who is signed in to the newsroom never gets a kept page and never fills one."""

import pytest

from portal import staff
from tests.factories import make_article, make_user
from tests.staff import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_known():
    staff._others.clear()


def cookie_of(client):
    return f"theme=dark; sessionid={client.cookies['sessionid'].value}"


def test_an_editor_gets_a_page_of_their_own(cached):
    article = make_article()
    editor, address = cookie_of(signed_in("editor")), article.get_absolute_url()
    for _ in range(2):
        page = cached.get(address, cookie=editor)
        assert page.status == 200
        assert page.headers["Cache-Control"] == "private, no-store"
        assert f"/admin/news/article/{article.pk}/change/" in page.text
        assert "count.js" not in page.text
        assert "ETag" not in page.headers
        assert "Set-Cookie" not in page.headers
    assert cached.asked == 2
    assert not cached.cache.memory.plain.entries
    reader = cached.get(address)
    assert "count.js" in reader.text
    assert "/admin/" not in reader.text
    assert cached.get(address, cookie=editor).text == page.text


def test_an_editors_page_is_packed_too(cached):
    page = cached.get("/news/", cookie=cookie_of(signed_in("editor")), accept_encoding="gzip")
    assert page.headers["Content-Encoding"] == "gzip"


def test_who_left_or_was_never_of_the_staff_reads_what_all_do(cached, client, django_user_model):
    reader = cached.get("/news/")
    gone = make_user("editor")
    client.force_login(gone)
    gone.is_active = False
    gone.save()
    other = signed_in("author")
    left = cookie_of(other)
    other.logout()
    stranger = signed_in("admin")
    django_user_model.objects.filter(username="admin").update(is_staff=False)
    for cookie in (cookie_of(client), left, cookie_of(stranger), "sessionid=" + "b" * 32):
        assert cached.get("/news/", cookie=cookie) == reader


def test_a_changed_password_ends_the_session(cached):
    editor = signed_in("editor")
    cookie = cookie_of(editor)
    assert staff.is_reading(cookie)
    user = make_user("author", username="x")._meta.model.objects.get(username="editor")
    user.set_password("another")
    user.save()
    assert not staff.is_reading(cookie)


def test_a_cookie_of_nobody_is_asked_about_once_a_minute(cached, django_assert_num_queries):
    cookie = "sessionid=" + "c" * 32
    assert not staff.is_reading(cookie)
    with django_assert_num_queries(0):
        assert not staff.is_reading(cookie)
        assert not staff.is_reading("sessionid=короткий; sessionid=x" + "y" * 9000)
        assert not staff.is_reading("csrftoken=abc")
