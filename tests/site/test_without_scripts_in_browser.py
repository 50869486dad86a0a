"""With JavaScript off everything works that is not by its nature a script."""

import pytest
from playwright.sync_api import expect

from news.models import Article
from tests.browser import PATIENCE
from tests.factories import KUPIANSK, hromada
from tests.site.kinds import PER_PAGE

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def page(browser, live_server):
    """A page of a browser that runs no script."""
    context = browser.new_context(
        base_url=live_server.url, java_script_enabled=False, color_scheme="dark"
    )
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


def shown(page, selector):
    """Return the first element of a selector, which must be visible."""
    element = page.locator(selector).first
    expect(element).to_be_visible()
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


def test_lists_are_filtered_and_paged(page, newsroom):
    page.goto("/news/")
    cards = page.locator("main .card")
    expect(cards).to_have_count(PER_PAGE)
    first = cards.locator("a").first.get_attribute("href")
    page.locator("a[rel=next]").first.click()
    expect(cards).to_have_count(Article.objects.filter(language="uk").count() - PER_PAGE)
    page.locator("a[rel=prev]").first.click()
    expect(cards).to_have_count(PER_PAGE)
    expect(cards.locator("a").first).to_have_attribute("href", first)
    page.locator(".filters summary").click()
    page.locator("#f-hromada").fill("Куп'янськ")
    page.locator("#f-tag").select_option("biudzhet")
    page.locator(".filters button").click()
    expect(cards).to_have_count(1)
    expect(page.locator("h1")).to_have_text("Куп’янська громада\xa0· бюджет")
    page.get_by_role("link", name="Прибрати фільтр: бюджет").click()
    expect(page).to_have_url(f"/news/?hromada={KUPIANSK}")
    expect(cards).to_have_count(PER_PAGE)


def test_the_archive_leads_to_a_month(page, newsroom):
    page.goto("/news/archive/")
    page.locator("main a[href*='from=2025-07-01']").first.click()
    expect(page.locator("h1")).to_contain_text("липень 2025", ignore_case=True)
    expect(page.locator("main .card").locator("h2, h3")).to_have_text([newsroom["bare"].title])


def test_the_search_finds(page, newsroom):
    page.goto("/")
    page.locator("#masthead-q").fill("слухання")
    page.keyboard.press("Enter")
    page.get_by_role("link", name=newsroom["rich"].title).first.click()
    expect(page.locator("h1")).to_have_text(newsroom["rich"].title)


def test_the_map_is_links_and_a_hromada_is_found(page):
    page.goto("/regions/")
    page.locator(".map a[href='/regions/kharkivska-oblast/']").click()
    expect(page).to_have_url("/regions/kharkivska-oblast/")
    page.goto("/regions/find/")
    page.locator("#find-q").fill("ківшарівка")
    page.keyboard.press("Enter")
    page.locator(f"main a[href='{hromada().get_absolute_url()}']").first.click()
    expect(page.locator("h1")).to_contain_text("Куп’янська")


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
