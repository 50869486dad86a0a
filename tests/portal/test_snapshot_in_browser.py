"""A copy in a browser: from a bare server, and from the reader's own disk."""

import pytest
from django.db import transaction
from playwright.sync_api import expect

from tests.portal.copies import fill, publish, shrink, static_server


@pytest.fixture
def site(transactional_db, media):
    """The folder of a small site with pictures, to be copied below it."""
    with transaction.atomic():
        shrink()
    fill()
    return media


@pytest.fixture
def faults(page):
    """What the browser complains of, as it comes."""
    found = []
    page.on("console", lambda said: said.type == "error" and found.append(said.text))
    page.on("pageerror", lambda error: found.append(str(error)))
    # A picture that was still to come when the reader went on is no fault.
    page.on(
        "requestfailed",
        lambda request: request.failure != "net::ERR_ABORTED" and found.append(request.url),
    )
    return found


def test_copy_works_without_its_server(site, page, faults):
    publish(site / "copy")
    with static_server(site / "copy") as url:
        page.goto(f"{url}/")
        expect(page.get_by_text("Це копія сайту.")).to_be_visible()
        page.get_by_label("Темна").check()  # a script that needs no server
        expect(page.locator("html")).to_have_attribute("data-theme", "dark")
        page.get_by_role("link", name="Водогін відремонтували").first.click()
        expect(page.locator("h1")).to_have_text("Водогін відремонтували")
        page.get_by_role("link", name="Eng", exact=True).click()
        expect(page.get_by_text("This is a copy of the site.")).to_be_visible()
        page.goto(f"{url}/news/")
        page.get_by_role("link", name="Давніші").click()
        expect(page.locator(".pages")).to_contain_text("21–22 з 22")
        search = page.locator(".masthead form")
        assert search.get_attribute("action") == "http://testserver/search/"
        page.goto(f"{url}/regions/kharkivska-oblast/kupianska/")
        expect(page.locator("h1")).to_contain_text("Куп’янська")
        workers = "navigator.serviceWorker.getRegistrations().then(found => found.length)"
        assert page.evaluate(workers) == 0
    assert not faults


def test_copy_can_be_read_from_a_disk(site, page):
    """Scripts don't run from there; so nothing is shown that would need them."""
    publish(site / "copy", relative=True)
    page.goto((site / "copy" / "index.html").as_uri())
    expect(page.get_by_text("Це копія сайту.")).to_be_visible()
    expect(page.locator(".switches")).to_be_hidden()
    page.get_by_role("link", name="Водогін відремонтували").first.click()
    expect(page.locator("h1")).to_have_text("Водогін відремонтували")
    picture = page.locator("article img").first
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("image => image.naturalWidth") > 0
    page.get_by_role("link", name="Чого копія не вміє").click()
    expect(page.locator("h1")).to_have_text("Копія сайту")
