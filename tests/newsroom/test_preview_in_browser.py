"""The preview beside the text, and links to it, in a real browser."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser import sign_in
from tests.factories import make_article

pytestmark = pytest.mark.django_db(transaction=True)

FRAME = ".preview-stage iframe:not(.preview-coming)"
SHOWN = f"document.querySelector('{FRAME}')"
PARAGRAPHS = "".join(f"<p>Абзац {number} про справи громади.</p>" for number in range(60))


@pytest.fixture
def form(page):
    """The form of a long draft, at which an editor is signed in."""
    sign_in(page.context, page.home)
    article = make_article("Перша назва", state="draft", body=PARAGRAPHS)
    address = reverse("admin:news_article_change", args=[article.pk])
    page.goto(address)
    yield page
    assert not page.console_errors


def shown(page):
    """Return the page of readers that the pane shows."""
    return page.frame_locator(FRAME)


def test_the_pane_follows_the_text_and_stays_where_its_reader_is(form):
    form.keyboard.press("Tab")
    form.focus(".preview-open")
    form.keyboard.press("Enter")
    expect(shown(form).locator("h1")).to_have_text("Перша назва")
    expect(form.locator(".preview-open")).to_be_focused()
    form.evaluate("document.querySelector('.preview-stage iframe').contentWindow.scrollTo(0, 700)")
    form.fill("#id_title", "Друга назва")
    expect(shown(form).locator("h1")).to_have_text("Друга назва", timeout=60_000)
    # The browser anchors the text, not the pixel.
    form.wait_for_function(f"Math.abs({SHOWN}.contentWindow.scrollY - 700) < 100")
    expect(form.locator(".preview-stage iframe")).to_have_count(1)
    assert form.get_attribute(".preview-stage iframe", "title")


def test_the_pane_is_as_wide_as_a_phone_or_a_desk_and_is_remembered(form):
    form.click(".preview-open")
    expect(shown(form).locator("h1")).to_be_visible()
    width = f"{SHOWN}.contentWindow.innerWidth"
    right = "getBoundingClientRect().right"
    form.wait_for_function(f"{width} === 390")
    form.click("text=Комп’ютер")
    form.wait_for_function(f"{width} === 1280")
    form.wait_for_function(f"{SHOWN}.{right} <= 1281")
    form.wait_for_function(f"document.querySelector('#container').{right} < 700")
    form.reload()
    expect(shown(form).locator("h1")).to_be_visible()
    form.wait_for_function(f"{width} === 1280")
    expect(form.locator(".preview-pane :focus")).to_have_count(0)
    form.focus(".preview-close")
    form.keyboard.press("Escape")
    expect(form.locator("#preview-pane")).to_be_hidden()
    expect(form.locator(".preview-open")).to_be_focused()
    form.reload()
    expect(form.locator("#preview-pane")).to_be_hidden()


def test_links_in_the_pane_open_beside_it(form, context):
    form.click(".preview-open")
    with context.expect_page() as opened:
        shown(form).locator("a.brand").click()
    expect(opened.value).to_have_url("/")
    expect(shown(form).locator("h1")).to_have_text("Перша назва")


def test_on_a_phone_it_is_a_dialog_over_the_text(form):
    form.set_viewport_size({"width": 390, "height": 800})
    form.click(".preview-open")
    expect(shown(form).locator("h1")).to_be_visible()
    box = form.locator("#preview-pane").bounding_box()
    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, 390, 800)
    expect(form.locator("#preview-pane:modal")).to_have_count(1)
    form.keyboard.press("Escape")
    expect(form.locator("#preview-pane")).to_be_hidden()
    expect(form.locator(".preview-open")).to_be_focused()


def test_a_link_is_made_opened_by_a_stranger_and_withdrawn(form, browser):
    form.click(".preview-give")
    form.select_option("#preview-days", "1")
    form.click("text=Створити посилання")
    field = form.locator(".preview-links li input")
    expect(form.locator(".preview-links .preview-status")).to_have_text("Посилання створено.")
    # SITE_URL of the tests isn't where the live server listens.
    address = re.sub("^https?://[^/]+", form.url.partition("/admin/")[0], field.input_value())
    stranger = browser.new_context()
    guest = stranger.new_page()
    assert guest.goto(address).status == 200
    expect(guest.locator("h1")).to_have_text("Перша назва")
    form.click("text=Відкликати")
    expect(form.locator(".preview-links li")).to_have_count(0)
    assert guest.goto(address).status == 404
    stranger.close()
