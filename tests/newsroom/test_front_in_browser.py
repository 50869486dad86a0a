"""The lead block is chosen by typing and ordered by the keyboard alone."""

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from news.models import FrontPage
from tests.browser import sign_in
from tests.factories import make_article

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_editor_types_pins_and_orders_without_a_mouse(context, page):
    for title in ("Громада відкрила бібліотеку", "Водогін оновлено", "Школа має укриття"):
        make_article(title, body="<p>Так.</p>")
    sign_in(context, page.home)
    page.goto("/admin/front/")
    for term, title in (("бібл", "Громада відкрила бібліотеку"), ("водог", "Водогін оновлено")):
        page.focus("#front-q")
        last = f"q={quote(term)}"
        with page.expect_response(lambda answer, last=last: last in answer.url):
            page.keyboard.type(term)
        expect(page.locator(".front-choices li")).to_have_count(1)
        expect(page.locator(".front-choices li")).to_contain_text(title)
        expect(page.locator("#front-choices [role=status]")).to_contain_text("Знайдене")
        expect(page.locator("#front-q")).to_have_value(term)
        page.keyboard.press("Tab")  # to «Знайти», to the title, to «Закріпити»
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        expect(page.locator(".messagelist")).to_contain_text(f"«{title}». Закріплено")
    # What was just pinned has the focus; «Нижче» and «Вище» keep it on what is being moved.
    expect(page.locator(":focus")).to_have_attribute("value", "unpin")
    page.keyboard.press("Shift+Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator(":focus")).to_have_text(re.compile("^↓ Нижче"), use_inner_text=True)
    titles = [pin.article.title for pin in FrontPage.objects.get(language="uk").pins.all()]
    assert titles == ["Водогін оновлено", "Громада відкрила бібліотеку"]
    first = page.locator(".front-now li").first
    expect(first).to_have_text(re.compile("^Водогін оновлено"), use_inner_text=True)
    assert page.console_errors == []
