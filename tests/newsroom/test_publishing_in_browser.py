"""A standard item, from the list to the readers: how many clicks it takes, and without any."""

from urllib.parse import quote

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from news.models import Article
from tests.browser import sign_in
from tests.factories import image_bytes, make_tag

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
def newsroom(context, page):
    """A page at which an editor looks at the list of articles; there are tags to choose from."""
    sign_in(context, page.home)
    make_tag("культура"), make_tag("вода"), make_tag("освіта")
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.add_init_script(COUNT_CLICKS)
    page.goto(LIST)
    yield page
    page.close()  # or it would autosave while the database is emptied


def open_form(page):
    """Open the form of a new article: the cursor is in the title already."""
    page.goto(f"{LIST}add/")
    expect(page.locator("#id_title")).to_be_focused()


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
    last = f"term={quote(text)}&"
    with page.expect_response(lambda answer: last in f"{answer.url}&"):
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
    expect(page.locator("#id_title")).to_be_focused()
    page.keyboard.type(TITLE)
    page.keyboard.press("Enter")  # leads on to the lead
    page.keyboard.type(LEAD)
    page.locator(".ProseMirror").click()
    paste(page)
    with page.expect_file_chooser() as opened:
        page.locator(".cover-field [data-do=upload]").click()
    opened.value.set_files(picture())
    expect(page.locator(".image-words input").first).to_be_focused()
    page.keyboard.type(ALT)
    page.locator(".field-tags .select2-search__field").click()
    choose(page, "куль", "культура")
    page.locator(".field-hromadas .select2-search__field").click()
    choose(page, "куп’янська", "Куп’янська")
    page.locator(".cover-field .image-status", has_text="Опис збережено").wait_for()
    page.get_by_role("button", name="Опублікувати зараз").click()
    page.wait_for_url(f"{live_server.url}{LIST}")
    expect(page.locator(".messagelist")).to_contain_text("Опубліковано: «Куп’янська громада")
    clicks = int(page.evaluate("sessionStorage.clicks")) + IN_FILE_DIALOG
    assert 6 <= clicks <= CLICKS  # fewer would mean that the counter counts nothing
    article = assert_published()
    page.get_by_role("link", name="Подивитися на сайті").click()
    page.wait_for_url(f"{live_server.url}{article.get_absolute_url()}")
    expect(page.locator("h1")).to_have_text(TITLE)
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
    expect(page.locator("#id_title")).to_be_focused()
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
    open_form(page)
    page.keyboard.type("Перший")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/change/**")
    expect(page.locator(".messagelist")).to_contain_text("Чернетку збережено")
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
    expect(schedule).to_have_text("Запланувати…")
    schedule.click()  # nothing is sent: the way leads to the date
    expect(page.locator("#id_published_at_0")).to_be_focused()
    page.keyboard.type("24.11.2099")
    page.keyboard.press("Tab")
    page.fill("#id_published_at_1", "09:00")
    expect(schedule).to_have_text("Запланувати на 24 листопада 2099, 09:00 (Київ)")
    expect(now).to_have_text("Опублікувати зараз")
    when = "вівторок, 24 листопада 2099, 09:00 за Києвом"
    expect(page.locator(".field-published_at")).to_contain_text(when)
    page.fill("#id_published_at_0", "01.03.2020")
    expect(now).to_have_text("Опублікувати з датою 1 березня 2020, 09:00")
    expect(schedule).to_have_text("Запланувати…")
    page.fill("#id_published_at_0", "31.02.2099")  # no day
    expect(now).to_have_text("Опублікувати зараз")


def test_a_blocked_publication_leads_to_the_place_and_then_goes_out(newsroom, live_server):
    page = newsroom
    open_form(page)
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
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.locator("#id_title")).to_have_value(TITLE)
    page.locator(".error-summary a").click()
    expect(page.locator(".ProseMirror")).to_be_focused()
    page.wait_for_function(
        """() => {
            const node = getSelection().anchorNode;
            const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
            return element.closest(".ProseMirror > *")?.textContent.includes("Рішення");
        }"""
    )
    assert not Article.objects.exists()


def test_the_panel_of_checks_follows_what_is_typed(newsroom):
    page = newsroom
    open_form(page)
    page.keyboard.type("Заголовок")
    page.locator(".problems", has_text="Немає ліда").wait_for(timeout=60_000)
    page.fill("#id_lead", "Лід уже є.")
    page.locator(".problems", has_text="Немає ліда").wait_for(state="detached", timeout=60_000)
    expect(page.locator(".problems", has_text="Немає обкладинки")).to_have_count(1)


def test_two_clicks_make_one_article(newsroom, live_server):
    page = newsroom
    open_form(page)
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
