"""Outside links in the newsroom: what is wrong, since when, and where they stand."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from newsroom.models import Link
from tests.factories import make_article
from tests.staff import outcome, signed_in

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def linked(url, state="dead", **fields):
    """Make a link of a state, which an article leads to; return both."""
    link = Link.objects.create(url=url, state=state, checked_at=timezone.now(), **fields)
    article = make_article(f"Стаття про {url}")
    link.uses.create(article=article)
    return link, article


LINKS = "/admin/newsroom/link/"


def test_the_list_says_what_is_wrong_since_when_and_where():
    since = datetime(2026, 11, 23, 22, 30, tzinfo=UTC)  # the 24th in Kyiv
    link, article = linked(
        "https://xn--80aal0c.xn--j1amh/%D1%97",
        problem="Сторінки немає (404)",
        failing_since=since,
        due_at=since,
    )
    page = signed_in("editor").get(LINKS).content.decode()
    assert f'href="{link.url}"' in page
    assert ">https://рада.укр/ї</a>" in page
    assert '<span class="stage link-dead">не працює</span> Сторінки немає (404)' in page
    assert "24.11.2026" in page
    assert f'<a href="/admin/news/article/{article.pk}/change/">{article.title}</a>' in page


def test_the_list_is_filtered_searched_and_led_by_what_fails_longest():
    now = timezone.now()
    young, _ = linked("https://b.ua/", failing_since=now)
    old, _ = linked("https://c.ua/", failing_since=now - DAY)
    fine, _ = linked("https://a.ua/", "alive")
    client = signed_in("editor")

    def listed(query=""):
        return list(client.get(f"{LINKS}?{query}").context["cl"].result_list)

    assert listed() == [old, young, fine]
    assert listed("state=dead") == [old, young]
    assert listed("state=alive") == [fine]
    assert listed("q=C.UA") == [old]


def test_asking_again_makes_links_due_and_asks_nobody(site):
    link, _ = linked(f"http://rada.test:{site.port}/200", due_at=timezone.now() + 7 * DAY)
    form = {"action": "recheck", "_selected_action": [link.pk]}
    page = signed_in("editor").post(LINKS, form, follow=True).content.decode()
    assert "Буде перевірено 1 посилання" in page
    assert "чекає на перевірку" in page
    assert list(Link.objects.due()) == [link]
    assert site.asked == []


@pytest.mark.parametrize("role", ["editor", "admin", "root"])
def test_links_are_read_and_never_written_by_hand(role):
    link, _ = linked("https://a.ua/")
    client = signed_in(role)
    assert outcome(client.get(f"{LINKS}{link.pk}/change/")) == "shown"
    assert outcome(client.get(f"{LINKS}add/")) == "refused"
    assert outcome(client.post(f"{LINKS}{link.pk}/change/", {"url": "https://b.ua/"})) == "refused"
    assert outcome(client.post(f"{LINKS}{link.pk}/delete/", {"post": "yes"})) == "refused"
    assert Link.objects.get().url == "https://a.ua/"


def test_authors_have_nothing_to_do_with_links():
    linked("https://a.ua/")
    assert outcome(signed_in("author").get(LINKS)) == "refused"


def test_a_link_of_many_articles_loads_few_of_them_in_the_list(django_assert_max_num_queries):
    link, _ = linked("https://a.ua/")
    for number in range(6):
        link.uses.create(article=make_article(f"Новина {number}"))
    client = signed_in("editor")
    with django_assert_max_num_queries(10):
        page = client.get(LINKS).content.decode()
    assert page.count("/admin/news/article/") - page.count('href="/admin/news/article/"') == 3
    assert "і ще 4 статті" in page
    page = client.get(f"{LINKS}{link.pk}/change/").content.decode()
    assert all(f">Новина {number}</a>" in page for number in range(6))
