"""The filters of the list combine, and each can be taken away."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tests.factories import KUPIANSK, LVIV_OBLAST, make_article, make_tag

pytestmark = pytest.mark.django_db
KYIV = ZoneInfo("Europe/Kyiv")


@pytest.fixture
def shown(client):
    make_article(
        "Куп’янськ про воду",
        hromadas=[KUPIANSK],
        tags=["вода"],
        published_at=datetime(2025, 7, 31, 23, 59, tzinfo=KYIV),
    )
    make_article(
        "Куп’янськ про освіту",
        hromadas=[KUPIANSK],
        tags=["освіта"],
        published_at=datetime(2025, 8, 1, 0, 0, tzinfo=KYIV),
    )
    make_article(
        "Львів про воду",
        oblasts=[LVIV_OBLAST],
        tags=["вода"],
        published_at=datetime(2025, 7, 1, 0, 0, tzinfo=KYIV),
    )

    def titles(query):
        page = client.get(f"/news/?{query}").context["page"]
        return [article.title for article in page.object_list]

    return titles


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", ["Куп’янськ про освіту", "Куп’янськ про воду", "Львів про воду"]),
        ("oblast=kharkivska-oblast", ["Куп’янськ про освіту", "Куп’янськ про воду"]),
        ("oblast=UA63000000000041885&tag=voda", ["Куп’янськ про воду"]),
        (f"hromada={KUPIANSK}", ["Куп’янськ про освіту", "Куп’янськ про воду"]),
        ("hromada=kupianska&from=2025-08-01", ["Куп’янськ про освіту"]),
        ("from=2025-07-01&to=2025-07-31", ["Куп’янськ про воду", "Львів про воду"]),
        ("tag=voda&to=2025-07-30", ["Львів про воду"]),
        ("tag=voda&oblast=kharkivska-oblast&from=2025-08-01", []),
    ],
)
def test_filters_combine(shown, query, titles):
    assert shown(query) == titles


def test_a_renamed_tag_still_filters(shown):
    tag = make_tag("вода")
    tag.slug = "voda-i-teplo"
    tag.save()
    assert shown("tag=voda") == ["Куп’янськ про воду", "Львів про воду"]


def test_chosen_filters_are_shown_in_words_and_removable(shown, client):
    query = "oblast=kharkivska-oblast&tag=voda&from=2025-07-01"
    html = client.get(f"/news/?{query}").content.decode()
    for words, address in (
        ("Харківська область", "?tag=voda&amp;from=2025-07-01"),
        ("вода", "?oblast=kharkivska-oblast&amp;from=2025-07-01"),
        ("від 01.07.2025", "?oblast=kharkivska-oblast&amp;tag=voda"),
    ):
        unseen = '<span class="unseen">Прибрати фільтр: </span>'
        assert f'<a href="{address}">{unseen}{words} <span aria-hidden="true">×</span></a>' in html


def test_turning_the_page_keeps_the_filters(client):
    for number in range(21):
        make_article(f"Стаття {number}", tags=["вода"])
    html = client.get("/news/?tag=voda").content.decode()
    assert 'rel="next" href="?tag=voda&amp;page=2"' in html
    assert "Сторінка 1 з 2" in html
    second = client.get("/news/?tag=voda&page=2")
    assert len(second.context["page"].object_list) == 1
