"""The search in a real browser: suggestions by keyboard, marks that can be seen, no barrier."""

import pytest
from playwright.sync_api import expect

from tests.factories import KUPIANSK, LVIV_OBLAST, make_article
from tests.site.barriers import look, told

FIELD = "Що шукаєте"


def make_newsroom():
    make_article("Школа", body="<p>Тут повернули воду.</p>", oblasts=[LVIV_OBLAST])
    return make_article("Куп’янськ: воду повернули", hromadas=[KUPIANSK], tags=["вода"])


def test_suggestions_by_keyboard(page, live_server):
    article = make_newsroom()
    page.goto("/search/")
    field = page.get_by_role("combobox", name=FIELD)
    field.press_sequentially("куп'янськ")
    options = page.get_by_role("option")
    expect(options).to_have_count(3)
    expect(page.locator("main form [role=status]")).to_have_text("Підказок: 3")
    expect(options.first).to_contain_text("Куп’янськ")
    field.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", "q-list-2")
    field.press("Escape")
    expect(options.first).to_be_hidden()
    expect(field).to_have_value("куп'янськ")
    field.press("Backspace")
    expect(options.first).to_be_visible()
    field.press("ArrowUp")
    field.press("Enter")
    page.wait_for_url(f"**{article.get_absolute_url()}")
    assert page.console_errors == []


def test_enter_without_a_choice_searches(page, live_server):
    make_newsroom()
    page.goto("/search/")
    field = page.get_by_role("combobox", name=FIELD)
    field.press_sequentially("вода")
    page.get_by_role("option").first.wait_for()
    field.press("Enter")
    page.wait_for_url("**/search/?q=*")
    expect(page.locator(".result")).to_have_count(2)
    expect(page.get_by_role("heading", name="Знайдено 2 статті")).to_be_visible()


def test_without_scripts_the_form_works(browser, live_server):
    make_newsroom()
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/search/")
    field = page.get_by_label(FIELD)
    expect(field).to_have_role("searchbox")
    field.fill("воду")
    field.press("Enter")
    expect(page.locator(".result")).to_have_count(2)
    page.locator(".narrowing").get_by_role("link", name="Львівська область").click()
    expect(page.locator(".result")).to_have_count(1)
    page.get_by_role("link", name="Прибрати фільтр: Львівська область").click()
    expect(page.locator(".result")).to_have_count(2)
    context.close()


def test_a_mark_is_seen_without_colours(page, live_server):
    make_newsroom()
    page.goto("/search/?q=вода")
    for mark in page.locator(".result mark").all():
        assert mark.evaluate("mark => getComputedStyle(mark).borderBottomStyle") == "solid"


@pytest.mark.parametrize("path", ["/search/?q=вода", "/search/?q=ъъъ вода", "/search/?q=djlf"])
def test_no_barrier(path, page, live_server):
    make_newsroom()
    page.goto(path)
    assert told(look(page)) == ""


def test_no_barrier_while_suggestions_are_open(page, live_server):
    make_newsroom()
    page.goto("/search/")
    page.get_by_role("combobox", name=FIELD).press_sequentially("куп")
    page.get_by_role("option").first.wait_for()
    assert told(look(page)) == ""
