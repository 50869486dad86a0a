"""Places in a real browser: suggestions by keyboard and voice, long lists narrowed and sorted."""

from playwright.sync_api import expect

from tests.factories import KHARKIV_OBLAST, make_article, oblast


def test_suggestions_by_keyboard(page, live_server):
    page.goto("/regions/")
    field = page.get_by_role("combobox", name="Ваше місто чи село")
    field.fill("ківшар")
    option = page.get_by_role("option")
    expect(option).to_contain_text("Куп’янська громада")
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(page.locator(".find [role=status]")).to_have_text("Знайдено місць: 1")
    field.press("Escape")
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(option).to_be_hidden()
    expect(field).to_have_value("ківшар")
    field.press_sequentially("і")
    option.wait_for()
    field.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", option.get_attribute("id"))
    field.press("Enter")
    page.wait_for_url("**/regions/kharkivska-oblast/kupianska/")
    assert page.console_errors == []


def test_suggestions_by_pointer_and_none_at_all(page, live_server):
    page.goto("/regions/")
    field = page.locator("#find-q")
    field.fill("щщщ")
    expect(page.locator(".find [role=status]")).to_have_text("Нічого не знайдено.")
    expect(page.locator("#find-list")).to_be_hidden()
    field.fill("rsdifh")
    page.get_by_role("option").click()
    page.wait_for_url("**/regions/kharkivska-oblast/kupianska/")


def test_enter_without_a_choice_asks_for_the_page(page, live_server):
    page.goto("/regions/")
    page.locator("#find-q").press_sequentially("Іванівка")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url("**/regions/find/?q=*")
    expect(page.locator(".found li").nth(100)).to_be_attached()


def test_directory_of_an_oblast_is_narrowed(page, live_server):
    page.goto(oblast().get_absolute_url())
    page.get_by_label("Знайти в переліку").press_sequentially("куп'")
    expect(page.locator(".raion:visible h3")).to_have_text(["Куп’янський район"])
    expect(page.locator(".narrow [role=status]")).to_have_text("Громад: 8")
    page.get_by_label("Знайти в переліку").fill("золочів")
    expect(page.locator(".directory li:visible")).to_have_text(["Золочівська громада"])


def test_table_of_oblasts_is_sorted_by_news(page, live_server):
    make_article(oblasts=[KHARKIV_OBLAST])
    page.goto("/regions/")
    first = page.locator(".oblasts tbody th").first
    expect(first).to_have_text("Автономна Республіка Крим")
    page.get_by_role("button", name="Новин за 30 днів").click()
    expect(first).to_have_text("Харківська область")
    expect(page.locator("th[aria-sort=descending]")).to_have_text("Новин за 30 днів")
    page.get_by_role("button", name="Область").click()
    expect(first).to_have_text("Автономна Республіка Крим")
