"""A feed or a map that is asked for again: the tag and the date say whether it has changed."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import pytest
from django.http import HttpResponse

from news import freshness, generation
from tests.factories import make_article

MOMENT = datetime(2026, 7, 7, 9, 40, 12, 800_000, UTC)
ADDRESSES = ["/feeds/all.rss", "/feeds/all.atom", "/feeds/all.json", "/sitemap.xml"]


def word_of(moment):
    """Return a word of the generation that began at an aware datetime."""
    return f"{int(moment.timestamp() * 1e9):x}-0123abcd"


@pytest.fixture
def begun(cached, monkeypatch):
    """A function that begins a generation at a moment, for the page cache as well."""

    def begin(moment=MOMENT):
        word = word_of(moment)
        monkeypatch.setattr(generation, "current", lambda: word)
        cached.cache.word = lambda: word

    return begin


@pytest.mark.once
def test_the_date_is_the_beginning_of_the_generation(begun):
    begun()
    response = freshness.dated(HttpResponse())
    assert response["Last-Modified"] == "Tue, 07 Jul 2026 09:40:12 GMT"


@pytest.mark.once
def test_no_date_while_another_generation_may_begin_in_the_same_second(begun):
    begun()
    second = MOMENT.replace(microsecond=0).timestamp()
    for after, is_dated in ((0.9, False), (1.9, False), (2, True), (60, True)):
        assert ("Last-Modified" in freshness.dated(HttpResponse(), second + after)) == is_dated


@pytest.mark.once
def test_what_may_be_rolled_back_has_no_date(monkeypatch):
    for word in ("", f"{word_of(MOMENT)}+7"):
        monkeypatch.setattr(generation, "current", lambda word=word: word)
        assert "Last-Modified" not in freshness.dated(HttpResponse())


@pytest.mark.django_db
@pytest.mark.parametrize("address", ADDRESSES)
def test_who_has_it_is_answered_304_by_tag_and_by_date(address, cached, begun):
    make_article()
    begun()
    first = cached.get(address)
    date = first.headers["Last-Modified"]
    assert parsedate_to_datetime(date) == MOMENT.replace(microsecond=0)
    for asked in ({"if_none_match": first.headers["ETag"]}, {"if_modified_since": date}):
        again = cached.get(address, **asked)
        assert (again.status, again.content) == (304, b"")
    # A tag that is another's counts, and the date beside it doesn't.
    both = {"if_none_match": '"other"', "if_modified_since": date}
    assert cached.get(address, **both).status == 200


@pytest.mark.django_db
@pytest.mark.parametrize("address", ADDRESSES)
def test_what_came_out_the_same_keeps_its_date_and_what_did_not_has_another(address, cached, begun):
    article = make_article()
    begun()
    first = cached.get(address)
    begun(MOMENT.replace(minute=50))  # something else has changed
    second = cached.get(address)
    assert cached.asked == 2
    assert second.headers["Last-Modified"] == first.headers["Last-Modified"]
    assert second.content == first.content
    assert cached.get(address, if_modified_since=first.headers["Last-Modified"]).status == 304
    article.title = "Нова назва"
    article.save()
    begun(MOMENT.replace(minute=55))
    third = cached.get(address, if_modified_since=first.headers["Last-Modified"])
    assert third.status == 200
    assert third.headers["Last-Modified"] == "Tue, 07 Jul 2026 09:55:12 GMT"


@pytest.mark.django_db
def test_an_article_withdrawn_leaves_no_program_with_the_old_feed(cached, begun):
    old, new = make_article("Давня"), make_article("Нова")
    begun()
    first = cached.get("/feeds/all.json")
    new.state = "archived"
    new.save()
    begun(MOMENT.replace(minute=50))
    for asked in ("Last-Modified", "ETag"):
        name = {"Last-Modified": "if_modified_since", "ETag": "if_none_match"}[asked]
        answer = cached.get("/feeds/all.json", **{name: first.headers[asked]})
        assert answer.status == 200
        assert old.title in answer.text
        assert new.title not in answer.text


@pytest.mark.django_db
def test_an_empty_feed_is_the_same_each_time(cached, begun):
    found = set()
    for minute in (1, 2, 3):
        begun(MOMENT.replace(minute=minute))
        found |= {cached.get(address).headers["ETag"] for address in ADDRESSES[:1]}
    assert len(found) == 1
