"""The site without a mouse: every stop of the Tab key is seen, and everything can be done."""

import pytest

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
    assert tab(page)["inMain"]
    page.goto("/")
    tab_to(page, "header nav a[href='/regions/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/regions/")
    assert page.locator("header a[aria-current=page]").inner_text().strip() == "Регіони"


def test_filters_are_set_and_taken_back(page, live_server, newsroom):
    page.goto("/news/")
    tab_to(page, ".filters summary")
    page.keyboard.press("Enter")
    tab_to(page, "#f-oblast")
    choose(page, "kharkivska-oblast")
    tab_to(page, "#f-tag")
    choose(page, "biudzhet")
    tab_to(page, ".filters button")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith("/news/?oblast=kharkivska-oblast&tag=biudzhet")
    assert page.locator(".card").count() == 1
    assert "Харківська область" in page.locator("h1").inner_text()
    tab_to(page, ".chosen a")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "oblast=" not in page.url or "tag=" not in page.url


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
    with page.expect_response("**/suggest**"):
        page.keyboard.type("Ківшар")
    page.locator("#find-list [role=option]").first.wait_for()
    page.keyboard.press("ArrowDown")
    chosen = page.get_attribute("#find-q", "aria-activedescendant")
    assert page.locator(f"#{chosen}").get_attribute("aria-selected") == "true"
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{hromada().get_absolute_url()}")


def test_an_article_is_read_by_its_contents_and_cited(page, live_server, newsroom):
    page.goto(newsroom["rich"].get_absolute_url())
    tab_to(page, ".contents a")
    target = page.evaluate("document.activeElement.hash.slice(1)")
    page.keyboard.press("Enter")
    heading = page.locator(f"[id='{target}']")
    assert abs(heading.bounding_box()["y"]) < 200
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
    assert page.get_attribute("html", "data-theme") == "dark"
    tab_to(page, ".footer [name=light]")
    page.keyboard.press("Space")
    page.goto(newsroom["rich"].get_absolute_url())
    assert page.get_attribute("html", "data-theme") == "dark"
    assert "light-mode" in page.get_attribute("html", "class")
    assert not page.locator("main picture img").first.is_visible()
    assert page.context.cookies() == []
