"""The embed of a place is as its site asks for, weighs little, and has a page for its code."""

import gzip
import re

import pytest
from playwright.sync_api import expect

from tests.factories import KUPIANSK, hromada, make_article

pytestmark = [pytest.mark.django_db, pytest.mark.soak_on_postgres]
EMBED = f"/embed/regions/{KUPIANSK}/"
CODE = f"{EMBED}code/"


def code_on(html):
    (found,) = re.findall(r"<textarea[^>]*>(.*?)</textarea>", html, re.DOTALL)
    return found.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


@pytest.mark.parametrize(
    ("query", "root"),
    [
        ("", '<html lang="uk">'),
        ("?theme=dark", '<html lang="uk" data-theme="dark">'),
        ("?theme=light", '<html lang="uk" data-theme="light">'),
        ('?theme="><script>', '<html lang="uk">'),
    ],
)
def test_theme_is_chosen_by_the_address(query, root, client):
    assert root in client.get(EMBED + query).content.decode()


@pytest.mark.parametrize(
    ("query", "number"),
    [("", 6), ("?items=3", 3), ("?items=12&theme=dark", 12), ("?items=13", 6), ("?items=0", 6),
     ("?items=-1", 6), ("?items=3x", 6), ("?items=" + "9" * 500, 6), ("?items=%D9%A3", 6)],
)  # fmt: skip
def test_so_many_news_as_asked_by_whole_addresses(query, number, client, settings):
    for each in range(14):
        make_article(f"Новина {each}", hromadas=[KUPIANSK])
    html = client.get(EMBED + query).content.decode()
    assert html.count("<li>") == number
    assert html.count(f'href="{settings.SITE_URL}/news/') == number
    assert (
        f'<link rel="canonical" href="{settings.SITE_URL}{hromada().get_absolute_url()}">' in html
    )


def test_ten_kilobytes_no_cookie_no_script_and_a_frame_everywhere(client):
    for each in range(12):
        make_article(
            f"{each} " + "Громада збирає пропозиції до бюджету участі. " * 6, hromadas=[KUPIANSK]
        )
    response = client.get(EMBED + "?items=12")
    assert len(response.content) <= 10_000 + 12 * 600, "twelve titles of the greatest length"
    assert len(gzip.compress(response.content)) <= 10_000
    html = response.content.decode()
    assert "<script" not in html
    assert not re.search(r'<(?:img|iframe|link rel="stylesheet")', html)
    assert not response.cookies
    assert "X-Frame-Options" not in response
    assert "frame-ancestors *" in response["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/", CODE, "/data/"])
def test_nothing_but_the_embed_stands_in_frames(path, client):
    response = client.get(path)
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]
    assert response["X-Frame-Options"] == "DENY"


def test_an_embed_of_usual_news_is_ten_kilobytes_as_it_is(client):
    for each in range(8):
        make_article(
            f"{each}. Громада збирає пропозиції до бюджету участі: як подати свій проєкт до липня",
            hromadas=[KUPIANSK],
        )
    assert len(client.get(EMBED).content) <= 10_000
    assert len(client.get("/en" + EMBED).content) <= 10_000


def test_the_code_as_it_is_asked_for(client, settings):
    def code(query="", page=CODE):
        return code_on(client.get(page + query).content.decode())

    name = "Куп’янська міська територіальна громада"
    site = settings.SITE_URL
    assert code() == (
        f'<iframe src="{site}{EMBED}" title="Новини: {name}" width="400" height="624" '
        'loading="lazy" style="max-width:100%;border:0"></iframe>'
    )
    chosen = code("?theme=dark&items=3&height=400")
    assert f'src="{site}{EMBED}?theme=dark&items=3"' in chosen.replace("&amp;", "&")
    assert 'height="400"' in chosen
    assert 'height="372"' in code("?items=3")
    english = code("?language=en")
    assert f'src="{site}/en{EMBED}" title="Новини: Kupianska urban hromada"' in english
    assert f'src="{site}/en{EMBED}" title="News: Kupianska urban hromada"' in code(
        page="/en" + CODE
    )
    for query in ("?height=1", "?height=99999", "?height=x", '?items="><b>', "?language=ru"):
        assert code(query) == code(), query


def test_the_page_of_a_settlement_leads_to_its_hromada(client):
    centre = hromada().centre
    response = client.get(f"/embed/regions/{centre.katottg}/code/")
    assert (response.status_code, response["Location"]) == (301, CODE)
    assert client.get("/embed/regions/UA00000000000000000/code/").status_code == 404


def test_the_page_of_a_place_leads_to_the_code_and_is_no_search_result(client):
    html = client.get(hromada().get_absolute_url()).content.decode()
    assert f'<a href="{CODE}">Новини для вашого сайту</a>' in html
    assert 'content="noindex, follow"' in client.get(CODE).content.decode()


def test_code_is_made_shown_and_copied(page, context, live_server, settings):
    make_article("Новина для ради", hromadas=[KUPIANSK])
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(CODE)
    frame = page.frame_locator(".embed-preview")
    expect(frame.get_by_role("link", name="Новина для ради")).to_be_visible()
    page.locator("main").get_by_label("Темна").check()
    page.get_by_label("Скільки новин").select_option("4")
    page.get_by_role("button", name="Показати").click()
    page.wait_for_url(f"**{CODE}?language=uk&theme=dark&items=4")
    expect(frame.locator("html")).to_have_attribute("data-theme", "dark")
    page.get_by_role("button", name="Скопіювати код").click()
    page.get_by_text("Код скопійовано.").wait_for()
    code = page.evaluate("navigator.clipboard.readText()")
    assert f'src="{settings.SITE_URL}{EMBED}?theme=dark&items=4" title="Новини: ' in code
    assert code.endswith("></iframe>")
    assert page.console_errors == []
    assert not page.context.cookies()
