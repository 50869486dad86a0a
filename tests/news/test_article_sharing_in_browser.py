"""The buttons under an article: the system's sheet, the printer, the citation copied."""

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from news.addresses import absolute
from tests.factories import make_article

pytestmark = pytest.mark.django_db(transaction=True)

# What a phone has and headless Chromium on a desk has not.
DEVICE = """
    window.shared = [];
    navigator.share = async (what) => { shared.push(what); throw new DOMException("AbortError"); };
    window.print = () => shared.push("printed");
"""


@pytest.fixture
def article(page):
    made = make_article("Громада має «воду»")
    page.add_init_script(DEVICE)
    page.goto(made.get_absolute_url())
    page.locator("[data-does=share]").wait_for()
    return made


def test_share_and_print_are_asked_of_the_system(article, page, live_server):
    page.get_by_role("button", name="Надіслати…").press("Enter")
    page.get_by_role("button", name="Друкувати").click()
    page.wait_for_function("shared.length === 2")
    assert page.evaluate("shared") == [
        {"title": "Громада має «воду»", "url": absolute(article.get_absolute_url())},
        "printed",
    ]
    assert page.console_errors == []


def test_a_citation_is_copied_with_the_day_of_reading(article, page):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_text("Послатися на статтю").click()
    page.get_by_role("button", name="Скопіювати").click()
    page.get_by_role("status").get_by_text("Скопійовано.").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("Громада має «воду». Портал громад. ")
    assert copied.endswith(
        f"{article.get_absolute_url()} (дата звернення: {date.today():%d.%m.%Y})."
    )


def test_without_a_clipboard_the_citation_is_selected(article, page):
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error()); }")
    page.get_by_text("Послатися на статтю").click()
    page.get_by_role("button", name="Скопіювати").click()
    page.wait_for_function("getSelection().toString() !== ''")
    selected = page.evaluate("getSelection().toString()")
    assert selected == page.locator("[data-read]").inner_text()
    assert selected.startswith("Громада має")


def test_a_link_of_the_contents_leads_to_its_part(page):
    filling = f"<p>{'Громада радиться про бюджет. ' * 60}</p>"
    body = "".join(f"<h2>Частина {name}</h2>{filling}" for name in ("перша", "друга", "третя"))
    page.goto(make_article(body=body).get_absolute_url())
    page.get_by_role("navigation", name="Зміст").get_by_role("link", name="Частина третя").click()
    expect(page).to_have_url(re.compile("#s-chastyna-tretia$"))
    expect(page.get_by_role("heading", name="Частина третя")).to_be_in_viewport()
