"""Every kind of page in a real browser: quiet, private, and never wider than the screen.

The pages are opened once, by the first test of this file that needs it; all of them ask the same
list of what was seen.
"""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest

from tests.site.kinds import Kind, typical
from tests.site.opening import listed, open_kind

# In one process, where several share the tests: each page is opened once for all of this file.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("every page")]

# The narrowest screen that must do (WCAG 1.4.10), a phone's, and a desk's at 200 % (WCAG 1.4.4):
# px wide.
WIDTHS = (320, 390, 640)
# How far the page reaches, and what reaches beyond the screen without being cut or scrolled.
OVERFLOW = """() => {
    const wide = document.documentElement.clientWidth
    if (document.documentElement.scrollWidth <= wide) return ""
    const beyond = [...document.body.querySelectorAll("*")].filter(
        element => element.getBoundingClientRect().right > wide + 0.5
    )
    return document.documentElement.scrollWidth + " px: " + beyond.slice(0, 3).map(
        element => element.outerHTML.slice(0, 100)
    ).join(" … ")
}"""


@dataclass
class Seen:
    """What a browser saw of a page; `wide` is {width, or width and size of letters: complaint}."""

    kind: Kind
    complaints: list = field(default_factory=list)  # of the console
    foreign: list = field(default_factory=list)  # addresses of other hosts that were asked
    cookies: list = field(default_factory=list)
    wide: dict = field(default_factory=dict)


_seen = {}


@pytest.fixture(params=["typical", pytest.param("all", marks=pytest.mark.soak)])
def seen(request, browser):
    """A list of Seen, one of each kind, or of each that stands for some."""
    if request.param not in _seen:
        kinds, page = map(request.getfixturevalue, ("kinds", "page"))
        chosen = kinds if request.param == "all" else typical(kinds)
        _seen[request.param] = [look_at(page, kind, page.home) for kind in chosen]
    return _seen[request.param]


def look_at(page, kind, home):
    """Open a page of a kind at the server `home`, and return what was Seen."""
    page.goto("about:blank")
    page.requests.clear()
    page.console_errors.clear()
    page.set_viewport_size({"width": 1280, "height": 900})
    open_kind(page, kind)
    seen = Seen(kind)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        seen.wide[width] = page.evaluate(OVERFLOW)
    # Letters twice as large, by the reader's own settings, on a screen that stays as wide.
    page.set_viewport_size({"width": 1280, "height": 900})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    seen.wide["1280, letters of 200 %"] = page.evaluate(OVERFLOW)
    own = f"the server responded with a status of {kind.status} "  # the page's own, told by itself
    seen.complaints = [text for text in page.console_errors if own not in text]
    seen.foreign = [
        address
        for address in page.requests
        if f"{urlsplit(address).scheme}://{urlsplit(address).netloc}" != home
        and urlsplit(address).scheme not in ("about", "data", "blob")
    ]
    seen.cookies = page.context.cookies()
    return seen


def test_nothing_scrolls_sideways_on_narrow_screens_and_with_large_letters(seen):
    wrong = [
        f"{one.kind.name} at {width}: {complaint}"
        for one in seen
        for width, complaint in one.wide.items()
        if complaint
    ]
    assert not wrong, listed(wrong)


def test_no_page_complains_in_the_console(seen):
    wrong = [(one.kind.name, one.complaints) for one in seen if one.complaints]
    assert not wrong, listed(wrong)


def test_no_page_asks_another_host(seen):
    wrong = [(one.kind.name, one.foreign) for one in seen if one.foreign]
    assert not wrong, listed(wrong)


def test_no_page_leaves_a_cookie(seen):
    wrong = [(one.kind.name, one.cookies) for one in seen if one.cookies]
    assert not wrong, listed(wrong)
