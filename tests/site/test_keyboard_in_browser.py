"""The site without a mouse: every stop of the Tab key is seen, and everything can be done."""

import re

import pytest
from playwright.sync_api import expect

from tests.factories import hromada
from tests.site.keyboard import choose, stops, tab, tab_to
from tests.site.opening import listed, open_kind

pytestmark = pytest.mark.django_db(transaction=True)

SAMPLE = {"front", "news with a mistake", "article", "hromada", "my"}


@pytest.fixture(autouse=True)
def _still(page):
    """Scrolling without motion: what has the focus is looked at right after the key."""
    page.emulate_media(reduced_motion="reduce")


@pytest.mark.parametrize("names", [SAMPLE, pytest.param(None, marks=pytest.mark.soak)])
def test_the_focus_is_seen_at_every_stop(names, page, live_server, kinds):
    wrong = []
    for kind in kinds:
        if names is not None and kind.name not in names:
            continue
        for width in (1280,) if names else (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            open_kind(page, kind)
            found = stops(page, 60 if names else 200)
            assert found, kind.name
            wrong += [
                (kind.name, width, stop["html"], stop["isSeen"], stop["isMarked"])
                for stop in found
                if not (stop["isSeen"] and stop["isMarked"])
            ]
    assert not wrong, listed(wrong)


def test_skip_link_and_menu(page, live_server, newsroom):
    page.goto("/")
    assert tab(page)["words"] == "До змісту"
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    assert tab(page)["inMain"]
    page.goto("/")
    tab_to(page, "header nav a[href='/regions/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/regions/")
    expect(page.locator("header a[aria-current=page]")).to_have_text("Регіони")


def test_filters_are_set_and_taken_back(page, live_server, newsroom):
    page.goto("/news/")
    tab_to(page, ".filters summary")
    page.keyboard.press("Enter")
    tab_to(page, "#f-oblast")
    choose(page, "kharkivska-oblast")
    tab_to(page, "#f-tag")
    choose(page, "biudzhet")
    tab_to(page, ".filters button")
    page.keyboard.press("Enter")
    expect(page).to_have_url("/news/?oblast=kharkivska-oblast&tag=biudzhet")
    expect(page.locator(".card")).to_have_count(1)
    expect(page.locator("h1")).to_contain_text("Харківська область")
    tab_to(page, ".chosen a")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/news/\?(oblast=kharkivska-oblast|tag=biudzhet)$"))


def test_the_map_leads_to_an_oblast_and_that_to_a_hromada(page, live_server, newsroom):
    page.goto("/regions/")
    stop = tab_to(page, ".map a")
    assert stop["words"]
    tab_to(page, ".map a[href='/regions/kharkivska-oblast/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/regions/kharkivska-oblast/")
    place = hromada().get_absolute_url()
    tab_to(page, f"main a[href='{place}']", limit=200)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{place}")


def test_a_hromada_is_found_while_typing(page, live_server):
    page.goto("/regions/find/")
    tab_to(page, "#find-q")
    page.keyboard.insert_text("Ківшар")
    page.locator("#find-list [role=option]").first.wait_for()
    page.keyboard.press("ArrowDown")
    chosen = page.get_attribute("#find-q", "aria-activedescendant")
    expect(page.locator(f"#{chosen}")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{hromada().get_absolute_url()}")


def test_an_article_is_read_by_its_contents_and_cited(page, live_server, newsroom):
    page.goto(newsroom["rich"].get_absolute_url())
    tab_to(page, ".contents a")
    target = page.evaluate("document.activeElement.hash.slice(1)")
    page.keyboard.press("Enter")
    page.wait_for_function(
        "id => Math.abs(document.getElementById(id).getBoundingClientRect().y) < 200", arg=target
    )
    # The next stop is after the heading, not again in the contents.
    tab(page)
    assert page.evaluate(
        "id => Boolean(document.getElementById(id).compareDocumentPosition(document.activeElement)"
        " & Node.DOCUMENT_POSITION_FOLLOWING)",
        target,
    )
    tab_to(page, ".share summary")
    page.keyboard.press("Enter")
    tab_to(page, ".share [data-does=copy]")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.keyboard.press("Enter")
    page.get_by_text("Скопійовано").wait_for()


def test_theme_and_light_mode_are_chosen_and_remembered(page, live_server, newsroom):
    page.emulate_media(color_scheme="light")
    page.goto("/news/")
    tab_to(page, ".footer [name=theme]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    tab_to(page, ".footer [name=light]")
    page.keyboard.press("Space")
    expect(page.locator("html")).to_have_class(re.compile("light-mode"))
    page.goto(newsroom["rich"].get_absolute_url())
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.locator("html")).to_have_class(re.compile("light-mode"))
    expect(page.locator("main picture img").first).to_be_hidden()
    assert page.context.cookies() == []
