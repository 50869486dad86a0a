"""The reader's own feed: the list comes in the address, and nobody has to be known."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories import (
    KHARKIV_OBLAST,
    KUPIANSK,
    KYIV_OBLAST,
    LVIV_OBLAST,
    hromada,
    make_article,
    make_tag,
)

pytestmark = [pytest.mark.django_db, pytest.mark.soak_on_postgres]


def titles(client, address):
    """Return the titles of the cards of a feed, in their order."""
    response = client.get(address)
    assert response.status_code == 200
    page = response.context.get("page")
    return [article.title for article in page.object_list] if page else []


def test_news_of_all_that_is_followed_come_by_date_each_once(client):
    now = timezone.now()
    make_article(
        "І місце, і тема",
        hromadas=[KUPIANSK],
        tags=["вода"],
        published_at=now - timedelta(hours=2),
    )
    make_article("Область", oblasts=[LVIV_OBLAST], published_at=now - timedelta(hours=1))
    make_article("Лише тема", tags=["вода"], published_at=now - timedelta(hours=3))
    make_article("Інше", oblasts=[KYIV_OBLAST])
    address = f"/my/?regions={KUPIANSK},{KHARKIV_OBLAST},{LVIV_OBLAST}&tags=voda"
    assert titles(client, address) == ["Область", "І місце, і тема", "Лише тема"]


def test_a_feed_is_in_the_language_of_its_page(client):
    make_article("Українською", hromadas=[KUPIANSK])
    make_article("In English", hromadas=[KUPIANSK], language="en")
    assert titles(client, f"/my/?regions={KUPIANSK}") == ["Українською"]
    assert titles(client, f"/en/my/?regions={KUPIANSK}") == ["In English"]


def test_names_come_from_the_server_and_each_can_be_taken_out_without_scripts(client):
    make_tag("вода")
    html = client.get(f"/my/?regions={KUPIANSK}&tags=voda").content.decode()
    assert "Куп’янська громада" in html
    assert 'href="/my/?tags=voda"' in html
    assert f'href="/my/?regions={KUPIANSK}"' in html


def test_a_topic_that_was_merged_is_followed_on(client):
    old, new = make_tag("старости"), make_tag("старостинські округи")
    make_article("Новина", tags=[old])
    old.merge_into(new)
    address = "/my/?tags=starosty,starostynski-okruhy"
    assert titles(client, address) == ["Новина"]
    assert client.get(address).content.decode().count('data-out="tags"') == 1


def test_what_exists_no_more_is_said_and_can_be_taken_out(client):
    response = client.get("/my/?regions=UA99999999999999999&tags=nothing")
    html = response.content.decode()
    assert html.count("(більше не існує)") == 2
    assert 'data-keys="UA99999999999999999"' in html


@pytest.mark.parametrize(
    "query",
    ["regions=%00", "regions=UA1,x';--", "tags=%20,,", "regions=", "q=%00", "q=" + "я" * 999],
)
def test_nonsense_in_the_address_is_an_empty_list(client, query):
    response = client.get(f"/my/?{query}")
    assert response.status_code == 200
    assert not response.context["followed"]


def test_a_list_is_bounded(client):
    slugs = [make_tag(f"тема {number}").slug for number in range(40)]
    response = client.get(f"/my/?regions={KUPIANSK}&tags={','.join(slugs)}")
    assert len(response.context["followed"]) == 30


def test_older_news_keep_the_list(client):
    for number in range(25):
        make_article(
            f"Новина {number}",
            hromadas=[KUPIANSK],
            published_at=timezone.now() - timedelta(hours=number + 1),
        )
    first = client.get(f"/my/?regions={KUPIANSK}").context["page"]
    older = client.get(first.older).context["page"]
    assert [article.title for article in older.object_list] == [
        f"Новина {number}" for number in range(20, 25)
    ]


def test_a_place_is_found_and_followed_on_the_page_itself(client):
    html = client.get("/my/?q=Ківшарівка").content.decode()
    assert f'data-follow="regions" data-key="{KUPIANSK}"' in html
    assert "Нічого" not in html
    assert "«Ъъъ»" in client.get("/my/?q=Ъъъ").content.decode()


def test_buttons_stay_hidden_until_a_script_shows_them(client):
    make_article(tags=["вода"], hromadas=[KUPIANSK])
    for address in (
        hromada().get_absolute_url(),
        "/tags/voda/",
        hromada().oblast.get_absolute_url(),
    ):
        html = client.get(address).content.decode()
        assert '<div class="follow" hidden' in html, address


@pytest.mark.parametrize("rows", [2, 24])
def test_budget_of_queries(client, django_assert_num_queries, rows):
    """The list: 3. Its news: which, the cards and their places, 3."""
    for number in range(rows):
        make_article(f"Новина {number}", hromadas=[KUPIANSK], tags=["вода"])
    address = f"/my/?regions={KUPIANSK},{LVIV_OBLAST}&tags=voda"
    client.get(address)
    with django_assert_num_queries(6):
        client.get(address)
