"""An article in a real browser: readable, counted once, asking nothing of other hosts."""

import re

from playwright.sync_api import expect

from news.models import Article
from tests.factories import KUPIANSK, make_article

TITLE = "У Куп’янській громаді відкрили оновлену бібліотеку"


def test_article_opens_from_the_front_page(page, live_server):
    article = make_article(TITLE, hromadas=[KUPIANSK], tags=["бібліотеки"])
    page.goto("/")
    page.get_by_role("link", name=TITLE).first.click()
    expect(page).to_have_url(article.get_absolute_url())
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(page.get_by_text("Бібліотека знову приймає читачів.")).to_be_visible()
    page.get_by_role("link", name=re.compile("Куп’янська міська")).first.click()
    expect(page).to_have_url(article.hromadas.get().get_absolute_url())
    expect(page.get_by_role("link", name=TITLE).first).to_be_visible()


def test_page_is_quiet_and_asks_only_its_own_host(page, live_server):
    article = make_article(TITLE, hromadas=[KUPIANSK])
    with page.expect_response(f"**/news/{article.pk}/view"):  # the last thing it asks for
        page.goto(article.get_absolute_url())
    assert page.url == live_server.url + article.get_absolute_url()
    assert page.console_errors == []
    assert [address for address in page.requests if not address.startswith(live_server.url)] == []
    assert page.context.cookies() == []


def test_reading_counts_one_view(page, live_server):
    article = make_article(TITLE)
    with page.expect_response(f"**/news/{article.pk}/view") as response:
        page.goto(article.get_absolute_url())
    assert response.value.status == 200
    assert Article.objects.get(pk=article.pk).views == 1


def test_article_is_readable_without_scripts(browser, live_server):
    article = make_article(TITLE)
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto(article.get_absolute_url())
    assert page.url == live_server.url + article.get_absolute_url()
    assert page.get_by_text("Бібліотека знову приймає читачів.").is_visible()
    context.close()
