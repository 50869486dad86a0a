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

import mimetypes
import os
import shutil
import threading
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import get_path_info
from pytest_django.live_server_helper import LiveServer

from tests.staff import signed_in

PATIENCE = 60_000  # ms: how long a machine that has other work may take for one step
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
    # Pages of a profile share a process, which then has our scripts and styles at hand.
    "--renderer-process-limit=1",
]


class Answer:
    """The parts of an answer, and what is called when the server has closed them: only then has
    Django let go of the database."""

    def __init__(self, parts, closed):
        self.parts, self.closed = parts, closed

    def __iter__(self):
        return iter(self.parts)

    def close(self):
        try:
            if hasattr(self.parts, "close"):
                self.parts.close()
        finally:
            self.closed()


class Site(StaticFilesHandler):
    """The site as a test wants it, with static files from memory: a form has sixty of them.

    What can be had here isn't done by `page.route()`: with a single one Playwright asks back for
    every file of the page, and the browser keeps none of them.
    """

    def __init__(self, application):
        super().__init__(application)
        self.kept = {}
        self.lock, self.asked = threading.Lock(), 0
        self.as_ever()

    def as_ever(self):
        """Forget what the test before wanted."""
        self.refused = None  # a pattern of the paths that are answered 503, before the site

    def __call__(self, environ, start_response):
        with self.lock:
            self.asked += 1
        try:
            return Answer(self.answer(environ, start_response), self.answered)
        except BaseException:
            self.answered()
            raise

    def answered(self):
        """Count a request as done with."""
        with self.lock:
            self.asked -= 1

    def wait(self):
        """Wait until every request is done with, also those of pages that were closed."""
        until = time.monotonic() + PATIENCE / 1000
        while self.asked:
            assert time.monotonic() < until, f"{self.asked} requests are still being answered"
            time.sleep(0.01)

    def answer(self, environ, start_response):
        path = get_path_info(environ)
        if self.refused and self.refused.search(path):
            start_response("503 Service Unavailable", [("Content-Type", "application/json")])
            return [b'{"error": "\xd1\x82\xd0\xb5\xd1\x81\xd1\x82"}']
        if not self._should_handle(path):
            return self.application(environ, self._mended(path, start_response))
        if path not in self.kept:
            file = finders.find(self.file_path(path))
            if file is None:
                return super().__call__(environ, start_response)
            body = Path(file).read_bytes()
            kind = mimetypes.guess_type(file)[0] or "application/octet-stream"
            headers = {"Content-Type": kind, "Content-Length": str(len(body))}
            self.kept[path] = headers | {"Cache-Control": "max-age=3600"}, body
        headers, body = self.kept[path]
        start_response("200 OK", list(headers.items()))
        return [body]

    def _mended(self, path, start_response):
        def started(status, headers, *error):
            if path.startswith(settings.MEDIA_URL):
                # The numbers of pictures begin anew with each test.
                headers = [pair for pair in headers if pair[0].lower() != "cache-control"]
                headers.append(("Cache-Control", "no-store"))
            return start_response(status, headers, *error)

        return started


@pytest.fixture(scope="session")
def live_server(request):
    """The site at `live_server.url`, as pytest-django runs it, with quicker static files."""
    server = LiveServer(request.config.getoption("liveserver"), start=False)
    server.thread.static_handler = Site
    server.start()
    server.site = server.thread.httpd.get_app()
    yield server
    server.stop()


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


@pytest.fixture(scope="session")
def profile(browser, live_server):
    """The browser profile of a reader in Ukraine, 1280 × 900, at the live server.

    Its first page stays open: a process that ends with each test would compile the half megabyte
    of an editor's scripts anew for the next one, as a new profile does, at twice the time.
    """
    profile = browser.new_context(
        base_url=live_server.url,
        locale="uk-UA",
        timezone_id="Europe/Kyiv",
        user_agent=READER,
        viewport={"width": 1280, "height": 900},
        # It fetches in the background, also while the test's database is already being emptied.
        service_workers="block",
    )
    profile.set_default_timeout(PATIENCE)
    profile.new_page().goto(f"{settings.STATIC_URL}css/base.css")
    yield profile
    profile.close()


@pytest.fixture
def context(profile, live_server):
    """The profile of a reader who comes for the first time, but for files kept by the browser."""
    yield profile
    first, *others = profile.pages
    for page in others:
        page.close()
    live_server.site.wait()  # a late answer would bring its cookie to the next test
    profile.unroute_all()
    profile.set_offline(False)
    profile.clear_permissions()
    profile.clear_cookies()
    devtools = profile.new_cdp_session(first)
    stored = {"origin": live_server.url, "storageTypes": "all"}
    devtools.send("Storage.clearDataForOrigin", stored)
    devtools.detach()


@pytest.fixture
def page(context, live_server):
    """A page of `context` that keeps its `requests` (addresses) and `console_errors` (texts).

    Its `home` is the address of the live server, without a path, and `site` is its Site.
    """
    page = context.new_page()
    page.site = live_server.site
    page.home, page.requests, page.console_errors = live_server.url, [], []
    page.on("request", lambda request: page.requests.append(request.url))
    page.on("pageerror", lambda error: page.console_errors.append(str(error)))
    page.on(
        "console",
        lambda message: message.type == "error" and page.console_errors.append(message.text),
    )
    page.wait_for_function = lambda *asked, **how: wait_for(page, *asked, **how)
    yield page
    page.site.as_ever()


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
