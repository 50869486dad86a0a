"""«Запропонувати місця й теги» as an editor presses it: by mouse, by keyboard, without scripts."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from playwright.sync_api import expect

from news.models import Article
from newsroom.models import Proposal
from regions.models import Hromada
from tests.browser import sign_in
from tests.factories import KUPIANSK, make_article, make_tag
from tests.newsroom.editing import errors, open_editor, save
from tests.newsroom.test_accessibility_in_browser import RULES, barriers

pytestmark = pytest.mark.django_db(transaction=True)

TITLE = "У Куп’янській громаді відкрили бібліотеку для ветеранів"
LEAD = "Олександрівська громада передала книжки."
ASK = "Запропонувати місця й теги"


@pytest.fixture
def labels():
    """What TITLE names: a hromada and two tags."""
    return Hromada.objects.get(katottg=KUPIANSK), make_tag("бібліотеки"), make_tag("ветерани")


def ask(page):
    """Type an article, press the button, and return the panel with what was suggested."""
    page.fill("#id_title", TITLE)
    page.fill("#id_lead", LEAD)
    page.get_by_role("button", name=ASK).click()
    panel = page.locator(".suggestions")
    expect(panel.get_by_role("status")).to_have_text("4 пропозиції.")
    return panel


def item(panel, name):
    return panel.locator("li.suggestion").filter(has_text=name).first


def button(page, action, name):
    return page.get_by_role("button", name=re.compile(rf"{action}\s*: {name}"))


def test_what_is_accepted_is_saved_and_what_is_refused_is_not_offered_again(page, labels):
    hromada, library, veterans = labels
    open_editor(page)
    panel = ask(page)
    expect(item(panel, "Куп’янська")).to_contain_text("у заголовку «Куп’янській громаді»")
    for name in ("Куп’янська", "бібліотеки"):
        item(panel, name).get_by_role("button", name="Додати").click()
        expect(item(panel, name).get_by_role("button", name="Скасувати")).to_be_focused()
    expect(page.locator(".field-hromadas")).to_contain_text("Куп’янська міська громада")
    # By the keyboard: the focus stays in the item that was decided.
    item(panel, "ветерани").get_by_role("button", name="Відхилити").focus()
    page.keyboard.press("Enter")
    expect(item(panel, "ветерани").get_by_role("button", name="Повернути")).to_be_focused()
    expect(panel.get_by_role("status")).to_have_text("Відхилено: ветерани.")
    panel.get_by_role("button", name="Жодне з них").click()
    expect(panel.get_by_role("status")).to_have_text("Відхилено: «Олександрівська».")
    assert Axe().run(page, ".suggestions", RULES).response["violations"] == []
    article = save(page)
    assert list(article.hromadas.all()) == [hromada]
    assert list(article.oblasts.all()) == [hromada.oblast]
    assert list(article.tags.all()) == [library]
    assert Proposal.objects.filter(article=article, tag=veterans).exists()
    page.get_by_role("button", name=ASK).click()
    expect(panel.get_by_role("status")).to_have_text("Нових пропозицій немає.")
    panel.get_by_text("Відхилені раніше").click()
    item(panel, "ветерани").get_by_role("button", name="Повернути").click()
    expect(item(panel, "ветерани").get_by_role("button", name="Додати")).to_be_focused()
    assert errors(page) == []


def test_undo_takes_it_out_of_the_field_and_what_is_taken_out_there_is_offered_again(page, labels):
    open_editor(page)
    panel = ask(page)
    kupiansk = item(panel, "Куп’янська")
    chosen = page.locator(".field-hromadas .select2-selection__choice")
    kupiansk.get_by_role("button", name="Додати").click()
    kupiansk.get_by_role("button", name="Скасувати").click()
    expect(chosen).to_have_count(0)
    kupiansk.get_by_role("button", name="Додати").click()
    chosen.locator(".select2-selection__choice__remove").click()
    expect(kupiansk.get_by_role("button", name="Додати")).to_be_visible()


def test_one_candidate_of_an_ambiguous_name_is_chosen_by_the_editor(page, labels):
    open_editor(page)
    panel = ask(page)
    namesakes = item(panel, "«Олександрівська»")
    chosen = namesakes.locator(".candidate").filter(has_text="Донецька область")
    chosen.get_by_role("button", name="Додати").click()
    expect(namesakes.get_by_role("button", name="Жодне з них")).to_be_hidden()
    article = save(page)
    assert [place.oblast.name for place in article.hromadas.all()] == ["Донецька область"]


def test_enter_in_a_field_saves_and_asks_for_no_suggestions(page):
    article = make_article("Стаття", state="draft")
    open_editor(page, article)
    page.fill("#id_byline", "Олена Коваль")
    with page.expect_navigation():
        page.locator("#id_byline").press("Enter")
    article.refresh_from_db()
    assert article.byline == "Олена Коваль"
    assert not any("suggestions/" in address for address in page.requests)


def test_without_scripts_the_buttons_send_the_form_and_nothing_is_lost(
    browser, live_server, labels
):
    context = browser.new_context(
        base_url=live_server.url, java_script_enabled=False, locale="uk-UA"
    )
    try:
        sign_in(context, live_server.url)
        page = context.new_page()
        page.goto("/admin/news/article/add/")
        page.fill("#id_title", TITLE)
        page.fill("#id_byline", "Олена Коваль")
        page.get_by_role("button", name=ASK).click()
        expect(page.locator("#id_title")).to_have_value(TITLE)
        for action, name in (("Додати", "Куп’янська"), ("Відхилити", "ветерани")):
            item(page, name).get_by_role("button", name=action).click()
            expect(page.get_by_text("Показано ваш незбережений текст")).to_be_visible()
            expect(button(page, action, name)).to_have_count(0)
        expect(button(page, "Додати", "бібліотеки")).to_be_visible()
        with page.expect_navigation():
            page.locator("#id_byline").press("Enter")
        article = Article.objects.get()
        assert (article.title, article.byline) == (TITLE, "Олена Коваль")
        assert list(article.hromadas.all()) == [labels[0]]
        assert Proposal.objects.get(article=article).tag == labels[2]
    finally:
        context.close()


def test_the_queue_is_worked_through_by_the_keyboard(context, page):
    for number in range(2):
        make_article(f"Новина {number}", body=f"<p>{TITLE}. {LEAD}</p>")
    call_command("propose_places", verbosity=0)
    sign_in(context, page.home)
    page.goto("/admin/proposals/")
    assert Axe().run(page, ".proposals", RULES).response["violations"] == []
    button(page, "Додати", "Куп’янська").first.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    # The next to decide has the focus already.
    expect(button(page, "Додати", "Олександрівська").first).to_be_focused()
    assert Article.objects.get(title="Новина 1").hromadas.count() == 1
    with page.expect_navigation():
        page.get_by_role("button", name="Відхилити все на цій сторінці").click()
    expect(page.get_by_text("Черга порожня")).to_be_visible()
    assert page.console_errors == []


@pytest.mark.soak
@pytest.mark.parametrize("width", [1280, 390])
def test_the_panel_and_the_queue_have_no_barrier(page, labels, width):
    open_editor(page)
    page.set_viewport_size({"width": width, "height": 900})
    panel = ask(page)
    item(panel, "Куп’янська").get_by_role("button", name="Додати").click()
    item(panel, "ветерани").get_by_role("button", name="Відхилити").click()
    expect(item(panel, "ветерани").get_by_role("button", name="Повернути")).to_be_focused()
    assert barriers(page) == ""
    article = make_article(body=f"<p>{TITLE}. {LEAD}</p>")
    call_command("propose_places", verbosity=0)
    page.goto("/admin/proposals/")
    expect(page.get_by_role("link", name=str(article))).to_be_visible()
    assert barriers(page) == ""
