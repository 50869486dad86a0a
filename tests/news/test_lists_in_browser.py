"""The form of the filters in a browser: a short address, places suggested, all without scripts."""

import re

import pytest
from playwright.sync_api import expect

from tests.factories import KUPIANSK, make_article

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_is_chosen_alone_stands_in_the_address(page, live_server):
    make_article("Вода в Куп’янську", hromadas=[KUPIANSK], tags=["вода"])
    make_article("Інше", tags=["інше"])
    page.goto("/news/")
    page.get_by_text("Фільтри").click()
    field = page.get_by_label("Громада, місто чи село")
    field.fill("Ківшарі")
    place = "Ківшарівка, Куп’янська громада"
    expect(page.locator("datalist option")).to_have_attribute("value", place)
    field.fill(place)
    page.get_by_label("Тема", exact=True).select_option("voda")
    page.get_by_role("button", name="Показати").click()
    page.wait_for_url("**/news/?hromada=*")
    assert page.url.count("&") == 1
    expect(page.get_by_role("heading", level=1)).to_have_text("Куп’янська громада\xa0· вода")
    expect(page.locator(".card")).to_have_count(1)
    page.get_by_role("link", name="Прибрати фільтр: вода").click()
    page.wait_for_url(f"**/news/?hromada={KUPIANSK}")
    assert page.console_errors == []


def test_filters_and_pages_need_no_script(browser, live_server):
    for number in range(21):
        make_article(f"Стаття {number}", hromadas=[KUPIANSK])
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/news/")
    page.get_by_text("Фільтри").click()
    page.get_by_label("Громада, місто чи село").fill("куп'янськ")
    page.get_by_role("button", name="Показати").click()
    expect(page.locator(".card")).to_have_count(20)
    page.get_by_role("link", name="Давніші").click()
    expect(page.locator(".card")).to_have_count(1)
    expect(page).to_have_title(re.compile("21–21 з 21"))
    page.get_by_role("link", name="Новіші").click()
    expect(page).to_have_url(f"/news/?hromada={KUPIANSK}")
    context.close()
