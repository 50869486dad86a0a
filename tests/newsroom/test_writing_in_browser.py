"""Writing an article in a real browser, under the policy of the site."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from news.models import Article
from tests.browser import sign_in
from tests.factories import make_article, make_tag

pytestmark = pytest.mark.django_db(transaction=True)

ADD = "/admin/news/article/add/"


@pytest.fixture
def desk(page):
    """A page at which an editor is signed in."""
    sign_in(page.context, page.home)
    return page


def type_into(page, field, text):
    """Type into an autocomplete and return the choices that it opens."""
    page.click(f".field-{field} .select2-search__field")
    page.keyboard.type(text)
    choices = page.locator(".select2-results__option[aria-selected]")
    choices.first.wait_for()
    return choices


def test_an_article_is_written_and_published(desk, live_server):
    make_tag("співробітництво")
    desk.goto(ADD)
    desk.fill("#id_title", "Громада відкрила бібліотеку")
    desk.locator(".ProseMirror").click()
    desk.keyboard.type("Перший абзац.")
    type_into(desk, "hromadas", "ківшарівка").filter(has_text="Куп’янська").click()
    type_into(desk, "tags", "СПІВРОБІТНИЦТВО").filter(has_text="співробітництво").click()
    type_into(desk, "tags", "нова тема").filter(has_text="Створити тег «нова тема»").click()
    desk.get_by_role("button", name="Опублікувати зараз").click()
    desk.wait_for_url(f"{live_server.url}/admin/news/article/")
    expect(desk.locator(".messagelist")).to_contain_text(
        "Опубліковано: «Громада відкрила бібліотеку»."
    )
    article = Article.objects.get()
    assert article.is_published()
    assert [tag.name for tag in article.tags.all()] == ["нова тема", "співробітництво"]
    assert [place.short_name for place in article.hromadas.all()] == ["Куп’янська"]
    assert desk.console_errors == []
    assert [address for address in desk.requests if not address.startswith(live_server.url)] == []


def test_choices_can_be_read_in_the_dark(desk):
    """Without the admin's own theme select2 is white on white there."""
    desk.emulate_media(color_scheme="dark")
    desk.goto(ADD)
    make_tag("освіта"), make_tag("освітні центри")
    choice = type_into(desk, "tags", "осв").last
    colours = choice.evaluate(
        """choice => {
            const rgba = (element, property) =>
                getComputedStyle(element)[property].match(/[0-9.]+/g).map(Number);
            let behind = choice;
            while (rgba(behind, "backgroundColor")[3] === 0) behind = behind.parentElement;
            return [rgba(choice, "color")[0], rgba(behind, "backgroundColor")[0]];
        }"""
    )
    assert colours[0] > 200
    assert colours[1] < 60


def test_a_filter_is_applied_as_soon_as_it_is_chosen(desk, live_server):
    make_article("Про воду", tags=["вода"])
    make_article("Про освіту", tags=["освіта"])
    desk.goto(reverse("admin:news_article_changelist"))
    desk.click("#changelist-filter [aria-labelledby=select2-filter-tag-container]")
    desk.keyboard.type("вода")
    desk.locator(".select2-results__option", has_text="вода").click()
    desk.wait_for_url("**/?tag=*")
    expect(desk.locator("#result_list tbody tr")).to_have_count(1)
    expect(desk.locator("#result_list")).to_contain_text("Про воду")
    assert desk.console_errors == []


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_the_menu_of_the_form_stands_in_the_window_and_closes_when_one_looks_elsewhere(desk, width):
    article = make_article(state="draft")
    desk.set_viewport_size({"width": width, "height": 800})
    desk.goto(reverse("admin:news_article_change", args=[article.pk]))
    menu = desk.locator(".state-more > div")
    for leave in (lambda: desk.click("#id_title"), lambda: desk.keyboard.press("Escape")):
        desk.click(".state-more summary")
        expect(menu).to_be_visible()
        box = menu.bounding_box()
        assert box["x"] >= 0
        assert box["y"] >= 0
        assert box["x"] + box["width"] <= width
        leave()
        expect(menu).to_be_hidden()
    room = "document.documentElement.scrollWidth <= innerWidth"
    assert desk.evaluate(room)
    fields = desk.locator(".desk-side :is(input, select, .select2-selection):visible")
    panel = desk.locator(".desk-side > fieldset").first.bounding_box()
    edges = [field.bounding_box() for field in fields.all()]
    assert edges
    assert max(box["x"] + box["width"] for box in edges) < panel["x"] + panel["width"]
