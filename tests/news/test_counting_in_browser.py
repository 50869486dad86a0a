"""A reading in a real browser is counted once it is seen, with scripts and without."""

from playwright.sync_api import expect

from news.models import ViewsBySource, ViewsTotal
from tests.browser import READER
from tests.factories import make_article


def counted(article):
    return sum(ViewsTotal.objects.filter(article=article).values_list("count", flat=True))


def test_the_number_of_now_is_shown_in_a_page_that_was_kept(page, live_server):
    article = make_article(views_imported=12_479)
    page.route("**/view*", lambda route: route.abort())
    page.goto(article.get_absolute_url())
    expect(page.get_by_text("Переглядів: 12 479")).to_be_visible()
    page.unroute("**/view*")
    with page.expect_response("**/view*") as told:
        page.goto(article.get_absolute_url())
    assert "cookie" not in told.value.request.all_headers()
    expect(page.get_by_text("Переглядів: 12 480")).to_be_visible()
    assert counted(article) == 1


def test_a_page_opened_from_another_says_where_the_reader_came_from(page, live_server):
    article = make_article()
    page.goto("/news/")
    with page.expect_response("**/view?from=*"):
        page.get_by_role("link", name=article.title).first.click()
    assert list(ViewsBySource.objects.values_list("source", "count")) == [("portal", 1)]


def test_a_page_in_the_background_waits_until_it_is_seen(page, live_server):
    article = make_article()
    page.add_init_script(
        "Object.defineProperty(document, 'visibilityState', "
        "{get: () => window.seen ? 'visible' : 'hidden'});"
    )
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "/view" in request.url else 0)
    page.goto(article.get_absolute_url())
    page.wait_for_load_state("networkidle")
    assert asked == []
    with page.expect_response("**/view*"):
        page.evaluate("window.seen = true; document.dispatchEvent(new Event('visibilitychange'))")
    assert counted(article) == 1


def test_a_reader_without_scripts_is_counted_by_a_picture(browser, live_server):
    article = make_article()
    context = browser.new_context(
        base_url=live_server.url, java_script_enabled=False, user_agent=READER
    )
    page = context.new_page()
    with page.expect_response("**/view.gif") as told:
        page.goto(article.get_absolute_url())
    assert told.value.status == 200
    assert counted(article) == 1
    context.close()
