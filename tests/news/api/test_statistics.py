"""Statistics of months: what was published in each, and how often it has been read."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from tests.factories import KHARKIV_OBLAST, KUPIANSK, KYIV_OBLAST, make_article, read

pytestmark = pytest.mark.django_db
KYIV = ZoneInfo("Europe/Kyiv")


def months(api, query):
    answer = api.get(f"/statistics/?{query}")
    assert answer["articles"] == sum(month["articles"] for month in answer["months"])
    assert answer["views"] == sum(month["views"] for month in answer["months"])
    return [tuple(month.values()) for month in answer["months"]]


@pytest.fixture
def _news():
    may = datetime(2025, 5, 31, 23, 59, 59, tzinfo=KYIV)
    june = datetime(2025, 6, 1, 0, 0, tzinfo=KYIV)
    water = {"hromadas": [KUPIANSK], "tags": ["вода"]}
    read(make_article("Травень", published_at=may, views_imported=100, **water), times=2)
    make_article("Червень", published_at=june, views_imported=7, **water)
    make_article("June", published_at=june, views_imported=5, language="en", **water)
    make_article("Деінде", published_at=june, views_imported=1, oblasts=[KYIV_OBLAST])
    make_article("Чернетка", published_at=june, state="draft", views_imported=1000, **water)


@pytest.mark.usefixtures("_news")
@pytest.mark.parametrize(
    ("query", "may", "june"),
    [
        ("", (1, 102), (3, 13)),
        ("language=en", (0, 0), (1, 5)),
        (f"hromada={KUPIANSK}", (1, 102), (2, 12)),
        (f"hromada={KUPIANSK}&language=uk", (1, 102), (1, 7)),
        (f"oblast={KHARKIV_OBLAST}&tag=voda", (1, 102), (2, 12)),
        (f"oblast={KYIV_OBLAST}", (0, 0), (1, 1)),
        (f"oblast={KYIV_OBLAST}&tag=voda", (0, 0), (0, 0)),
    ],
)
def test_months_of_kyiv_by_place_and_topic(query, may, june, api):
    found = months(api, f"since=2025-04&until=2025-06&{query}")
    assert found == [("2025-04", 0, 0), ("2025-05", *may), ("2025-06", *june)]


@pytest.mark.usefixtures("_news")
def test_the_sums_are_those_of_the_articles(api):
    listed = api.get(f"/articles/?oblast={KHARKIV_OBLAST}&since=2025-06-01&until=2025-06-30")
    views = sum(item["views"] for item in listed["items"])
    june = ("2025-06", len(listed["items"]), views)
    assert months(api, f"oblast={KHARKIV_OBLAST}&since=2025-06&until=2025-06") == [june]


def test_what_is_still_to_come_does_not_count(api):
    now = timezone.localtime()
    make_article("Скоро", published_at=now + timedelta(seconds=50))
    make_article("Щойно", published_at=now - timedelta(seconds=1))
    this = f"{now:%Y-%m}"
    assert sum(news for _, news, _ in months(api, f"since={this}&until={this}")) <= 1
    assert months(api, "since=2090-01&until=2090-01") == [("2090-01", 0, 0)]


def test_usually_the_last_twelve_months(api):
    now = timezone.localdate()
    found = [month for month, *_ in months(api, "")]
    assert len(found) == 12
    assert found[-1] == f"{now:%Y-%m}"
    assert [month for month, *_ in months(api, "until=2025-01")][::11] == ["2024-02", "2025-01"]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("since=2020-01&until=2023-01", "since: these are 37 months; ask for 36 at most"),
        ("since=2025-02&until=2025-01", "since: the first month is later than the last."),
        ("since=2025-13", "since: "),
        ("until=2025", "until: "),
        ("hromada=1", "hromada: "),
    ],
)
def test_what_is_not_answered_is_explained(query, sentence, api):
    assert api.refused(f"/statistics/?{query}", 422).startswith(sentence)


def test_an_unknown_place_is_404(api):
    assert "no oblast" in api.refused("/statistics/?oblast=UA00000000000000000", 404)
