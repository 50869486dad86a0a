"""An article is passed on by plain links and cited in a line; a draft has nothing to pass on."""

import re
from datetime import datetime
from urllib.parse import parse_qs, unquote, urlsplit
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override

from news.citation import citation
from tests.factories import make_article, make_preview

pytestmark = [pytest.mark.django_db, pytest.mark.soak_on_postgres]
DAY = datetime(2025, 7, 7, 12, 40, tzinfo=ZoneInfo("Europe/Kyiv"))


def share_of(html):
    return re.search(r'<section class="share">.*?</section>', html, re.DOTALL)[0]


def test_every_link_carries_the_whole_address(client):
    article = make_article('Вода & "світло" <100 %>')
    share = share_of(client.get(article.get_absolute_url()).content.decode())
    whole = f"http://testserver{article.get_absolute_url()}"
    links = [link.replace("&amp;", "&") for link in re.findall(r'href="([^"]+)"', share)]
    assert [urlsplit(link).netloc or link.split(":")[0] for link in links] == [
        *("t.me", "forward", "wa.me", "www.facebook.com", "x.com", "mailto"),
    ]
    for link in links:
        values = sum(parse_qs(urlsplit(link).query).values(), [])
        assert whole in values, link
    assert unquote(links[-1]).startswith('mailto:?subject=Вода & "світло" <100 %>&body=http')


def test_what_needs_a_script_waits_hidden(client):
    share = share_of(client.get(make_article().get_absolute_url()).content.decode())
    assert share.count("<button") == 3
    assert len(re.findall(r"<(?:li|p) hidden><button", share)) == 3


def test_a_draft_is_not_passed_on(client):
    html = client.get(make_preview(make_article(state="draft"))).content.decode()
    assert 'class="share"' not in html
    assert "js/share.js" not in html


@pytest.mark.parametrize(
    ("title", "byline", "said"),
    [
        ("Громада має воду", "", "Громада має воду."),
        ("Громада має воду.", "О. Коваль.", "Громада має воду / О. Коваль."),
        ("Що далі?", "", "Що далі?"),
        ("Що далі?", "Редакція", "Що далі? / Редакція."),
    ],
)
def test_a_citation_has_title_author_site_date_and_address(title, byline, said):
    article = make_article(title, byline=byline, published_at=DAY)
    address = f"http://testserver{article.get_absolute_url()}"
    assert citation(article) == f"{said} Портал громад. 07.07.2025. URL: {address}"


def test_a_citation_in_english():
    article = make_article("Water is back", language="en", published_at=DAY)
    with override("en"):
        assert citation(article).startswith("Water is back. Hromada Portal. 7 July 2025. URL: ")
