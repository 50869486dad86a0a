"""Labels: what topics and places are called, read once for a generation of the content."""

import pytest
from django.utils.translation import override

from news.labels import HROMADA, OBLAST, TAG, carried, labels, of, places
from news.models import Article, Tag
from regions.models import Hromada
from tests.factories import (
    KHARKIV_OBLAST,
    KUPIANSK,
    KYIV_OBLAST,
    hromada,
    make_article,
    make_tag,
    oblast,
)

pytestmark = pytest.mark.django_db


def test_labels_say_what_the_models_say():
    tag, region, place = make_tag("вода"), oblast(), hromada()
    for language in ("uk", "en"):
        with override(language):
            for kind, thing in ((TAG, tag), (OBLAST, region), (HROMADA, place)):
                label = labels(kind, [thing.pk])[thing.pk]
                assert (label.title, label.address) == (thing.title, thing.get_absolute_url())
            assert label.short_title == place.short_title
            assert label.title_in_full == place.title_in_full
            assert (label.katottg, label.oblast) == (KUPIANSK, region.pk)
            assert label.raion == place.raion.title


def test_carried_tells_what_each_article_carries_in_the_order_of_the_alphabet():
    first = make_article(hromadas=[KUPIANSK], tags=["ясла", "ґрунт", "абетка"])
    second = make_article()
    found = carried([second.pk, first.pk])
    assert [label.title for label in found[first.pk].tags] == ["абетка", "ґрунт", "ясла"]
    assert [label.katottg for label in found[first.pk].oblasts] == [KHARKIV_OBLAST]
    assert found[first.pk].place.short_title == "Куп’янська громада"
    assert found[second.pk] == ((), (), ())
    assert found[second.pk].place is None
    assert of(Article.objects.get(pk=first.pk)) == found[first.pk]


def test_the_place_of_a_card_is_the_first_that_the_article_carries():
    others = list(Hromada.objects.exclude(katottg=KUPIANSK).values_list("katottg", flat=True)[:3])
    articles = [
        make_article(),
        make_article(oblasts=[KHARKIV_OBLAST, KYIV_OBLAST]),
        make_article(oblasts=[KYIV_OBLAST, KHARKIV_OBLAST]),
        make_article(hromadas=[KUPIANSK, *others], oblasts=[KYIV_OBLAST]),
        make_article(hromadas=[*others, KUPIANSK]),
    ]
    keys = [article.pk for article in articles]
    expected = {pk: found.place for pk, found in carried(keys).items() if found.place}
    assert len(expected) == 4
    assert places(keys) == places(keys[::-1]) == expected


def test_known_labels_cost_nothing(django_assert_num_queries):
    article = make_article(hromadas=[KUPIANSK], tags=["вода"])
    with django_assert_num_queries(4):
        carried([article.pk])
    with django_assert_num_queries(1):
        carried([article.pk])
    with django_assert_num_queries(0):
        assert carried([]) == labels(TAG, []) == {}


def test_a_change_is_seen_at_once_also_one_past_the_models():
    article = make_article(hromadas=[KUPIANSK], tags=["вода"])
    carried([article.pk])
    Tag.objects.filter(name="вода").update(name="водогони")
    Hromada.objects.filter(katottg=KUPIANSK).update(short_name="Купʼянська-нова")
    shown = carried([article.pk])[article.pk]
    assert [label.title for label in shown.tags] == ["водогони"]
    assert shown.place.short_title == "Купʼянська-нова громада"


def test_a_tag_that_is_gone_is_left_out():
    article = make_article(tags=["вода", "ліс"])
    carried([article.pk])
    gone = make_tag("вода")
    pk = gone.pk
    gone.delete()
    assert [label.title for label in carried([article.pk])[article.pk].tags] == ["ліс"]
    assert labels(TAG, [pk]) == {}
