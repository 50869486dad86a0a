"""Which outside links articles have, and when one of them is dead."""

from datetime import timedelta

import pytest
from django.utils import timezone

from news.models import Article
from newsroom.links import Verdict, collect, normal, outside_links, record
from newsroom.models import Link
from newsroom.models.link import LinkState
from tests.factories import make_article
from tests.outside import links

DAY = timedelta(days=1)


# Which addresses


@pytest.mark.parametrize(
    ("url", "asked_for"),
    [
        ("https://rada.gov.ua", "https://rada.gov.ua/"),
        ("HTTPS://Rada.Gov.UA/a?b=c#d", "https://rada.gov.ua/a?b=c"),
        (
            "https://рада.укр/документ 1?q=ї",
            "https://xn--80aal0c.xn--j1amh/%D0%B4%D0%BE%D0%BA%D1%83%D0%BC%D0%B5%D0%BD%D1%82"
            "%201?q=%D1%97",
        ),
        ("https://a.ua/100%/%D1%97", "https://a.ua/100%25/%D1%97"),
        ("http://[2001:db8::1]:8080/x", "http://[2001:db8::1]:8080/x"),
    ],
)
def test_an_address_has_one_form_in_ascii(url, asked_for):
    assert normal(url) == asked_for
    assert normal(asked_for) == asked_for


@pytest.mark.parametrize(
    "url",
    [
        *("ftp://a.ua/", "https://", "https://a.ua:99999/", "https://[a", "https://.ua/"),
        *(f"https://a.ua/{'а' * 400}", f"https://{'а' * 70}.ua"),
    ],
)
def test_what_nobody_can_ask_for_is_refused(url):
    with pytest.raises(ValueError):  # noqa: PT011 (of whatever it consists)
        normal(url)


def test_links_and_sources_are_read_and_those_of_this_site_are_not():
    body = (
        '<p><a href="https://a.ua/1?x=1&amp;y=2">1</a> <a title="href=https://b.ua/">2</a> '
        '<a href="/news/5/">3</a> <a href="http://testserver/news/6/">4</a> '
        '<a href="mailto:a@b.ua">5</a> <a href="tel:+380">6</a> <a href="#top">7</a> '
        '<a href="//c.ua/x">8</a> <a href="https://:bad:/">9</a></p>'
        "<p>https://not-a-link.ua/</p>"
    )
    urls, refused = outside_links(body, "https://rada.ua/рішення")
    assert urls == {
        *("https://a.ua/1?x=1&y=2", "https://c.ua/x"),
        "https://rada.ua/%D1%80%D1%96%D1%88%D0%B5%D0%BD%D0%BD%D1%8F",
    }
    assert refused == {"https://:bad:/"}


@pytest.mark.django_db
def test_only_what_published_articles_lead_to_is_kept():
    public = make_article(body=links("https://a.ua/", "https://b.ua/"))
    make_article(body=links("https://a.ua/"), source_url="https://c.ua/")
    make_article(state="draft", body=links("https://draft.ua/"))
    make_article(body=links("https://later.ua/"), published_at=timezone.now() + DAY)
    assert collect()[:4] == (2, 3, 3, 0)
    assert set(Link.objects.values_list("url", flat=True)) == {
        *("https://a.ua/", "https://b.ua/", "https://c.ua/")
    }
    assert Link.objects.get(url="https://a.ua/").articles.count() == 2
    public.body = links("https://d.ua/")
    public.save()
    assert collect()[:4] == (2, 3, 1, 1)
    assert not Link.objects.filter(url="https://b.ua/").exists()
    Article.objects.update(state="archived")
    assert collect()[:4] == (0, 0, 0, 3)


@pytest.mark.django_db
def test_collecting_again_changes_nothing_and_asks_few_queries(django_assert_max_num_queries):
    for number in range(30):
        make_article(body=links(*(f"https://a.ua/{number}-{each}" for each in range(5))))
    collect()
    before = list(Link.objects.values())
    with django_assert_max_num_queries(16):
        assert collect()[:4] == (30, 150, 0, 0)
    assert list(Link.objects.values()) == before


# When a link is dead


def checked(link, state, at):
    link.refresh_from_db()
    record(link, Verdict(state, None, "Сайт не відповідає"), at)
    link.refresh_from_db()
    return link.state


@pytest.mark.django_db
def test_no_answer_is_death_only_a_day_later():
    link, now = Link.objects.create(url="https://a.ua/"), timezone.now()
    assert checked(link, "failing", now) == "failing"
    assert list(Link.objects.dead()) == []
    assert checked(link, "failing", now + timedelta(hours=3)) == "failing"
    assert checked(link, "failing", now + timedelta(hours=24)) == "dead"
    assert (list(Link.objects.dead()), link.failing_since, link.failures) == ([link], now, 3)
    assert checked(link, "alive", now + 2 * DAY) == "alive"
    assert (link.failing_since, link.failures) == (None, 0)


@pytest.mark.django_db
def test_gone_is_dead_at_once_and_a_warning_never():
    link, now = Link.objects.create(url="https://a.ua/"), timezone.now()
    assert checked(link, "dead", now) == "dead"
    assert link.failing_since == now
    for days in range(1, 9):
        assert checked(link, "warning", now + days * DAY) == "warning"


@pytest.mark.django_db
def test_what_works_is_due_in_a_week_and_what_does_not_the_next_night():
    now = timezone.now()
    due = {}
    for state in LinkState.values[1:]:
        link = Link.objects.create(url=f"https://a.ua/{state}")
        checked(link, state, now)
        due[state] = (link.due_at - now).total_seconds() / 3600
    assert due == {"alive": 166, "warning": 22, "failing": 22, "dead": 22}
    never = Link.objects.create(url="https://a.ua/never")
    assert Link.objects.due(now + DAY).first() == never
    assert Link.objects.due(now + DAY).count() == 4
    assert Link.objects.due(now + 7 * DAY).count() == 5
