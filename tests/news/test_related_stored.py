"""What is related to an article is stored, and found anew when what it stands on has changed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from news import corpus, generation, related, relating
from news.article_page import around, article_context, public_article
from news.models import Article, Keyword, RelatedArticles, RelatedChange
from news.models.related import Step
from tests.factories import KUPIANSK, hromada, make_article, make_tag

pytestmark = pytest.mark.django_db


def days_ago(days):
    return timezone.now() - timedelta(days=days)


def make(title, **fields):
    return make_article(title, **({"lead": "", "body": "<p>123</p>"} | fields))


def cards(article):
    return article_context(public_article(article.pk))["read_also"]


def shown(article):
    return [found.card.title for found in cards(article)]


@pytest.fixture
def article():
    """An article of a topic, with four related ones and more in spare; nothing is left to do."""
    found = make("Сама", tags=["вода"], published_at=days_ago(100))
    for number in range(6):
        make(f"№ {number}", tags=["вода"], published_at=days_ago(110 + 10 * number))
    assert relating.work()
    assert shown(found) == ["№ 0", "№ 1", "№ 2", "№ 3"]
    return found


@pytest.fixture
def scored(monkeypatch):
    """A list of the ids of articles to which something related was looked for."""
    calls, score = [], related.score
    monkeypatch.setattr(
        related, "score", lambda features: calls.append(features.pk) or score(features)
    )
    return calls


def test_a_page_finds_stored_what_was_noted_by_the_database(article, scored):
    for number in range(6):
        assert len(shown(Article.objects.get(title=f"№ {number}"))) == 4
    assert not scored
    assert not RelatedChange.objects.exists()


def test_what_changes_elsewhere_touches_no_other_article(article, scored):
    other = make("Про інше", tags=["школа"])
    assert relating.work()
    assert set(scored) == {other.pk}
    Article.objects.update(views_imported=7, byline="Хтось")
    assert not RelatedChange.objects.exists()


def test_a_better_one_comes_to_the_cards_of_others_and_goes_from_them(article, scored):
    draft = make("Краща", tags=["вода"], published_at=days_ago(99), state="draft")
    assert relating.work()
    assert not scored
    draft.state = "published"
    draft.save()
    assert shown(article)[0] == "№ 0"  # true still
    word = generation.shared()
    assert relating.work()
    assert generation.shared() != word  # kept pages are made anew
    assert shown(article) == ["Краща", "№ 0", "№ 1", "№ 2"]
    Article.objects.filter(pk=draft.pk).update(state="archived")
    assert shown(article) == ["№ 0", "№ 1", "№ 2", "№ 3"]
    assert relating.work()
    stored = RelatedArticles.objects.get(article=article)
    assert draft.pk not in [tie.pk for tie in related.unpacked(stored.found)]
    assert not RelatedArticles.objects.filter(article=draft).exists()
    assert not Keyword.objects.filter(article=draft).exists()


def test_one_that_is_unpublished_or_deleted_leaves_no_gap_before_any_work(article):
    Article.objects.filter(title="№ 1").update(state="draft")
    assert shown(article) == ["№ 0", "№ 2", "№ 3", "№ 4"]
    Article.objects.get(title="№ 0").delete()
    assert shown(article) == ["№ 2", "№ 3", "№ 4", "№ 5"]
    assert relating.work()
    assert shown(article) == ["№ 2", "№ 3", "№ 4", "№ 5"]


def test_a_scheduled_one_is_stored_and_appears_at_its_minute(article):
    at = timezone.now() + timedelta(hours=1)
    later = make("Згодом", tags=["вода"], published_at=at)
    Article.objects.filter(pk=article.pk).update(published_at=days_ago(0))
    assert relating.work()
    assert "Згодом" not in shown(article)
    found = public_article(article.pk)
    ids = [tie.pk for tie in found.related]
    assert ids[0] == later.pk
    for moment, is_shown in ((at - timedelta(seconds=1), False), (at, True)):
        cards = around(found, found.labels, ids, moment).cards
        assert (later.pk in cards) is is_shown


def test_a_topic_that_is_renamed_or_merged_is_named_rightly(article):
    topic = make_tag("вода")
    topic.name = "водогони"
    topic.save()
    assert cards(article)[0].why == ("водогони",)
    other = make_tag("комунальні послуги")
    make("Іншої теми", tags=[other], published_at=days_ago(101))
    topic.merge_into(other)
    assert shown(article)[:2] == ["Іншої теми", "№ 0"]  # itself changed: found for its page
    assert relating.work()
    assert shown(article)[:2] == ["Іншої теми", "№ 0"]
    assert cards(article)[0].why == ("комунальні послуги",)


def test_own_labels_and_those_of_others_decide_again(article):
    near = make("Громада", hromadas=[KUPIANSK], published_at=days_ago(101))
    article.hromadas.add(hromada())
    assert shown(article)[0] == "Громада"
    near.hromadas.clear()
    near.oblasts.clear()
    assert "Громада" not in shown(article)
    article.tags.clear()
    assert {found.why for found in cards(article)} == {("Найновіше",)}


def test_a_text_that_is_about_something_else_is_related_to_something_else(article):
    about = "<p>Бджоли гудуть. Бджоли несуть мед, мед солодкий.</p>"
    other = make("Бджоли", body=about, published_at=days_ago(2000))
    assert relating.work()
    article.body = about
    article.save()
    assert relating.work()
    assert "Бджоли" in shown(article)
    assert shown(other)[0] == "Сама"
    assert cards(other)[0].why == ("Схоже за змістом",)
    Article.objects.filter(pk=article.pk).update(body="<p>456</p>")
    assert relating.work()
    assert cards(other)[0].why == ("Найновіше",)


def test_a_page_that_is_read_before_the_work_stores_for_the_next_reader(article, scored):
    RelatedArticles.objects.all().delete()
    assert shown(article) == shown(article)
    assert scored == [article.pk]


def test_a_reader_does_not_store_what_an_article_was_that_has_changed(article):
    before = RelatedArticles.objects.get(article=article).found
    article.hromadas.add(hromada())
    shown(article)
    stored = RelatedArticles.objects.get(article=article)
    assert (stored.found, stored.is_old) == (before, True)


def test_a_preview_stores_nothing(article):
    RelatedArticles.objects.all().delete()
    article_context(Article.objects.get(pk=article.pk))
    assert not RelatedArticles.objects.exists()


def test_the_keeper_looks_only_after_a_change(article, monkeypatch):
    calls = []
    monkeypatch.setattr(relating.Keeper, "work", lambda self, most: calls.append(most) or True)
    monkeypatch.setattr(relating.connection, "close", lambda: None)
    keeper = relating.Keeper()
    for _ in range(3):
        keeper.look()
    assert len(calls) == 1
    generation.move()
    keeper.look()
    assert len(calls) == 2


def test_after_a_great_import_the_keeper_waits_for_the_words_to_be_counted(article, monkeypatch):
    monkeypatch.setattr(relating.connection, "close", lambda: None)
    monkeypatch.setattr(relating, "SOME", 2)
    monkeypatch.setattr(relating, "SECONDS", 60)
    relating.note_all()
    keeper = relating.Keeper()
    keeper.look()
    assert RelatedChange.objects.count() == 7
    corpus.count(names=False)
    keeper.look()
    assert not RelatedChange.objects.exists()


def test_a_change_that_moves_no_card_keeps_the_pages(article):
    Article.objects.filter(pk=article.pk).update(lead="456")
    word = generation.shared()
    assert relating.work()
    assert generation.shared() == word


def test_work_of_which_the_time_is_over_goes_on_at_the_next_look(article, scored, monkeypatch):
    make("Нова", tags=["вода"])
    relating.note_all()
    keeper, word = relating.Keeper(), generation.shared()
    times = iter([0, 1, 9])
    with monkeypatch.context() as patch:
        patch.setattr(relating.time, "monotonic", lambda: next(times))
        assert not keeper.work(5)
    assert set(RelatedChange.objects.values_list("step", flat=True)) == {Step.RELATE}
    assert not scored
    assert generation.shared() == word
    assert keeper.work()
    assert len(set(scored)) == 8
    assert generation.shared() != word
