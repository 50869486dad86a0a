"""With JavaScript off everything works that is not by its nature a script."""

import pytest

from tests.factories import hromada
from tests.site.kinds import PER_PAGE

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def page(browser, live_server, newsroom):
    """A page of a browser that runs no script."""
    context = browser.new_context(
        base_url=live_server.url, java_script_enabled=False, color_scheme="dark"
    )
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


def shown(page, selector):
    """Return the first element of a selector, which must be visible."""
    element = page.locator(selector).first
    assert element.is_visible(), selector
    return element


def test_an_article_is_whole(page, newsroom):
    page.goto(newsroom["rich"].get_absolute_url())
    for selector in ("h1", ".lead", ".body table", ".body blockquote", ".contents a", ".read-also"):
        shown(page, selector)
    # What needs a script isn't offered.
    assert [b for b in page.locator("main button, .footer input").all() if b.is_visible()] == []
    picture = shown(page, "main picture img")
    picture.scroll_into_view_if_needed()
    assert picture.bounding_box()["height"] > 10
    # An embed is a plain link, and the citation opens by itself.
    assert shown(page, ".embed a").get_attribute("href").startswith("https://www.youtube.com/")
    page.locator(".share summary").click()
    shown(page, ".share details p")


def test_lists_are_filtered_and_paged(page):
    page.goto("/news/")
    assert page.locator("main .card").count() == PER_PAGE
    first = page.locator("main .card a").first.get_attribute("href")
    page.locator("a[rel=next]").first.click()
    assert page.locator("main .card").count() < PER_PAGE
    page.locator("a[rel=prev]").first.click()
    assert page.locator("main .card a").first.get_attribute("href") == first
    page.locator(".filters summary").click()
    page.locator("#f-hromada").fill("Куп'янськ")
    page.locator("#f-tag").select_option("biudzhet")
    page.locator(".filters button").click()
    assert page.locator("main .card").count() == 1
    page.locator(".chosen a").first.click()
    assert page.locator("main .card").count() >= 1


def test_the_archive_leads_to_a_month(page, newsroom):
    page.goto("/news/archive/")
    page.locator("main a[href*='from=2025-07-01']").first.click()
    assert "липень 2025" in shown(page, "h1").inner_text().lower()
    assert page.locator("main .card h2, main .card h3").all_inner_texts() == [
        newsroom["bare"].title
    ]


def test_the_search_finds(page, newsroom):
    page.goto("/")
    page.locator("#masthead-q").fill("слухання")
    page.keyboard.press("Enter")
    page.get_by_role("link", name=newsroom["rich"].title).first.click()
    assert page.locator("h1").inner_text() == newsroom["rich"].title


def test_the_map_is_links_and_a_hromada_is_found(page):
    page.goto("/regions/")
    page.locator(".map a[href='/regions/kharkivska-oblast/']").click()
    assert page.url.endswith("/regions/kharkivska-oblast/")
    page.goto("/regions/find/")
    page.locator("#find-q").fill("ківшарівка")
    page.keyboard.press("Enter")
    page.locator(f"main a[href='{hromada().get_absolute_url()}']").first.click()
    assert "Куп’янська" in page.locator("h1").inner_text()


def test_the_theme_follows_the_system(page):
    page.goto("/")
    dark = page.locator("body").evaluate("body => getComputedStyle(body).backgroundColor")
    page.emulate_media(color_scheme="light")
    light = page.locator("body").evaluate("body => getComputedStyle(body).backgroundColor")
    assert dark != light


def test_what_needs_a_script_says_so(page):
    page.goto("/my/")
    assert "JavaScript" in page.locator("main").inner_text()
    assert page.locator("main a[href='/regions/']").count()
