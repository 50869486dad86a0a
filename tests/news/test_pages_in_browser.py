"""Pages in a real browser: nothing scrolls sideways on a small phone, a keyboard finds its way."""

import pytest
from playwright.sync_api import expect

from tests.factories import KUPIANSK, hromada, make_article, read

LONG_WORD = "Найпереосвідомлюваноговоднопостачальницькокомунальногопідприємства"
WIDE_TABLE = f"<table><tbody><tr>{'<td>1&nbsp;234&nbsp;567</td>' * 20}</tr></tbody></table>"


def make_pages():
    """Return the paths of the main kinds of page, with what may not fit a small screen on them."""
    article = make_article(
        f"Рада про {LONG_WORD}",
        lead=LONG_WORD,
        body=f"<h2>{LONG_WORD}</h2><p>https://example.org/{'a' * 90}</p>{WIDE_TABLE}",
        hromadas=[KUPIANSK],
        tags=[LONG_WORD],
        source_name=LONG_WORD,
        source_url="https://example.org/",
    )
    read(article)
    place = hromada()
    return article, [
        "/",
        "/news/",
        "/news/?oblast=kharkivska-oblast&from=x",
        article.get_absolute_url(),
        "/tags/",
        article.tags.get().get_absolute_url(),
        "/popular/",
        f"/search/?q={LONG_WORD}",
        "/regions/",
        f"/regions/find/?q={LONG_WORD}",
        "/regions/find/?q=Покровське",
        place.oblast.get_absolute_url(),
        place.get_absolute_url(),
        "/feeds/",
        f"/embed/regions/{KUPIANSK}/",
        f"/embed/regions/{KUPIANSK}/code/",
        "/data/",
        "/nothing/",
        "/en/",
        "/en/regions/",
    ]


def test_nothing_scrolls_sideways_at_320_pixels(page, live_server):
    page.set_viewport_size({"width": 320, "height": 640})
    for path in make_pages()[1]:
        page.goto(path)
        width = page.evaluate("document.documentElement.scrollWidth")
        assert (path, width) == (path, 320)


def test_of_a_wide_table_only_the_table_scrolls(page, live_server):
    article, _ = make_pages()
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(article.get_absolute_url())
    table = page.locator(".table")
    assert table.evaluate("table => table.scrollWidth > table.clientWidth")
    table.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelector('.table').scrollLeft > 0")
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_skip_link_comes_first_and_leads_to_the_content(page, live_server):
    page.goto("/news/")
    page.keyboard.press("Tab")
    skip = page.locator(".skip")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("main :focus")).to_have_count(1)


@pytest.mark.parametrize("path", ["/", "/regions/"])
def test_keyboard_reaches_the_map(path, page, live_server):
    make_article(hromadas=[KUPIANSK])
    page.goto(path)
    page.locator(".map a").nth(0).focus()
    page.keyboard.press("Tab")
    address = page.locator(".map a:focus").get_attribute("href")
    assert address != page.locator(".map a").nth(0).get_attribute("href")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{address}")


def test_filters_work_without_scripts(browser, live_server):
    make_article("Новина Куп’янська", hromadas=[KUPIANSK])
    make_article("Новина ніде")
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/news/")
    page.locator(".filters summary").click()
    page.locator("#f-oblast").select_option("kharkivska-oblast")
    page.locator(".filters button").click()
    expect(page.locator(".card")).to_have_count(1)
    page.locator(".chosen a").click()
    expect(page).to_have_url("/news/")
    expect(page.locator(".card")).to_have_count(2)
    context.close()
