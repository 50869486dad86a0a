"""Pages of the API hold every row once, also while news comes in."""

import base64
import json
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tests.factories import make_article

pytestmark = pytest.mark.django_db
KYIV = ZoneInfo("Europe/Kyiv")


def test_pages_hold_every_article_once_also_of_one_minute(api):
    moment = datetime(2025, 7, 7, 12, 40, 0, 123456, tzinfo=KYIV)
    for number in range(7):
        make_article(f"Стаття {number}", published_at=moment, tags=["вода"])
    make_article("Новіша", tags=["вода"])
    make_article("Інша тема")
    listed = [item["title"] for item in api.pages("/articles/?limit=3&tag=voda")]
    assert listed == ["Новіша"] + [f"Стаття {number}" for number in reversed(range(7))]
    assert len(api.pages("/articles/?limit=8&tag=voda")) == 8


def test_news_that_comes_in_shifts_no_page(api):
    for number in range(4):
        make_article(f"Стаття {number}")
    first = api.get("/articles/?limit=2")
    make_article("Щойно")
    second = api.get(f"/articles/?limit=2&cursor={first['next_cursor']}")
    assert [item["title"] for item in second["items"]] == ["Стаття 1", "Стаття 0"]
    assert second["next"] is None


def forged(*values):
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


MOMENT = "2025-07-07T09:40:00+00:00"
BAD_CURSORS = [
    "x", "!!!", "null", "ї", "%00", "a" * 300, forged(), forged(1), forged(MOMENT, "1"),
    forged(MOMENT, 2**63), forged(MOMENT, -1), forged(MOMENT, True), forged(MOMENT, 1.5),
    forged("2025-07-07T09:40:00", 1), forged("0001-01-01T00:00:00+14:00", 1),
    forged("9999-12-31T23:59:59-14:00", 1), forged("завтра", 1), forged([], 1), forged(None, 1),
    forged(MOMENT + "\x00", 1), base64.urlsafe_b64encode(b"[" * 200).decode(),
]  # fmt: skip


@pytest.mark.parametrize("cursor", BAD_CURSORS)
def test_a_forged_cursor_is_refused_in_words(cursor, api):
    make_article()
    assert api.refused(f"/articles/?cursor={cursor}", 422).startswith("cursor: ")


@pytest.mark.parametrize("cursor", ["x", forged("a\x00", 1), forged("1", 2**63), forged(1, 1)])
@pytest.mark.parametrize("path", ["/tags/", "/hromadas/"])
def test_a_forged_cursor_of_a_list_of_names_is_refused(path, cursor, api):
    assert api.refused(f"{path}?cursor={cursor}", 422).startswith("cursor: ")
