"""A standard item, from the list to the readers: how many clicks it takes, and without any."""

import pytest
from django.utils import timezone

from news.models import Article
from tests.factories import image_bytes, make_tag, make_user

pytestmark = pytest.mark.django_db(transaction=True)

LIST = "/admin/news/article/"
TITLE = "Куп’янська громада відкрила оновлену бібліотеку"
LEAD = "Читальна зала працює щодня, крім неділі."
PARAGRAPHS = ["Перший абзац новини.", "Другий абзац новини.", "Третій абзац новини."]
ALT = "Читальна зала з новими полицями"
CLICKS = 12
IN_FILE_DIALOG = 2  # the browser's own window, out of sight of a page: the file, then «Open»

COUNT_CLICKS = """
addEventListener("click", (event) => {
  if (!event.isTrusted || event.detail === 0) return; // 0: pressed by the keyboard
  sessionStorage.clicks = Number(sessionStorage.clicks ?? 0) + 1;
}, {capture: true});
"""


@pytest.fixture
def newsroom(context, page, live_server):
    """A page at which an editor looks at the list of articles; there are tags to choose from."""
    make_user("editor")
    make_tag("культура"), make_tag("вода"), make_tag("освіта")
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"/admin/login/?next={LIST}")
    page.fill("#id_username", "editor")
    page.fill("#id_password", "demo-editor")
    page.press("#id_password", "Enter")
    page.wait_for_url(f"{live_server.url}{LIST}")
    page.add_init_script(COUNT_CLICKS)
    page.reload()
    yield page
    page.close()  # or it would autosave while the database is emptied


def paste(page):
    """Paste three paragraphs where the cursor stands, as from another window."""
    html = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    page.evaluate(
        """([html, text]) => navigator.clipboard.write([new ClipboardItem({
            "text/html": new Blob([html], {type: "text/html"}),
            "text/plain": new Blob([text], {type: "text/plain"}),
        })])""",
        [html, "\\n\\n".join(PARAGRAPHS)],
    )
    page.keyboard.press("Control+V")
    page.wait_for_function(
        "text => document.querySelector('#id_body').value.includes(text)", arg=PARAGRAPHS[-1]
    )


def choose(page, text, expected):
    """Type into the autocomplete that has the focus and take the first choice by Enter."""
    page.keyboard.type(text)
    first = page.locator(".select2-results__option--highlighted", has_text=expected)
    first.wait_for()
    page.keyboard.press("Enter")


def picture():
    return {"name": "zala.jpg", "mimeType": "image/jpeg", "buffer": image_bytes((640, 360))}


def assert_published():
    """The one article is public with everything that was given."""
    article = Article.objects.get()
    assert article.is_published()
    assert timezone.now() - article.published_at < timezone.timedelta(minutes=5)
    assert (article.title, article.lead) == (TITLE, LEAD)
    for paragraph in PARAGRAPHS:
        assert f"<p>{paragraph}</p>" in article.body
    assert article.cover.alt == ALT
    assert [tag.name for tag in article.tags.all()] == ["культура"]
    assert [place.short_name for place in article.hromadas.all()] == ["Куп’янська"]
    return article


def test_a_standard_item_takes_at_most_twelve_clicks(newsroom, live_server):
    page = newsroom
    page.get_by_role("link", name="Нова стаття").click()
    page.wait_for_url(f"{live_server.url}{LIST}add/")
    page.keyboard.type(TITLE)  # the cursor is in the title already
    page.keyboard.press("Enter")  # leads on to the lead
    page.keyboard.type(LEAD)
    page.locator(".ProseMirror").click()
    paste(page)
    with page.expect_file_chooser() as opened:
        page.locator(".cover-field [data-do=upload]").click()
    opened.value.set_files(picture())
    page.wait_for_function("document.activeElement.matches('.image-words input')")
    page.keyboard.type(ALT)
    page.locator(".field-tags .select2-search__field").click()
    choose(page, "куль", "культура")
    page.locator(".field-hromadas .select2-search__field").click()
    choose(page, "куп’янська", "Куп’янська")
    page.locator(".cover-field .image-status", has_text="Опис збережено").wait_for()
    page.get_by_role("button", name="Опублікувати зараз").click()
    page.wait_for_url(f"{live_server.url}{LIST}")
    assert "Опубліковано: «Куп’янська громада" in page.inner_text(".messagelist")
    clicks = int(page.evaluate("sessionStorage.clicks")) + IN_FILE_DIALOG
    assert 6 <= clicks <= CLICKS  # fewer would mean that the counter counts nothing
    article = assert_published()
    page.get_by_role("link", name="Подивитися на сайті").click()
    page.wait_for_url(f"{live_server.url}{article.get_absolute_url()}")
    assert page.inner_text("h1") == TITLE
    assert page.console_errors == []


def tab_to(page, selector, limit=60):
    """Press Tab until what `selector` means has the focus: as many times as a person would."""
    for _ in range(limit):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} is not reached in {limit} Tabs")


def test_an_item_is_published_without_a_mouse(newsroom, live_server):
    page = newsroom
    # Playwright must take over that window well before it opens.
    page.once("filechooser", lambda chooser: chooser.set_files(picture()))
    tab_to(page, "a.addlink")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{live_server.url}{LIST}add/")
    page.keyboard.type(TITLE)
    page.keyboard.press("Tab")
    page.keyboard.type(LEAD)
    tab_to(page, ".cover-field [data-do=upload]")
    page.keyboard.press("Enter")  # opens the browser's own window, see above
    page.locator(".cover-field .image-words input").first.wait_for()
    tab_to(page, ".cover-field .image-words input")
    page.keyboard.type(ALT)
    tab_to(page, ".ProseMirror")
    paste(page)
    tab_to(page, ".field-tags .select2-search__field")
    choose(page, "куль", "культура")
    tab_to(page, ".field-hromadas .select2-search__field")
    choose(page, "куп’янська", "Куп’янська")
    tab_to(page, "button[value=now]")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{live_server.url}{LIST}")
    assert page.evaluate("sessionStorage.clicks ?? null") is None
    assert_published()
    assert page.console_errors == []


def test_ctrl_enter_saves_from_the_title_and_from_the_editor(newsroom, live_server):
    page = newsroom
    page.goto(f"{LIST}add/")
    page.keyboard.type("Перший")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/change/**")
    assert "Чернетку збережено" in page.inner_text(".messagelist")
    page.locator(".ProseMirror").click()
    page.keyboard.type("Набране в редакторі щойно")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    article = Article.objects.get()
    assert article.body == "<p>Набране в редакторі щойно</p>"
    assert article.state == "draft"


def test_the_buttons_follow_the_date_that_is_typed(newsroom):
    page = newsroom
    page.goto(f"{LIST}add/")
    schedule = page.locator("button[value=scheduled]")
    now = page.locator("button[value=now]")
    assert schedule.inner_text() == "Запланувати…"
    schedule.click()  # nothing is sent: the way leads to the date
    assert page.evaluate("document.activeElement.id") == "id_published_at_0"
    page.keyboard.type("24.11.2099")
    page.keyboard.press("Tab")
    page.fill("#id_published_at_1", "09:00")
    page.wait_for_function(
        "document.querySelector('button[value=scheduled]').textContent.includes('2099')"
    )
    assert schedule.inner_text() == "Запланувати на 24 листопада 2099, 09:00 (Київ)"
    assert now.inner_text() == "Опублікувати зараз"
    assert "вівторок, 24 листопада 2099, 09:00 за Києвом" in page.inner_text(".field-published_at")
    page.fill("#id_published_at_0", "01.03.2020")
    page.wait_for_function(
        "document.querySelector('button[value=now]').textContent.includes('2020')"
    )
    assert now.inner_text() == "Опублікувати з датою 1 березня 2020, 09:00"
    assert schedule.inner_text() == "Запланувати…"
    page.fill("#id_published_at_0", "31.02.2099")  # no day
    page.wait_for_function(
        "document.querySelector('button[value=now]').textContent === 'Опублікувати зараз'"
    )


def test_a_blocked_publication_leads_to_the_place_and_then_goes_out(newsroom, live_server):
    page = newsroom
    page.goto(f"{LIST}add/")
    page.keyboard.type(TITLE)
    page.evaluate(
        """html => {
            const body = document.getElementById("id_body");
            body.value = html;
            body.dispatchEvent(new Event("portal:set"));
        }""",
        '<p>Перший абзац.</p><p>Рішення <a href="https://example.org/">тут</a></p>',
    )
    page.locator(".ProseMirror a", has_text="тут").wait_for()
    page.locator("button[value=now]").click()
    page.locator(".error-summary").wait_for()
    assert page.evaluate("document.activeElement.className").startswith("error-summary")
    assert page.input_value("#id_title") == TITLE
    page.locator(".error-summary a").click()
    page.wait_for_function("document.activeElement.matches('.ProseMirror')")
    where = """() => {
        const node = getSelection().anchorNode;
        const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
        return element.closest(".ProseMirror > *").textContent;
    }"""
    assert "Рішення" in page.evaluate(where)
    assert not Article.objects.exists()


def test_the_panel_of_checks_follows_what_is_typed(newsroom):
    page = newsroom
    page.goto(f"{LIST}add/")
    page.keyboard.type("Заголовок")
    page.locator(".problems", has_text="Немає ліда").wait_for(timeout=25_000)
    page.fill("#id_lead", "Лід уже є.")
    page.locator(".problems", has_text="Немає ліда").wait_for(state="detached", timeout=25_000)
    assert page.locator(".problems", has_text="Немає обкладинки").count() == 1


def test_two_clicks_make_one_article(newsroom, live_server):
    page = newsroom
    page.goto(f"{LIST}add/")
    page.keyboard.type(TITLE)
    page.locator(".ProseMirror").click()
    page.keyboard.type("Текст.")
    page.evaluate(
        """() => {
            const button = document.querySelector("button[value=now]");
            button.click();
            button.click();
        }"""
    )
    page.wait_for_url(f"{live_server.url}{LIST}")
    assert Article.objects.count() == 1
