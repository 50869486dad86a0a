"""Following in a real browser: the list stays in it, and every tab and page knows it."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.factories import KHARKIV_OBLAST, KUPIANSK, hromada, make_article, make_tag

FOLLOWED = f'{{"regions":["{KUPIANSK}"],"tags":["voda"]}}'


@pytest.fixture
def news(live_server):
    make_article("Новина Куп’янська", hromadas=[KUPIANSK], tags=["вода"])
    make_article("Новина про воду", tags=["вода"])
    make_article("Чужа новина")


def keep(page, text):
    """Put a text into the browser's storage as the list of what is followed."""
    page.goto("/offline/")
    page.evaluate("text => localStorage.setItem('followed', text)", text)


def kept(page):
    return page.evaluate("localStorage.getItem('followed')")


def test_a_hromada_is_followed_and_left_on_its_page(page, news):
    page.goto(hromada().get_absolute_url())
    button = page.locator("[data-follow]")
    expect(button).to_have_attribute("aria-pressed", "false")
    button.focus()
    page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".follow [role=status]")).to_have_text("Додано до вашої стрічки.")
    assert kept(page) == f'{{"regions":["{KUPIANSK}"],"tags":[]}}'
    page.reload()
    page.locator("[data-follow][aria-pressed=true]").click()
    expect(page.locator(".follow [role=status]")).to_have_text("Прибрано з вашої стрічки.")
    assert kept(page) == '{"regions":[],"tags":[]}'
    assert page.console_errors == []


def test_the_feed_shows_all_that_is_followed_and_lets_it_go(page, news):
    keep(page, FOLLOWED)
    page.goto("/my/")
    expect(page.locator(".card h2")).to_have_text(["Новина про воду", "Новина Куп’янська"])
    expect(page.locator(".followed")).to_contain_text("Куп’янська громада")
    page.get_by_role("link", name="Прибрати: вода").click()
    expect(page.locator(".card")).to_have_count(1)
    assert kept(page) == f'{{"regions":["{KUPIANSK}"],"tags":[]}}'
    expect(page.get_by_role("link", name="Прибрати: Куп’янська громада")).to_be_focused()
    page.get_by_role("link", name="Прибрати: Куп’янська громада").click()
    page.get_by_text("Оберіть свою громаду").wait_for()
    expect(page).to_have_url("/my/")
    assert page.console_errors == []


def test_tabs_agree(page, context, news):
    page.goto(hromada().get_absolute_url())
    page.locator("[data-follow][aria-pressed=false]").wait_for()
    other = context.new_page()
    other.goto(hromada().get_absolute_url())
    other.locator("[data-follow]").click()
    page.locator("[data-follow][aria-pressed=true]").wait_for()


@pytest.mark.parametrize("text", ["{", '{"regions": {"a": 1}, "tags": [1, null, "../x", "<b>"]}'])
def test_a_broken_list_is_an_empty_one(page, news, text):
    keep(page, text)
    page.goto("/my/")
    page.get_by_text("Оберіть свою громаду").wait_for()
    page.goto(hromada().get_absolute_url())
    page.locator("[data-follow]").click()
    expect(page.locator(".follow [role=status]")).to_have_text("Додано до вашої стрічки.")
    assert kept(page) == f'{{"regions":["{KUPIANSK}"],"tags":[]}}'
    assert page.console_errors == []


def test_a_full_list_says_so(page, news):
    slugs = ",".join(f'"t{number}"' for number in range(30))
    keep(page, f'{{"tags": [{slugs}]}}')
    page.goto(hromada().get_absolute_url())
    page.locator("[data-follow]").click()
    expect(page.locator(".follow [role=status]")).to_contain_text("вже 30 місць і тем")
    expect(page.locator("[data-follow]")).to_have_attribute("aria-pressed", "false")


def test_what_to_follow_is_found_on_the_page_of_the_feed(page, news):
    make_tag("вода")
    page.goto("/my/")
    page.get_by_role("button", name="Вода").click()
    page.get_by_text("Ціла область").click()
    page.get_by_role("button", name="Харківська область").click()
    page.get_by_label("Ваше місто чи село").fill("Ківшарівка")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=**")
    page.get_by_role("button", name="Стежити за новинами").click()
    page.locator(".follow .to-feed").click()
    expect(page.locator(".followed li")).to_have_count(3)
    assert kept(page) == f'{{"regions":["{KHARKIV_OBLAST}","{KUPIANSK}"],"tags":["voda"]}}'


def test_more_is_shown_on_the_same_page(page, live_server):
    for number in range(23):
        moment = timezone.now() - timedelta(hours=number + 1)
        make_article(f"Новина {number}", hromadas=[KUPIANSK], published_at=moment)
    keep(page, FOLLOWED)
    page.goto("/my/")
    page.get_by_role("link", name="Показати ще").click()
    expect(page.locator(".card")).to_have_count(23)
    expect(page.get_by_role("link", name="Новина 20")).to_be_focused()
    expect(page.locator("#feed a[rel=next]")).to_have_count(0)
    expect(page).to_have_url("/my/")


def test_a_list_comes_to_another_device_by_its_link(page, news):
    page.goto(f"/my/?regions={KUPIANSK}&tags=voda")
    assert page.locator(".card").count() == 2
    page.get_by_role("button", name="Додати все").click()
    page.wait_for_url("**/my/")
    expect(page.locator(".followed li")).to_have_count(2)
    assert kept(page) == FOLLOWED


def test_without_scripts_the_page_says_what_it_needs(browser, live_server, news):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/my/")
    assert "для цього потрібен JavaScript" in page.locator("noscript:visible p").inner_text()
    assert page.locator("button:visible[data-follow]").count() == 0
    page.goto(f"/my/?regions={KUPIANSK}&tags=voda")
    assert page.locator(".card").count() == 2
    page.get_by_role("link", name="Прибрати: вода").click()
    expect(page.locator(".card")).to_have_count(1)
    context.close()
