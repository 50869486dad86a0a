"""The editor of an article in a real browser, as tests drive it, under the policy of the site."""

import re

from django.conf import settings
from django.urls import reverse
from playwright.sync_api import expect

from news.models import Article
from portal.policy import HEADER, policy
from tests.browser import sign_in

TEXT = ".ProseMirror"
# What a page sends when it is left can't be answered here: it isn't sent.
LEAVES_NOTHING = """
    navigator.sendBeacon = () => true;
    const ask = window.fetch;
    window.fetch = (what, how) => (how?.keepalive ? new Promise(() => {}) : ask(what, how));
"""


def open_editor(page, article=None, role="editor", csp=True):
    """Sign a member of staff in and open the form of `article`, or of a new one.

    Without `csp` the browser doesn't keep to the policy, so that nothing but our own care is tried.

    What the form sends by itself is answered here: no request outlives the test.
    """
    if settings.SESSION_COOKIE_NAME not in {kept["name"] for kept in page.context.cookies()}:
        sign_in(page.context, page.home, role)
        if not csp:
            page.context.new_cdp_session(page).send("Page.setBypassCSP", {"enabled": True})
        page.add_init_script(LEAVES_NOTHING)
        page.site.refused = re.compile("/(autosave|presence|discard)/")
    name = "admin:news_article_change" if article else "admin:news_article_add"
    answer = page.goto(reverse(name, args=[article.pk] if article else []))
    assert answer.headers[HEADER.lower()] == policy()
    page.wait_for_selector(TEXT)
    return page


def load(page, html):
    """Put HTML into the editor from outside, as restoring does."""
    page.evaluate(
        """html => {
            const textarea = document.querySelector("#id_body");
            textarea.value = html;
            textarea.dispatchEvent(new Event("portal:set"));
        }""",
        html,
    )


def paste(page, html="", text="", files=()):
    """Paste into the editor what a clipboard may hold; `files` are (name, type) of small files."""
    page.evaluate(
        """([html, text, files]) => {
            const data = new DataTransfer();
            if (html) data.setData("text/html", html);
            if (text) data.setData("text/plain", text);
            for (const [name, type] of files) data.items.add(new File(["x"], name, {type}));
            const options = {clipboardData: data, bubbles: true, cancelable: true};
            const editor = document.querySelector(".ProseMirror");
            editor.dispatchEvent(new ClipboardEvent("paste", options));
        }""",
        [html, text, list(files)],
    )


def settle(page):
    """Wait until the editor knows what is selected: it learns of it by an event after the key."""
    page.wait_for_function(
        """() => {
            const {view} = document.querySelector(".ProseMirror").editor;
            const {anchorNode, anchorOffset, focusNode, focusOffset} = getSelection();
            const {anchor, head} = view.state.selection;
            return view.posAtDOM(anchorNode, anchorOffset) === anchor
                && view.posAtDOM(focusNode, focusOffset) === head;
        }"""
    )


def expect_body(page, expected):
    """Wait until the form would send this HTML, or HTML that matches this compiled pattern."""
    expect(page.locator("#id_body")).to_have_value(expected)


def save(page):
    """Save the form; return the Article as it is stored."""
    with page.expect_navigation():
        page.evaluate("document.querySelector('#article_form').requestSubmit()")
    assert "/admin/news/article/" in page.url
    return Article.objects.latest("saved_at")


def errors(page):
    """Return what the page complained of, but for what is answered by the tests instead."""
    return [text for text in page.console_errors if "503" not in text]
