"""The lead block is chosen by typing and ordered by the keyboard alone."""

import pytest

from news.models import FrontPage
from tests.factories import make_article
from tests.staff import signed_in

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_editor_types_pins_and_orders_without_a_mouse(context, page, live_server):
    for title in ("Громада відкрила бібліотеку", "Водогін оновлено", "Школа має укриття"):
        make_article(title, body="<p>Так.</p>")
    session = signed_in("editor").cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page.goto("/admin/front/")
    for term, title in (("бібл", "Громада відкрила бібліотеку"), ("водог", "Водогін оновлено")):
        page.focus("#front-q")
        page.keyboard.type(term)
        page.wait_for_function("() => document.querySelectorAll('.front-choices li').length === 1")
        assert "Знайдене" in page.inner_text("#front-choices [role=status]")
        assert page.input_value("#front-q") == term
        page.keyboard.press("Tab")  # to «Знайти», to the title, to «Закріпити»
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert f"«{title}». Закріплено" in page.inner_text(".messagelist")
    # What was just pinned has the focus; «Нижче» and «Вище» keep it on what is being moved.
    assert page.evaluate("document.activeElement.value") == "unpin"
    page.keyboard.press("Shift+Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.innerText").startswith("↓ Нижче")
    titles = [pin.article.title for pin in FrontPage.objects.get(language="uk").pins.all()]
    assert titles == ["Водогін оновлено", "Громада відкрила бібліотеку"]
    assert page.locator(".front-now li").first.inner_text().startswith("Водогін оновлено")
    assert page.console_errors == []
