"""The index knows of an article what the article says, whichever way it was written."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from news.listing import Listing
from news.models import Article, SearchEntry
from news.models.search import (
    MOST,
    MOST_PAIRS,
    article_of,
    lemmatized,
    pair_tokens,
    seconds_of,
    with_pairs,
)
from news.search import find, tables
from tests.factories import make_article

pytestmark = pytest.mark.django_db


def found(query, language="uk"):
    return list(find(query, Listing(language)).ids)


def assert_index_is_whole():
    """SQLite compares its index with the entries; PostgreSQL's is of the same row."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO news_searchindex (news_searchindex, rank) "
                "VALUES ('integrity-check', 1)"
            )


def settle():
    """Check what PostgreSQL checks at the end of a transaction: before that it alters no table."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_saved_article_is_found_by_its_new_words_only():
    article = make_article("Водогін", source_name="Куп’янська міська рада")
    assert found("міська рада") == [article.pk]
    article.title = "Музей"
    article.save()
    assert found("водогін") == []
    assert found("музею") == [article.pk]
    assert_index_is_whole()


def test_a_deleted_article_leaves_nothing():
    make_article("Водогін", tags=["вода"]).delete()
    assert found("водогін") == []
    assert not SearchEntry.objects.exists()
    Article.objects.filter(pk=make_article("Водогін").pk).delete()
    assert found("водогін") == []
    assert_index_is_whole()


def test_state_date_and_language_are_exact_also_after_a_change_in_bulk():
    article = make_article("Водогін")
    rows = Article.objects.filter(pk=article.pk)
    rows.update(state="archived")
    assert found("водогін") == []
    rows.update(state="published", published_at=timezone.now() + timedelta(days=1))
    assert found("водогін") == []
    rows.update(published_at=timezone.now() - timedelta(days=1))
    assert found("водогін") == [article.pk]
    rows.update(language="en")
    assert found("водогін") == []
    assert found("водогін", "en") == [article.pk]
    assert_index_is_whole()


def test_a_save_that_is_rolled_back_leaves_the_index_as_it_was():
    article = make_article("Водогін")
    with transaction.atomic():
        article.title = "Музей"
        article.save()
        transaction.set_rollback(True)
    assert found("водогін") == [article.pk]
    assert found("музей") == []


def test_the_key_tells_the_article_and_its_moment():
    article = make_article()
    key = SearchEntry.objects.get(article=article).key
    assert article_of(key) == article.pk
    assert seconds_of(key) == int(article.published_at.timestamp())
    draft = make_article(state="draft", published_at=None)
    assert article_of(SearchEntry.objects.get(article=draft).key) == draft.pk


@pytest.mark.soak_on_postgres
def test_a_very_long_text_is_indexed_to_a_bound_and_saved():
    article = make_article("Довга", body="<p>" + "довжелезнийслово " * 16_000 + "вітряк</p>")
    assert found("довга") == [article.pk]
    assert found("вітряк") == []
    text = lemmatized(" ".join(f"слово{number}" for number in range(30_000)))
    assert MOST - 20 < len(text) <= MOST
    assert not text.endswith("|")


def test_what_stands_side_by_side_is_kept_once_in_any_reading_and_not_over_two_texts():
    *texts, pairs = with_pairs("|сума|суми |міст", "|міст |сума |міст |сума", "")
    assert texts == ["|сума|суми |міст", "|міст |сума |міст |сума", ""]
    told = [("сума", "міст"), ("суми", "міст"), ("міст", "сума")]
    assert pairs == pair_tokens(told)
    assert len(set(pairs.split())) == 3


def test_the_longest_text_that_is_kept_has_room_in_the_index():
    article = make_article("Довга")
    body = " ".join(f"|{number:x}" for number in range(1 << 20, (1 << 20) + 45_000))[:MOST]
    *_, pairs = with_pairs("", "", body)
    assert pairs.count(" ") == min(body.count(" "), MOST_PAIRS) - 1
    SearchEntry.objects.filter(article=article).update(body=body, pairs=pairs)
    assert found("100000") == [article.pk]
    assert found("«100000 100001»") == [article.pk]
    assert found("«100001 100000»") == []
    _, _, pairs = with_pairs("|а|б|в|г|ґ|д|е|є " * 2, " ".join(f"|{n}|а{n}" for n in range(30_000)))
    assert len(pairs.split()) == MOST_PAIRS
    assert_index_is_whole()


def test_rebuilding_mends_what_is_wrong_and_says_how_many():
    right, wrong, missing = (make_article(name) for name in ("Водогін", "Музей", "Школа"))
    SearchEntry.objects.filter(article=wrong).update(title="|вітряк", labels="§1§999", pairs="")
    SearchEntry.objects.filter(article=missing).delete()
    told = StringIO()
    call_command("rebuild_search", dry_run=True, stdout=told)
    assert "1 to be added, 1 to be written anew, 1 unchanged" in told.getvalue()
    assert found("школа") == []
    call_command("rebuild_search", stdout=told)
    assert "In all: 3 articles, 1 added, 1 written anew, 1 unchanged" in told.getvalue()
    assert [found(word) for word in ("водогін", "музей", "школа")] == [
        [right.pk],
        [wrong.pk],
        [missing.pk],
    ]
    assert not SearchEntry.objects.filter(labels="§1§999").exists()
    assert_index_is_whole()


def test_what_was_written_without_the_triggers_is_found_after_the_next_migrate():
    kept = make_article("Водогін", tags=["вода"])
    settle()
    tables.let_go()
    changed = make_article("Музей", tags=["ремонт"])
    SearchEntry.objects.filter(article=changed).delete()
    Article.objects.filter(pk=kept.pk).update(language="en")
    settle()
    tables.make()
    assert found("музей ремонт") == [changed.pk]
    assert found("водогін voda", "en") == [kept.pk]
    assert_index_is_whole()


def test_migrating_again_writes_nothing():
    make_article("Водогін", tags=["вода"], hromadas=["UA63080090000067457"])
    tables.before_migrating("default", plan=[1])
    before = list(SearchEntry.objects.values_list())
    tables.make()
    assert list(SearchEntry.objects.values_list()) == before
    assert_index_is_whole()
