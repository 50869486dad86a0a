"""Every kind of page in a real browser, which would say in its console what the policy refuses."""

import http.server
import threading

import pytest
from playwright.sync_api import expect

from tests.browser import sign_in
from tests.factories import KUPIANSK, hromada, make_article, make_image, make_tag

VIDEO = (
    '<figure class="embed"><a href="https://www.youtube.com/watch?v=aqz-KE-bpKQ">Відео</a></figure>'
)


def refusals(page):
    """Return what the policy refused so far, in the browser's words."""
    return [each for each in page.console_errors if "Content Security Policy" in each]


def test_nothing_on_any_page_is_refused(page, live_server, media):
    article = make_article(
        hromadas=[KUPIANSK],
        tags=["партнерство"],
        cover=make_image(),
        body=f"<p>Є відео.</p>{VIDEO}",
    )
    place = hromada()
    for path in (
        "/",
        "/news/?oblast=kharkivska-oblast",
        article.get_absolute_url(),
        "/tags/",
        "/tags/partnerstvo/",
        "/popular/",
        "/search/?q=громада",
        "/regions/",
        "/regions/find/?q=Ківшарівка",
        place.oblast.get_absolute_url(),
        place.get_absolute_url(),
        f"/embed/regions/{KUPIANSK}/",
        "/feeds/",
        "/feeds/all.rss",
        "/ornaments/kupiansk.svg",
        "/api/v1/docs",
        "/en/",
    ):
        page.goto(path, wait_until="load")
        assert (path, refusals(page)) == (path, [])
    assert [each for each in page.requests if not each.startswith(live_server.url)] == []


def test_a_preview_in_the_form_is_not_refused(page, live_server):
    sign_in(page.context, page.home)
    article = make_article(state="draft")
    page.goto(f"/admin/news/article/{article.pk}/change/")
    page.click(".preview-open")
    frame = page.frame_locator(".preview-stage iframe:not(.preview-coming)")
    frame.get_by_role("heading", level=1).wait_for()
    assert refusals(page) == []


def test_nothing_of_the_newsroom_is_refused(page, live_server, media):
    sign_in(page.context, page.home, "admin")
    article, tag = make_article(cover=make_image()), make_tag("вода")
    for path in (
        *("", "front/", "guide/", "silent/", "proposals/", "search/?q=вода", "statistics/"),
        *("news/article/", "news/article/add/", "news/tag/twins/", "news/image/"),
        *(f"news/article/{article.pk}/{each}/" for each in ("change", "history", "delete")),
        *(f"news/image/{article.cover_id}/change/", "news/image/add/"),
        *(f"news/tag/{tag.pk}/change/", "news/tag/merge/", f"news/tag/{tag.pk}/change/?_popup=1"),
        *("auth/user/", "auth/user/add/", "regions/hromada/", "newsroom/link/", "admin/logentry/"),
        *("newsroom/starter/add/", "password_change/"),
    ):
        answer = page.goto(f"/admin/{path}", wait_until="load")
        assert (path, answer.status) == (path, 200)
        assert "unsafe" not in answer.headers["content-security-policy"], path
        assert (path, refusals(page)) == (path, [])
    assert [each for each in page.requests if not each.startswith(live_server.url)] == []


@pytest.fixture
def council():
    """The address of another site, which answers every path by a page that holds our embed."""

    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(
                f'<link rel="icon" href="data:,"><iframe src="{self.path[1:]}"></iframe>'.encode()
            )

        def log_message(self, *args):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=server.serve_forever).start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_an_embed_shows_itself_in_another_site_and_a_page_does_not(page, live_server, council):
    make_article("Новина Куп’янська", hromadas=[KUPIANSK])
    page.goto(f"{council}/{live_server.url}/embed/regions/{KUPIANSK}/")
    expect(page.frame_locator("iframe").get_by_text("Новина Куп’янська")).to_be_visible()
    assert refusals(page) == []
    with page.expect_console_message(lambda message: "frame-ancestors" in message.text):
        page.goto(f"{council}/{live_server.url}/news/")
