"""Articles are found by the names of their labels, as these are called now and were called."""

import pytest

from news.listing import Listing
from news.models import Article
from news.search import find
from regions.models import FormerName
from tests.factories import KHARKIV_OBLAST, KUPIANSK, hromada, make_article, make_tag, oblast

pytestmark = pytest.mark.django_db


def found(query, language="uk"):
    return list(find(query, Listing(language)).ids)


def test_a_topic_counts_as_if_its_name_stood_in_the_text():
    article = make_article(tags=["міжмуніципальне співробітництво"])
    assert found("співробітництва") == [article.pk]
    assert found("бібліотека міжмуніципального співробітництва") == [article.pk]
    assert found("співробітництво водогін") == []
    assert found("«міжмуніципальне співробітництво»") == []  # which no text says


def test_a_place_is_found_by_its_name_its_centre_and_its_oblast():
    article = make_article(hromadas=[KUPIANSK])
    for query in ("Куп’янська громада", "Куп’янську", "харківська область", "Куп’янська міська"):
        assert found(query) == [article.pk], query


def test_words_of_all_names_of_a_kind_name_none():
    make_article(hromadas=[KUPIANSK], lead="", title="Вода", body="<p>Текст.</p>")
    for query in ("громада", "область", "міська", "територіальна громада", "Львівська область"):
        assert found(query) == [], query


def test_a_place_is_found_by_a_former_name_of_it_or_of_its_centre():
    place = hromada(KUPIANSK)
    article = make_article(hromadas=[place])
    for code, name in ((place.katottg, "Уявлянська"), (place.centre.katottg, "Уявленськ")):
        FormerName.objects.create(katottg=code, name=name, until="2016-05-19")
    assert found("Уявленськ") == [article.pk]
    assert found("уявлянській громаді") == [article.pk]


def test_a_new_name_is_known_at_once_and_the_old_one_is_not():
    tag = make_tag("водопостачання")
    article = make_article(tags=[tag])
    assert found("водопостачання") == [article.pk]
    tag.name = "каналізація"
    tag.save()
    assert found("каналізація") == [article.pk]
    assert found("водопостачання") == []


def test_merged_topics_are_found_by_the_name_of_the_one_that_is_left():
    one, other = make_tag("водопостачання"), make_tag("каналізація")
    articles = {make_article(tags=[one]).pk, make_article(tags=[one, other]).pk}
    one.merge_into(other)
    assert set(found("каналізація")) == articles
    assert found("водопостачання") == []


def test_labels_are_exact_whichever_way_they_are_written():
    tag, place = make_tag("водопостачання"), oblast(KHARKIV_OBLAST)
    article = make_article()
    given = Article.tags.through.objects
    given.bulk_create([Article.tags.through(article=article, tag=tag)])
    Article.oblasts.through.objects.bulk_create(
        [Article.oblasts.through(article=article, oblast=place)]
    )
    assert found("водопостачання харківська") == [article.pk]
    given.filter(tag=tag).update(tag=make_tag("музей"))
    assert found("водопостачання") == []
    assert found("музей") == [article.pk]
    given.filter(article=article).delete()
    assert found("музей") == []


def test_english_pages_know_english_names():
    make_tag("водопостачання", name_en="water supply")
    article = make_article(
        "Title", lead="", language="en", tags=["водопостачання"], hromadas=[KUPIANSK]
    )
    for query in ("water supply", "Kupianska hromada", "Kharkivska oblast", "Kupiansk"):
        assert found(query, "en") == [article.pk], query
