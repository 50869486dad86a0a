"""A killed server, an expired session, a closed tab: what was typed comes back, in a real browser.

The server is a process of its own here, so that it can be killed with SIGKILL in the middle of a
text and started again upon the same data.
"""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from contextlib import closing

import pytest
from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import connection
from playwright.sync_api import expect

from newsroom.models import Revision
from tests.browser import PATIENCE
from tests.browser import sign_in as give_session
from tests.factories import make_article, make_user

ROOT = settings.BASE_DIR
TITLE = "Громада відкрила оновлену бібліотеку"
LEAD = "Читальна зала працює щодня, крім неділі, і чекає на перших відвідувачів."
# 2,000 characters in all, typed to the very end.
SENTENCE = "Бібліотека знову приймає читачів після ремонту, який тривав два роки. "
BODY = (SENTENCE * 30)[: 2000 - len(TITLE) - len(LEAD)].strip() + "."

# In one process, where several share the tests: the server is started once for all of these.
of_one_server = pytest.mark.xdist_group("killed server")


class Server:
    """The portal as a process of its own, in a folder of its own."""

    def __init__(self, folder):
        self.folder, self.process = folder, None
        with closing(socket.socket()) as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"

    def manage(self, *command):
        environment = os.environ | {
            "DATA_DIR": str(self.folder),
            "DATABASE_URL": f"sqlite:///{self.folder}/portal.sqlite3",
            "SECRET_KEY": "only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz",
            "DEBUG": "1",
            "DJANGO_SETTINGS_MODULE": "portal.settings",
            "SITE_URL": self.url,
        }
        command = [sys.executable, "manage.py", *command]
        return subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def start(self):
        self.process = self.manage("runserver", "--noreload", f"127.0.0.1:{self.port}")
        for _attempt in range(120):
            try:
                urllib.request.urlopen(f"{self.url}/healthz", timeout=1).close()  # noqa: S310
                return
            except OSError:
                time.sleep(0.25)
        raise AssertionError("the server did not start")

    def kill(self):
        """Kill it as a power cut does: no handler runs, no answer is finished."""
        if self.process:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
            self.process = None


@pytest.fixture(scope="module")
def filled(tmp_path_factory, django_db_setup, django_db_blocker):
    """A Server whose folder has a database with the register, an editor and no article.

    It is a copy of the test database itself, which costs nothing to make.
    """
    folder = tmp_path_factory.mktemp("killed")
    with django_db_blocker.unblock():
        if connection.vendor != "sqlite":
            pytest.skip("the browser's tests run once, with SQLite")
        editor = make_user("editor")
        # The tests' own quick hash is none that the server knows.
        editor.password = PBKDF2PasswordHasher().encode("demo-editor", "salt", iterations=1000)
        editor.save()
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(folder / "filled.sqlite3")])
        editor.delete()
    server = Server(folder)
    yield server
    server.kill()


@pytest.fixture
def server(filled):
    """The one server of this file, started where it doesn't run, with the database as at first."""
    with (
        closing(sqlite3.connect(filled.folder / "filled.sqlite3")) as first,
        closing(sqlite3.connect(filled.folder / "portal.sqlite3")) as its_own,
    ):
        first.backup(its_own)  # whoever is connected there, as the server is, sees it as a change
    if not filled.process:
        filled.start()
    return filled


@pytest.fixture
def newsroom(browser, server):
    """A browser profile of an editor who is signed in at the server."""
    context = browser.new_context(
        base_url=server.url, locale="uk-UA", viewport={"width": 1280, "height": 900}
    )
    context.set_default_timeout(PATIENCE)
    sign_in(context.new_page())
    yield context
    context.close()


def sign_in(page, path="/admin/"):
    if "/admin/login/" not in page.url:
        page.goto(f"/admin/login/?next={path}")
    page.fill("#id_username", "editor")
    page.fill("#id_password", "demo-editor")
    page.press("#id_password", "Enter")
    page.wait_for_url(lambda url: "/admin/login/" not in url)


def write(page, by_keys=False):
    """Type 2,000 characters into title, lead and body: by single keys, or by sentences."""
    page.click("#id_title")
    page.keyboard.type(TITLE)
    page.click("#id_lead")
    page.keyboard.type(LEAD)
    page.locator(".ProseMirror").click()
    if by_keys:
        page.keyboard.type(BODY)
        return
    for start in range(0, len(BODY), 500):
        page.keyboard.insert_text(BODY[start : start + 500])


def text_of(page):
    """Return what stands in the form: title, lead, and the words of the body."""
    body = page.input_value("#id_body")
    words = page.evaluate(
        "html => new DOMParser().parseFromString(html, 'text/html').body.textContent", body
    )
    return page.input_value("#id_title"), page.input_value("#id_lead"), words.strip()


def press_save(page):
    page.locator("button[name=_save]").first.click()


def save(page):
    """Save the form and wait until it says so."""
    press_save(page)
    page.wait_for_selector(".messagelist >> text=збережено")


def restore(page):
    """Take the first offer of an unsaved text."""
    page.locator(".keeping-banner .keeping-main").first.click()
    page.wait_for_url("**?revision=*")


def typed():
    return TITLE, LEAD, BODY


def assert_readers_see_it(page):
    """Publish what stands in the form, and read the page of the article to its last word."""
    page.click("button[name=state][value=now]")
    page.click(".messagelist a:has-text('Подивитися на сайті')")
    page.wait_for_url("**/news/*-*/")
    expect(page.locator("h1")).to_have_text(TITLE)
    words = " ".join(page.inner_text("article").split())
    assert LEAD in words
    assert BODY in words


@pytest.mark.soak
def test_a_killed_server_loses_nothing_that_was_typed(newsroom, server):
    page = newsroom.pages[0]
    page.goto("/admin/news/article/add/")
    write(page, by_keys=True)
    server.kill()
    page.wait_for_timeout(2000)  # what is two seconds old is safe
    server.start()
    page = newsroom.new_page()
    newsroom.pages[0].close()
    newsroom.clear_cookies()
    page.goto("/admin/news/article/add/")
    sign_in(page)
    page.wait_for_selector(".keeping-banner")
    restore(page)
    assert text_of(page) == typed()
    save(page)
    assert text_of(page) == typed()
    assert_readers_see_it(page)
    page.goto("/admin/news/article/add/")
    page.wait_for_timeout(500)
    assert page.locator(".keeping-banner").count() == 0


@of_one_server
def test_a_server_killed_in_the_middle_of_typing_loses_at_most_two_seconds(newsroom, server):
    page = newsroom.pages[0]
    page.clock.install()  # so that nobody waits for its timers
    page.goto("/admin/news/article/add/")
    page.fill("#id_title", TITLE)
    page.click("#id_lead")
    page.keyboard.type("а" * 100)
    page.clock.fast_forward(8000)  # an autosave is on its way
    page.keyboard.type("а" * 100)
    server.kill()
    page.keyboard.type("б" * 200)
    page.clock.fast_forward(3000)
    page.wait_for_selector("text=Немає зв’язку: текст збережено в цьому браузері")
    server.start()
    page.clock.fast_forward(10_000)
    page.wait_for_selector("text=Збережено о")
    expect(page.locator("#id_lead")).to_have_value("а" * 200 + "б" * 200)


@of_one_server
def test_an_expired_session_loses_nothing_when_the_form_is_sent(newsroom, server):
    page = newsroom.pages[0]
    page.goto("/admin/news/article/add/")
    write(page)
    newsroom.clear_cookies(name="sessionid")
    press_save(page)
    page.wait_for_url("**/admin/login/**")
    sign_in(page)
    page.wait_for_selector(".keeping-banner")
    restore(page)
    assert text_of(page) == typed()
    save(page)
    assert_readers_see_it(page)


@pytest.mark.soak
def test_who_signs_in_again_in_another_tab_goes_on_writing(newsroom, server):
    page = newsroom.pages[0]
    page.goto("/admin/news/article/add/")
    page.fill("#id_title", TITLE)
    page.wait_for_selector("text=Збережено о")
    newsroom.clear_cookies()
    page.fill("#id_lead", LEAD)
    page.wait_for_selector("text=Ви вийшли з системи")
    with newsroom.expect_page() as opened:
        page.click("text=Увійдіть у новій вкладці")
    sign_in(opened.value)
    page.wait_for_selector("text=Збережено о", timeout=60_000)
    save(page)
    assert text_of(page)[:2] == (TITLE, LEAD)


@of_one_server
def test_a_closed_tab_loses_nothing(newsroom, server):
    page = newsroom.pages[0]
    page.clock.install()
    page.goto("/admin/news/article/add/")
    write(page)
    page.clock.fast_forward(2000)
    page.close(run_before_unload=False)
    page = newsroom.new_page()
    page.goto("/admin/news/article/add/")
    page.wait_for_selector(".keeping-banner")
    restore(page)
    assert text_of(page) == typed()
    save(page)
    assert_readers_see_it(page)


@pytest.mark.soak
def test_discarding_asks_twice_and_takes_only_the_unsaved_text(newsroom, server):
    page = newsroom.pages[0]
    page.goto("/admin/news/article/add/")
    page.fill("#id_title", "Не потрібне")
    page.wait_for_selector("text=Збережено о")
    page.goto("/admin/news/article/add/")
    discard = page.locator(".keeping-banner >> text=Відкинути")
    discard.click()
    page.click("text=Точно відкинути?")
    page.wait_for_selector("text=Відкинуто.")
    page.reload()
    page.wait_for_timeout(500)
    assert page.locator(".keeping-banner").count() == 0


# Two at once, at the test's own server


@pytest.fixture
def two(browser, live_server, transactional_db):
    """Two editors with the form of one article open."""
    article = make_article("Спільна стаття", state="draft", body="<p>Початок.</p>")
    pages, contexts = [], []
    for role in ("editor", "admin"):
        context = browser.new_context(base_url=live_server.url, locale="uk-UA")
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.troubles = []
        page.on("pageerror", lambda error, page=page: page.troubles.append(str(error)))
        page.on(
            "console",
            lambda said, page=page: (
                said.type == "error" and "409" not in said.text and page.troubles.append(said.text)
            ),
        )
        give_session(context, live_server.url, role)
        page.goto(f"/admin/news/article/{article.pk}/change/")
        page.wait_for_selector("#id_title")
        pages.append(page)
    yield (article, *pages)
    for page in pages:
        page.goto("about:blank")  # says that nobody is here any more, while there is a database
        page.wait_for_timeout(200)
    for context in contexts:
        context.close()
    live_server.site.as_ever()


@pytest.mark.parametrize(
    ("button", "title"), [("Взяти все моє", "Моя назва"), ("Взяти все чуже", "Їхня назва")]
)
def test_the_second_of_two_editors_chooses_and_the_other_text_stays_in_history(two, button, title):
    article, mine, theirs = two
    mine.fill("#id_title", "Моя назва")
    theirs.fill("#id_title", "Їхня назва")
    save(theirs)
    press_save(mine)
    expect(mine.locator("#conflict_form")).to_contain_text("Моя")
    expect(mine.locator("#conflict_form")).to_contain_text("Їхня")
    mine.click(f"text={button}")
    mine.wait_for_selector(".messagelist li")
    article.refresh_from_db()
    assert article.title == title
    kept = set(Revision.objects.values_list("kind", "data__title"))
    assert {("refused", "Моя назва"), ("save", "Їхня назва")} <= kept
    mine.goto(f"/admin/news/article/{article.pk}/history/")
    expect(mine.locator("#content-main")).to_contain_text("не прийнято")
    assert mine.troubles == theirs.troubles == []


@pytest.mark.soak
def test_pieces_are_chosen_one_by_one_without_a_mouse(two):
    article, mine, theirs = two
    mine.fill("#id_title", "Моя назва")
    theirs.fill("#id_title", "Їхня назва")
    theirs.fill("#id_lead", "Їхній лід.")
    save(theirs)
    press_save(mine)
    mine.wait_for_selector("#conflict_form")
    expect(mine.locator("input[name=title][value=mine]")).to_be_checked()
    expect(mine.locator("input[name=lead][value=theirs]")).to_be_checked()
    mine.focus("input[name=title]:checked")
    mine.keyboard.press("ArrowUp")
    expect(mine.locator("input[name=title][value=theirs]")).to_be_checked()
    mine.keyboard.press("ArrowDown")
    mine.focus("text=Зберегти обране")
    mine.keyboard.press("Enter")
    mine.wait_for_selector(".messagelist li")
    article.refresh_from_db()
    assert (article.title, article.lead) == ("Моя назва", "Їхній лід.")


@pytest.mark.soak
def test_each_sees_that_the_other_is_here_and_has_saved(two):
    article, mine, theirs = two
    mine.reload()
    mine.wait_for_selector("text=Зараз тут також: admin")
    theirs.fill("#id_title", "Їхня назва")
    save(theirs)
    mine.fill("#id_lead", "Пишу далі")
    mine.wait_for_selector("[data-stale]:has-text('Статтю тим часом зберегли')")
    assert mine.troubles == []
