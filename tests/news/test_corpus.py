"""In how many public articles a word stands: at once for new words, exactly after a count."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from news import corpus, generation
from news.models import Article, CorpusCount, CorpusLemma, CorpusWord
from news.models.corpus import words_of
from tests.factories import make_article, make_tag

pytestmark = pytest.mark.django_db
KYIV = ZoneInfo("Europe/Kyiv")


def number(lemma, language="uk"):
    return corpus.articles_with([lemma], language)[lemma]


def spelled(language="uk"):
    """Return {word: number} of all rows that articles have."""
    rows = CorpusWord.objects.filter(language=language, articles__gt=0)
    return dict(rows.values_list("word", "articles"))


# As articles are saved


def test_words_of_a_public_article_are_known_at_once_in_its_language():
    make_article("Смерекове запрошує", body="<p>У Смерекові зводять млин.</p>")
    assert number("млин") == 1
    assert {"смерекове", "смерекові", "млин", "зводять"} <= set(spelled())
    assert number("млин", "en") == 0


@pytest.mark.parametrize(
    "unseen",
    [
        {"state": "draft"},
        {"state": "review"},
        {"state": "archived"},
        {"published_at": timezone.now() + timedelta(days=1)},
    ],
)
def test_words_of_what_is_not_public_are_not_there(unseen):
    make_article("Свідок Довгопалюк", **unseen)
    corpus.learn_newest()
    corpus.count(names=False)
    assert not CorpusWord.objects.filter(word="довгопалюк").exists()
    assert not CorpusLemma.objects.filter(lemma__startswith="довгопал").exists()


def test_a_scheduled_article_is_learned_when_its_moment_has_come():
    now = timezone.now()
    article = make_article("Приїде Довгопалюк", published_at=now + timedelta(minutes=1))
    assert not corpus.learn_newest()
    Article.objects.filter(pk=article.pk).update(published_at=now - timedelta(seconds=1))
    assert corpus.learn_newest()
    assert "довгопалюк" in spelled()
    assert not corpus.learn_newest(), "nothing is new any more"


def test_a_saved_article_writes_only_new_words():
    make_article("Млин", lead="Меле.", body="<p>Борошно є.</p>")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        make_article("Млин", lead="Меле.", body="<p>Борошно є, жорна нові.</p>")
    written = [q["sql"] for q in queries if q["sql"].startswith('INSERT INTO "news_corpus')]
    assert len(written) == 2
    assert "жорна" in written[0]
    assert "борошно" not in written[0]


@pytest.mark.django_db(transaction=True)
def test_transactions_that_bring_the_same_words_in_any_order_end_and_lose_nothing():
    """Rows with a unique word would make these two wait for each other for ever."""
    ready = Barrier(2)

    def save(titles):
        try:
            with transaction.atomic():
                make_article(titles[0], lead="", body="<p>Текст.</p>")
                if connection.vendor == "postgresql":  # SQLite has one who writes at a time
                    ready.wait(timeout=30)
                make_article(titles[1], lead="", body="<p>Текст.</p>")
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(save, [("Жорна", "Кросна"), ("Кросна", "Жорна")]))
    assert {"жорна", "кросна"} <= set(spelled())
    corpus.count(names=False)
    assert spelled()["жорна"] == spelled()["кросна"] == 2


# Counted anew


def test_numbers_are_those_of_public_articles_after_a_count():
    for count, title in ((3, "Громада й бюджет"), (2, "Бюджету громади"), (1, "Староста")):
        for _ in range(count):
            make_article(title, lead="", body=f"<p>Текст {count}.</p>")
    make_article("Budget of a hromada", language="en", lead="", body="<p>Text.</p>")
    make_article("Бюджет", state="draft")
    assert corpus.count(names=False) == {"uk": 6, "en": 1}
    spellings, lemmas = Counter(), Counter()
    for article in Article.objects.published().in_language("uk"):
        of_words, of_lemmas = words_of(article)
        spellings.update(of_words)
        lemmas.update(of_lemmas)
    assert spelled() == spellings
    assert corpus.articles_with(lemmas, "uk") == lemmas
    assert (number("бюджет"), number("громада"), number("староста")) == (5, 5, 1)
    assert corpus.total("uk") == 6


def test_what_was_withdrawn_edited_or_deleted_is_gone_after_a_count():
    withdrawn, edited, deleted = (
        make_article(f"{name} їде") for name in ("Перша", "Друга", "Третя")
    )
    Article.objects.filter(pk=withdrawn.pk).update(state="draft")
    edited.title = "Четверта їде"
    edited.save()
    deleted.delete()
    corpus.count(names=False)
    assert {"перша", "друга", "третя", "четверта"} & set(spelled()) == {"четверта"}
    assert spelled()["їде"] == 1


def test_another_count_writes_nothing_where_nothing_has_changed():
    make_article()
    corpus.count(names=False)
    with CaptureQueriesContext(connection) as queries:
        corpus.count(names=False)
    written = [q["sql"] for q in queries if not q["sql"].startswith(("SELECT", "SAVE", "RELEASE"))]
    assert all("news_corpuscount" in sql for sql in written), written


def test_an_article_saved_during_a_count_keeps_its_words():
    for each in range(500):
        Article.objects.bulk_create(
            [Article(title=f"Село {each}", state="published", published_at=timezone.now())]
        )
    corpus.count(report=lambda _: make_article("Довгопалюк приїхав"), names=False)
    assert spelled()["довгопалюк"] == 1


def test_the_command_counts_and_knows_the_names_of_places_and_topics_without_any_article(capsys):
    make_tag("волонтерство")
    make_article("Біля Гребінки", lead="", body="<p>Текст.</p>")
    call_command("count_words")
    assert "1 articles in uk; 0 articles in en; 0 words" in capsys.readouterr().out
    words = set(CorpusWord.objects.filter(language="uk").values_list("word", flat=True))
    assert {"куп'янська", "гребінка", "волонтерство", "дніпропетровськ"} <= words
    assert number("волонтерство") == 0
    assert number("гребінка") == 1
    make_article("Волонтерство в селі")
    assert number("волонтерство") == 1, "a name that had no article is learned as a new word"
    call_command("count_words", week=True)
    assert "articles" not in capsys.readouterr().out


def test_numbers_are_asked_for_once_in_a_generation():
    make_article("Млин і жорна")
    generation.move()
    with CaptureQueriesContext(connection) as queries:
        assert number("млин") == 1
        assert number("вітряк") == 0
        assert corpus.articles_with(["млин", "вітряк"], "uk") == {"млин": 1, "вітряк": 0}
    assert len(queries) == 2
    make_article("Вітряк")
    assert number("вітряк") == 1


# When


def test_of_those_who_ask_one_counts_and_none_soon_after():
    make_article()
    assert [corpus.claim() for _ in range(3)] == [True, False, False]
    corpus.count(names=False)
    assert not corpus.claim()


def counted_at(moment, articles):
    for language in ("uk", "en"):
        CorpusCount.objects.create(
            language=language, at=moment, articles=articles if language == "uk" else 0
        )


def test_words_are_counted_every_night():
    noon = datetime(2026, 3, 18, 12, tzinfo=KYIV)
    counted_at(noon, 0)
    assert not corpus.claim(noon + timedelta(hours=14))
    assert corpus.claim(noon + timedelta(hours=15))
    assert not corpus.claim(noon + timedelta(hours=16)), "at 3 o’clock once"


@pytest.mark.parametrize(("before", "due"), [(20, False), (21, False), (19, True), (22, True)])
def test_words_are_counted_when_the_newsroom_has_grown_or_shrunk_by_a_twentieth(before, due):
    noon = datetime(2026, 3, 18, 12, tzinfo=KYIV)
    for each in range(20):
        make_article(f"Село {each}", published_at=noon - timedelta(days=1))
    counted_at(noon, before)
    assert not corpus.claim(noon + timedelta(minutes=19)), "not again so soon"
    assert corpus.claim(noon + timedelta(minutes=21)) is due
