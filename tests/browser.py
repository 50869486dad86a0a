"""Fixtures for tests in a real browser: Debian's Chromium, driven by Playwright.

    def test_article_opens(page, live_server):
        page.goto(f"{live_server.url}/")
        assert page.url == f"{live_server.url}/"  # first the address: an expired login is no page

After a click or a key the page answers in its own time: what it shows then is read by `expect()`,
which waits, never by `count()`, `inner_text()` or `page.url` at once.

    page.get_by_role("button", name="Показати").click()
    expect(page.locator(".card")).to_have_count(1)

`page.console_errors` lists what the page complained about, `page.requests` every address that it
asked for. Don't read the body of a request sent with `keepalive`: the browser never says that it
ended, and Playwright waits for ever.

A test that uses `page` or `browser` gets the marker `browser` by itself and runs after all others;
`make test` runs them once, with SQLite.
"""

import os
import shutil
import time

import pytest
from django.conf import settings

from tests.staff import signed_in

PATIENCE = 20_000  # ms: how long a machine that has other work may take for one step
# Its own name says that nobody looks at it, and the views of such a one aren't counted.
READER = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/143.0.0.0 Safari/537.36"
ARGUMENTS = [
    "--headless",
    "--no-sandbox",  # Chromium refuses to start as root, as in a container, with its sandbox
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser():
    """A running headless Chromium, a Playwright `Browser`, for the whole session."""
    from playwright.sync_api import expect, sync_playwright

    # The shell is Chromium without its windows: a fresh profile costs it half as much.
    names = ("chromium-headless-shell", "chromium", "chromium-browser")
    executable = next(filter(None, map(shutil.which, names)), None)
    if not executable:
        pytest.skip("no chromium on the PATH: apt-get install chromium")
    # Playwright's synchronous interface keeps an event loop running in this thread, which Django
    # takes for asynchronous code and refuses queries. These tests run last: nobody else is let off.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE)
        browser = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        yield browser
        browser.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
    else:
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = before


@pytest.fixture
def context(browser, live_server):
    """A fresh browser profile of a reader in Ukraine, 1280 × 900, at the live server."""
    context = browser.new_context(
        base_url=live_server.url,
        locale="uk-UA",
        timezone_id="Europe/Kyiv",
        user_agent=READER,
        viewport={"width": 1280, "height": 900},
        # It fetches in the background, also while the test's database is already being emptied.
        service_workers="block",
    )
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


@pytest.fixture
def page(context, live_server):
    """A page of `context` that keeps its `requests` (addresses) and `console_errors` (texts).

    Its `home` is the address of the live server, without a path.
    """
    page = context.new_page()
    page.home, page.requests, page.console_errors = live_server.url, [], []
    page.on("request", lambda request: page.requests.append(request.url))
    page.on("pageerror", lambda error: page.console_errors.append(str(error)))
    page.on(
        "console",
        lambda message: message.type == "error" and page.console_errors.append(message.text),
    )
    page.wait_for_function = lambda *asked, **how: wait_for(page, *asked, **how)
    return page


def sign_in(context, home, role="editor"):
    """Give a browser profile the session of a new account with a role of tests/factories.py.

    `home` is the address of the live server. The form of signing in is opened by few tests only:
    it costs each a second.
    """
    session = signed_in(role).cookies[settings.SESSION_COOKIE_NAME].value
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": home}
    context.add_cookies([cookie])


def wait_for(page, expression, *, arg=None, timeout=PATIENCE):
    """Wait until an expression is true; `timeout` is in milliseconds.

    Playwright's own way calls eval() in the page, which the policy of readers' pages forbids.
    """
    from playwright.sync_api import Error

    until = time.monotonic() + timeout / 1000
    while True:
        try:
            if page.evaluate(expression, arg):
                return
        except Error as error:
            if "context was destroyed" not in str(error):  # by a page that comes instead
                raise
        assert time.monotonic() < until, f"It never came true: {expression}"
        page.wait_for_timeout(50)
