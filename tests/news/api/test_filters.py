"""The filters of articles in the API combine, and what can’t be read is explained, never a 500."""

from datetime import datetime
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pytest

from news.models import FormerTagSlug
from tests.factories import KHARKIV_OBLAST, KUPIANSK, KYIV_OBLAST, make_article, make_tag

pytestmark = pytest.mark.django_db
KYIV = ZoneInfo("Europe/Kyiv")


def test_filters_combine(api):
    make_tag("вода", name_en="water supply")
    make_article("Про воду", tags=["вода"], hromadas=[KUPIANSK])
    make_article("Water", tags=["вода"], hromadas=[KUPIANSK], language="en")
    make_article("Про школу", tags=["школа"], oblasts=[KYIV_OBLAST])
    FormerTagSlug.objects.create(slug="vodopostachannia", tag=make_tag("вода"))
    for query, expected in (
        ("?language=en", {"Water"}),
        ("?tag=voda", {"Про воду", "Water"}),
        ("?tag=vodopostachannia&language=uk", {"Про воду"}),
        (f"?oblast={KHARKIV_OBLAST}&language=uk", {"Про воду"}),
        (f"?oblast={KYIV_OBLAST}", {"Про школу"}),
        (f"?hromada={KUPIANSK}&tag=voda&language=uk", {"Про воду"}),
        (f"?oblast={KYIV_OBLAST}&hromada={KUPIANSK}", set()),
        ("?q=школу", {"Про школу"}),
        ("?q=" + quote("ПРО воду"), {"Про воду"}),
        ("?q=supply", {"Water"}),  # it carries the topic, whose English name that is
        ("?q=" + quote("громадою Куп’янською"), {"Про воду"}),
        ("?q=", set()),
    ):
        assert set(api.titles(query)) == expected, query


def test_days_are_those_of_kyiv_and_count_whole(api):
    make_article("Опівночі", published_at=datetime(2025, 7, 7, 0, 0, tzinfo=KYIV))
    make_article("Пізно", published_at=datetime(2025, 7, 7, 23, 59, 59, tzinfo=KYIV))
    make_article("Назавтра", published_at=datetime(2025, 7, 8, 0, 0, tzinfo=KYIV))
    for query, expected in (
        ("?since=2025-07-07&until=2025-07-07", ["Пізно", "Опівночі"]),
        ("?since=2025-07-08", ["Назавтра"]),
        ("?until=2025-07-06", []),
        ("?since=2025-07-07T23:59:59", ["Назавтра", "Пізно"]),
        ("?since=2025-07-07T20:59:59Z", ["Назавтра", "Пізно"]),
        ("?since=2025-07-07T23:59:59%2B03:00", ["Назавтра", "Пізно"]),
        ("?since=2025-07-07T23:59:59+03:00", ["Назавтра", "Пізно"]),
        ("?until=2025-07-07T00:00:00", ["Опівночі"]),
        ("?since=0001-01-01&until=2025-07-07T00:00:00", ["Опівночі"]),
        ("?since=2025-07-08&until=9999-12-31T23:59:59-14:00", ["Назавтра"]),
        ("?since=2025-07-08&until=2025-07-07", []),
    ):
        assert api.titles(query) == expected, query


@pytest.mark.parametrize(
    ("query", "about"),
    [
        ("limit=0", "limit: "),
        ("limit=101", "limit: "),
        ("limit=-1", "limit: "),
        ("limit=abc", "limit: "),
        ("limit=" + "9" * 400, "limit: "),
        ("limit=" + "9" * 5000, "limit: "),
        ("limit=1e2", "limit: "),
        ("language=de", "language: "),
        ("oblast=kharkivska-oblast", "oblast: "),
        ("hromada=UA6308009000006745٧", "hromada: "),
        ("tag=вода", "tag: "),
        ("tag=" + "a" * 101, "tag: "),
        ("tag=%00", "tag: "),
        ("since=tomorrow", "since: write a day as 2025-07-31"),
        ("since=2025-02-30", "since: "),
        ("since=%00", "since: "),
        ("since=" + "1" * 5000, "since: "),
        ("q=" + "а" * 201, "q: "),
        ("cursor=" + "a" * 301, "cursor: "),
        ("limit=0&language=de", "limit: "),
    ],
)
def test_a_parameter_that_cannot_be_read_is_explained(query, about, api):
    make_article()
    assert about in api.refused(f"/articles/?{query}", 422)


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("/articles/?oblast=UA00000000000000000", "There is no oblast UA00000000000000000."),
        (f"/articles/?oblast={KUPIANSK}", f"There is no oblast {KUPIANSK}."),
        ("/articles/?hromada=UA00000000000000000", "There is no hromada UA00000000000000000."),
        ("/articles/?tag=nothing", "There is no tag nothing."),
        ("/articles/9223372036854775807", "There is no public article 9223372036854775807."),
        ("/articles/9223372036854775808", "There is no public article 9223372036854775808."),
        ("/articles/" + "9" * 100, f"There is no public article {'9' * 100}."),
        ("/articles/0", "There is no public article 0."),
        ("/hromadas/UA00000000000000000", "There is no hromada UA00000000000000000."),
        ("/hromadas/?oblast=UA00000000000000000", "There is no oblast UA00000000000000000."),
        ("/oblasts/UA00000000000000000", "There is no oblast UA00000000000000000."),
        ("/articles/abc", "The API has no such address. All it has is described at /api/v1/docs."),
        ("/articles/-1", "The API has no such address. All it has is described at /api/v1/docs."),
        ("/articles/" + "9" * 5000, "The API has no such address."),
        ("/nothing/", "The API has no such address."),
        ("/%0A", "The API has no such address."),
    ],
)
def test_what_does_not_exist_is_404_in_words(path, sentence, api):
    make_article()
    assert api.refused(path, 404).startswith(sentence)


@pytest.mark.parametrize("path", ["/oblasts/kharkivska-oblast", "/hromadas/1", "/oblasts/UA1"])
def test_a_place_is_asked_by_its_code(path, api):
    assert api.refused(path, 422).startswith("katottg: ")


@pytest.mark.parametrize(
    "value",
    ["", " ", "\x00", "'", "%", "_", "\\", "<script>alert(1)</script>", "🙂", "а" * 200, "(", '"',
     "ї" + "\u0301" * 99, "\u202e", "x' OR 1=1 --"],
)  # fmt: skip
def test_odd_words_are_searched_for_without_harm(value, api):
    make_article()
    api.get(f"/articles/?q={quote(value)}")
    if len(value) <= 100:
        api.get(f"/hromadas/?q={quote(value)}")
