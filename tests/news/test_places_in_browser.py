"""Places in a real browser: suggestions by keyboard and voice, long lists narrowed and sorted."""

from tests.factories import KHARKIV_OBLAST, make_article, oblast


def test_suggestions_by_keyboard(page, live_server):
    page.goto("/regions/")
    field = page.get_by_role("combobox", name="Ваше місто чи село")
    field.press_sequentially("ківшар")
    option = page.get_by_role("option")
    option.wait_for()
    assert field.get_attribute("aria-expanded") == "true"
    assert page.locator(".find [role=status]").text_content() == "Знайдено місць: 1"
    assert "Куп’янська громада" in option.text_content()
    field.press("Escape")
    assert field.get_attribute("aria-expanded") == "false"
    assert not option.is_visible()
    assert field.input_value() == "ківшар"
    field.press_sequentially("і")
    option.wait_for()
    field.press("ArrowDown")
    assert field.get_attribute("aria-activedescendant") == option.get_attribute("id")
    assert option.get_attribute("aria-selected") == "true"
    field.press("Enter")
    page.wait_for_url("**/regions/kharkivska-oblast/kupianska/")
    assert page.console_errors == []


def test_suggestions_by_pointer_and_none_at_all(page, live_server):
    page.goto("/regions/")
    field = page.locator("#find-q")
    field.press_sequentially("щщщ")
    page.locator(".find [role=status]", has_text="Нічого не знайдено.").wait_for(state="attached")
    assert not page.locator("#find-list").is_visible()
    field.fill("rsdifh")
    page.get_by_role("option").click()
    page.wait_for_url("**/regions/kharkivska-oblast/kupianska/")


def test_enter_without_a_choice_asks_for_the_page(page, live_server):
    page.goto("/regions/")
    page.locator("#find-q").press_sequentially("Іванівка")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url("**/regions/find/?q=*")
    assert page.locator(".found li").count() > 100


def test_directory_of_an_oblast_is_narrowed(page, live_server):
    page.goto(oblast().get_absolute_url())
    page.get_by_label("Знайти в переліку").press_sequentially("куп'")
    assert page.locator(".raion:visible h3").all_text_contents() == ["Куп’янський район"]
    assert page.locator(".narrow [role=status]").text_content() == "Громад: 8"
    page.get_by_label("Знайти в переліку").fill("золочів")
    assert page.locator(".directory li:visible").all_text_contents() == ["Золочівська громада"]


def test_table_of_oblasts_is_sorted_by_news(page, live_server):
    make_article(oblasts=[KHARKIV_OBLAST])
    page.goto("/regions/")
    first = page.locator(".oblasts tbody th").first
    assert first.text_content() == "Автономна Республіка Крим"
    page.get_by_role("button", name="Новин за 30 днів").click()
    assert first.text_content() == "Харківська область"
    assert page.locator("th[aria-sort=descending]").text_content() == "Новин за 30 днів"
    page.get_by_role("button", name="Область").click()
    assert first.text_content() == "Автономна Республіка Крим"
