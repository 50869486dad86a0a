"""The embed of a place follows the theme that its site asks for, and gives its code to copy."""

import pytest

from tests.factories import KUPIANSK, hromada, make_article

pytestmark = pytest.mark.django_db
EMBED = f"/embed/regions/{KUPIANSK}/"


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


def test_embed_shows_six_news_by_whole_addresses(client, settings):
    for number in range(8):
        make_article(f"Новина {number}", hromadas=[KUPIANSK])
    html = client.get(EMBED).content.decode()
    assert html.count("<li>") == 6
    assert html.count(f'href="{settings.SITE_URL}/news/') == 6
    assert (
        f'<link rel="canonical" href="{settings.SITE_URL}{hromada().get_absolute_url()}">' in html
    )


def test_code_is_copied_with_the_chosen_theme(page, context, live_server, settings):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(hromada().get_absolute_url())
    page.get_by_text("Новини для вашого сайту").click()
    page.get_by_label("Темна").first.check()
    page.get_by_role("button", name="Скопіювати код").click()
    page.get_by_text("Код скопійовано.").wait_for()
    code = page.evaluate("navigator.clipboard.readText()")
    assert code.startswith(f'<iframe src="{settings.SITE_URL}{EMBED}?theme=dark" title="Новини: ')
    assert code.endswith("></iframe>")
    page.get_by_role("link", name="Подивитися, як виглядає").click()
    page.wait_for_url(f"**{EMBED}?theme=dark")
    assert page.console_errors == []
