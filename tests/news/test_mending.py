"""What was typed in the other layout or with a letter wrong is what was meant, and nothing else."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from news import corpus, generation
from news.corpus import Mended, numbers
from news.models import Article, CorpusLemma, CorpusWord
from tests.factories import make_article
from tests.gold import layouts, typos
from ukrainian.lemmas import lemmas
from ukrainian.slips import slips
from ukrainian.words import normal, words

pytestmark = [pytest.mark.django_db, pytest.mark.soak_on_postgres]
TIMES = 5  # articles have each word that is meant
OFTEN = 40


def body_of(said):
    return f"<p>{'. '.join(said)}.</p>"


@pytest.fixture(scope="module", autouse=True)
def newsroom(django_db_setup, django_db_blocker):
    """A newsroom that has all words that are meant, the rare ones once, beside all names."""
    meant = sorted({meant for _, meant in (*typos.PAIRS, *layouts.PAIRS)})
    texts = [body_of(meant)] * TIMES
    texts += [body_of(common for _, common in typos.RARE)] * OFTEN
    texts.append(body_of(rare for rare, _ in typos.RARE))
    now = timezone.now()
    with django_db_blocker.unblock(), transaction.atomic():
        Article.objects.bulk_create(
            Article(title="Слова", body=text, state="published", published_at=now) for text in texts
        )
        corpus.count()
        yield
        transaction.set_rollback(True)


def same(one, other):
    """Whether two texts have the same words in any form, whatever marks are between them."""
    one, other = ([normal(word.text) for word in words(text)] for text in (one, other))
    return len(one) == len(other) and all(
        a == b or set(lemmas(a)) & set(lemmas(b)) for a, b in zip(one, other, strict=True)
    )


def right(pairs):
    """Return the share of pairs (as typed, as meant) of which the first is mended to the second."""
    mended = [(corpus.mended(typed, "uk"), meant) for typed, meant in pairs]
    return sum(bool(got and got.silently and same(got.query, m)) for got, m in mended) / len(pairs)


# Gold, written before


def test_queries_in_the_other_layout_are_mended():
    assert len(layouts.PAIRS) >= 100
    assert right(layouts.PAIRS) >= 0.95


@pytest.mark.parametrize("pairs", ["SUBSTITUTED", "DROPPED", "DOUBLED", "SWAPPED"])
def test_words_with_one_letter_wrong_are_mended(pairs):
    assert right(getattr(typos, pairs)) >= 0.95


@pytest.mark.parametrize(("rare", "common"), typos.RARE)
def test_a_right_but_rare_word_is_not_mended_silently(rare, common):
    for typed in (rare, rare.lower()):
        found = corpus.mended(typed, "uk")
        assert found is None or not found.silently


@pytest.mark.parametrize("word", layouts.LATIN_AS_MEANT)
def test_latin_words_that_mean_nothing_on_ukrainian_keys_stay(word):
    assert corpus.mended(word, "uk") is None
    make_article(f"Програма {word} триває")
    assert corpus.mended(word.lower(), "uk") is None


def test_right_words_stay():
    for meant in {meant for _, meant in (*layouts.PAIRS, *typos.PAIRS)}:
        assert corpus.mended(meant, "uk") is None, meant


# What is asked and what is answered


@pytest.mark.parametrize(
    ("typed", "meant", "changed"),
    [
        ("Грамада й БЮДЖИТ", "Громада й БЮДЖЕТ", (("Грамада", "Громада"), ("БЮДЖИТ", "БЮДЖЕТ"))),
        ('-громмада "бюджт міста"', '-громада "бюджет міста"', None),
        ("Івано-Франківск", "Івано-Франківськ", None),
        ("куп'янзьк", "куп’янськ", None),
        ("громада бюджет", None, None),
        ("", None, None),
        ("2026 \x00 %_' ((", None, None),
    ],
)
def test_words_are_replaced_where_they_stand(typed, meant, changed):
    found = corpus.mended(typed, "uk")
    assert (found and found.query) == meant
    if changed:
        assert found == Mended(meant, changed, "typo")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("d Rb]d", "в Київ"),
        ('"htvjyn ljhsu"', '"ремонт доріг"'),
        ("«,.l;tn»", "«бюджет»"),
        ("громада rb]d", "громада київ"),
        ("-,.l;tn", "-бюджет"),
    ],
)
def test_a_layout_is_mended_with_its_marks_and_little_words(typed, meant):
    found = corpus.mended(typed, "uk")
    assert (found.query, found.by, found.silently) == (meant, "layout", True)


def test_a_latin_word_of_the_corpus_beside_one_in_the_wrong_layout_stays():
    make_article("Закупівлі через Prozorro")
    assert corpus.mended("Prozorro ,.l;tn", "uk").query == "Prozorro бюджет"


def test_latin_words_typed_on_ukrainian_keys_are_mended_in_both_languages():
    make_article("Закупівлі через Prozorro")
    make_article("A hromada near Kharkiv", language="en")
    assert corpus.mended("Зкщящккщ", "uk").query == "Prozorro"
    assert corpus.mended("рщкщьфвф", "en") is None
    assert corpus.mended("рькщьфвф", "en") is None
    assert corpus.mended("ркщьфвф", "en").query == "hromada"
    assert corpus.mended("uhjvflf", "en") is None, "no Ukrainian under an English frame"


def test_a_latin_word_is_only_asked_about():
    """No dictionary tells what is right in English."""
    make_article("A hromada near Kharkiv", language="en")
    found = corpus.mended("hromadda", "en")
    assert (found.query, found.silently) == ("hromada", False)


def test_a_name_that_no_article_has_is_right():
    assert corpus.mended("Залютине", "uk") is None


def test_words_of_drafts_are_no_answer():
    make_article("Довгопалюкович", state="draft")
    assert corpus.mended("довгопалюковч", "uk") is None
    make_article("Довгопалюкович")
    assert corpus.mended("довгопалюковч", "uk").query == "довгопалюкович"


def test_queries_of_the_database_are_few_and_none_for_what_was_asked_before():
    for typed, most in (("громада бюджет", 1), ("грамада бюджит дипутат", 7), ("rb]d", 5)):
        generation.move()
        with CaptureQueriesContext(connection) as queries:
            corpus.mended(typed, "uk")
        assert 0 < len(queries) <= most, typed
        with CaptureQueriesContext(connection) as queries:
            corpus.mended(typed, "uk")
        assert len(queries) == 0


def test_a_thousand_words_are_looked_up_by_the_index():
    # As many as a large newsroom has: a small table PostgreSQL may rather read from its beginning.
    more = [f"слово{number}" for number in range(30_000)]
    CorpusWord.objects.bulk_create(CorpusWord(language="uk", word=w, articles=1) for w in more)
    CorpusLemma.objects.bulk_create(CorpusLemma(language="uk", lemma=w, articles=1) for w in more)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE news_corpusword")
        cursor.execute("ANALYZE news_corpuslemma")
    with CaptureQueriesContext(connection) as queries:
        numbers.spelled(slips("співробтництво"), "uk")
        numbers.known(slips("співробтництво"), "uk")
    for query, index in zip(queries, ("corpus_word", "corpus_lemma"), strict=True):
        with connection.cursor() as cursor:
            plan = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
            cursor.execute(f"{plan} {query['sql']}")
            assert index in str(cursor.fetchall())
