"""Theme and light mode in a real browser: chosen in the footer, kept without a cookie."""

import pytest
from playwright.sync_api import expect

from tests.factories import KUPIANSK, make_article, make_image

LIGHT, DARK = "rgb(251, 250, 246)", "rgb(20, 23, 27)"


def expect_paper(page, colour):
    expect(page.locator("body")).to_have_css("background-color", colour)


def pictures(page):
    return [
        address for address in page.requests if "/media/" in address or "/ornaments/" in address
    ]


def saving_data(page):
    """Make the page's browser one whose owner saves data."""
    page.add_init_script(
        "Object.defineProperty(navigator, 'connection', {value: {saveData: true}})"
    )


@pytest.fixture
def article(live_server, media):
    image = make_image("Майдан перед ратушею")
    return make_article("Стаття з обкладинкою", cover=image, hromadas=[KUPIANSK])


def test_the_theme_follows_the_system_until_one_is_chosen(page, live_server):
    page.goto("/feeds/")
    expect_paper(page, LIGHT)
    page.emulate_media(color_scheme="dark")
    expect_paper(page, DARK)
    page.get_by_role("radio", name="Світла").check()
    expect_paper(page, LIGHT)
    page.emulate_media(color_scheme="light")
    page.get_by_role("radio", name="Темна").check()
    expect_paper(page, DARK)
    page.goto("/en/tags/")
    expect_paper(page, DARK)
    expect(page.get_by_role("radio", name="Dark")).to_be_checked()
    page.get_by_role("radio", name="As in the system").check()
    expect_paper(page, LIGHT)
    assert page.evaluate("localStorage.theme") is None
    assert page.context.cookies() == []


def test_a_theme_chosen_in_one_tab_is_worn_by_the_others(page, live_server):
    page.goto("/feeds/")
    other = page.context.new_page()
    other.goto("/tags/")
    other.get_by_role("radio", name="Темна").check()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.get_by_role("radio", name="Темна")).to_be_checked()


def test_a_browser_that_refuses_storage_reads_as_any_other(page, live_server):
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() {throw new DOMException('no')}})"
    )
    page.goto("/feeds/")
    page.get_by_role("radio", name="Темна").check()
    expect_paper(page, DARK)
    assert page.console_errors == []


def test_in_light_mode_no_picture_is_asked_for_until_the_reader_does(page, article):
    saving_data(page)
    for path in ("/", "/news/", article.get_absolute_url()):
        page.goto(path, wait_until="load")
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        page.wait_for_timeout(100)
        assert (path, pictures(page)) == (path, [])
    expect(page.get_by_role("checkbox", name="Легкий режим")).to_be_checked()
    # It says what it would show, and then shows that one alone.
    with page.expect_response("**/media/**"):
        page.get_by_role("button", name="Показати зображення: Майдан перед ратушею").click()
    expect(page.locator("img:focus")).to_have_attribute("alt", "Майдан перед ратушею")
    assert {address.rpartition("-")[0] for address in pictures(page)} == {
        pictures(page)[0].rpartition("-")[0]
    }


def test_all_pictures_of_a_page_can_be_asked_for_at_once(page, article):
    saving_data(page)
    page.goto("/news/")
    with page.expect_response("**/media/**"):
        page.get_by_role("button", name="Показати зображення", exact=True).click()
    expect(page.locator(".card img").first).to_be_visible()
    page.reload()
    expect(page.locator(".card img").first).to_be_hidden()


def test_light_mode_is_chosen_and_remembered(page, article):
    page.goto("/news/")
    page.get_by_role("checkbox", name="Легкий режим").check()
    expect(page.locator(".card img").first).to_be_hidden()
    page.goto(article.get_absolute_url())
    expect(page.get_by_role("button", name="Показати зображення: Майдан")).to_be_visible()
    page.get_by_role("checkbox", name="Легкий режим").uncheck()
    expect(page.locator("figure img").first).to_be_visible()
    assert page.evaluate("localStorage.light") == "off"


def test_without_scripts_there_are_pictures_and_no_switches(browser, article, live_server):
    context = browser.new_context(
        base_url=live_server.url,
        java_script_enabled=False,
        color_scheme="dark",
        extra_http_headers={"Save-Data": "on"},
    )
    page = context.new_page()
    page.goto("/news/")
    assert page.locator(".card img").first.is_visible()
    assert not page.locator(".switches").is_visible()
    assert not page.locator(".light-note").is_visible()
    context.close()
