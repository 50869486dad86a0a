"""The archive counts news by months of Kyiv, and each leads to its list."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from news.archive import archive_of
from news.filters import Filters
from tests.factories import KUPIANSK, LVIV_OBLAST, make_article

pytestmark = pytest.mark.django_db
KYIV = ZoneInfo("Europe/Kyiv")


@pytest.fixture
def newsroom():
    for moment, fields in (
        (datetime(2025, 7, 31, 23, 59, tzinfo=KYIV), {"hromadas": [KUPIANSK], "tags": ["вода"]}),
        (datetime(2025, 8, 1, 0, 0, tzinfo=KYIV), {"hromadas": [KUPIANSK]}),
        (datetime(2025, 1, 1, 0, 30, tzinfo=KYIV), {"oblasts": [LVIV_OBLAST], "tags": ["вода"]}),
        (datetime(2024, 12, 31, 23, 30, tzinfo=KYIV), {"tags": ["вода"]}),
    ):
        make_article(published_at=moment, **fields)
    make_article("Чернетка", state="draft", published_at=datetime(2023, 5, 1, tzinfo=KYIV))
    make_article("An article", language="en", published_at=datetime(2022, 5, 1, tzinfo=KYIV))


def months(client, address="/news/archive/"):
    """Return {year: {name of month: number of news}} as the archive shows it."""
    response = client.get(address)
    assert response.status_code == 200
    return {
        year["year"]: {str(month["name"]): month["news"] for month in year["months"]}
        for year in response.context["years"]
    }


def test_months_are_those_of_kyiv_and_the_newest_is_first(newsroom, client):
    found = months(client)
    assert [int(year) for year in found] == [2025, 2024]
    assert [list(year.values()) for year in found.values()] == [[1, 1, 1], [1]]
    assert [name.lower() for name in found[2025]] == ["серпень", "липень", "січень"]


def test_each_month_and_year_leads_to_its_news(newsroom, client):
    response = client.get("/news/archive/")
    for year in response.context["years"]:
        for part in (year, *year["months"]):
            page = client.get(f"/news/{part['query']}")
            assert page.context["page"].count == part["news"], part
            assert page.context["filters"].words(), part


def test_the_archive_of_a_place_and_a_topic(newsroom, client):
    assert list(months(client, "/news/archive/?tag=voda")) == [2025, 2024]
    found = months(client, f"/news/archive/?hromada={KUPIANSK}&tag=voda&from=2020-01-01")
    assert found == {2025: {next(iter(found[2025])): 1}}
    html = client.get(f"/news/archive/?hromada={KUPIANSK}&tag=voda").content.decode()
    assert "<h1>Архів новин: Куп’янська громада\xa0· вода</h1>" in html
    assert (
        f'href="/news/?hromada={KUPIANSK}&amp;tag=voda&amp;from=2025-07-01&amp;to=2025-07-31"'
        in html
    )
    assert f'href="/news/archive/?hromada={KUPIANSK}"' in html  # without the topic


def test_lists_lead_to_their_archive(newsroom, client):
    for path, archive in (
        ("/news/", "/news/archive/"),
        ("/news/?tag=voda&from=2025-01-01", "/news/archive/?tag=voda"),
        ("/tags/voda/", "/news/archive/?tag=voda"),
    ):
        assert f'<a href="{archive}">Архів за місяцями</a>' in client.get(path).content.decode()
    assert archive_of(Filters.read({})) == "/news/archive/"


def test_english_archive_is_of_english_news(newsroom, client):
    html = client.get("/en/news/archive/").content.decode()
    assert html.count('href="/en/news/?from=2022-05-01&amp;to=2022-05-31">May') == 1
    assert "2025" not in html


def test_an_empty_archive_says_so(client):
    html = client.get("/news/archive/").content.decode()
    assert "Нічого не знайдено" in html
    assert client.get("/news/archive/?tag=nothing").status_code == 404
