"""What a reader types into the field of a hromada means a place, several, or none."""

import pytest

from news.typed_place import typed_places
from regions.models import Oblast
from tests.factories import KUPIANSK, LVIV_OBLAST, oblast

pytestmark = pytest.mark.django_db


def names(text, **within):
    return [place.title for place in typed_places(text, **within)]


@pytest.mark.parametrize(
    "text",
    [KUPIANSK, KUPIANSK.lower(), "kupianska", "Куп’янська", "куп'янська громада", "Kupianska",
     "Куп’янськ", "м. Куп’янськ", "Ківшарівка", "Ківшарівка, Куп’янська громада",
     "Куп’янська громада, Куп’янський район",
     "Kupianska hromada, Kupianskyi raion", "Куп’янськ, Харківська область"],
)  # fmt: skip
def test_one_hromada_is_meant(text):
    assert names(text) == ["Куп’янська міська територіальна громада"]


def test_a_former_name_means_the_hromada_of_today():
    assert names("Червоноградська") == ["Шептицька міська територіальна громада"]


def test_namesakes_are_all_offered():
    found = typed_places("Іванівка")
    assert len(found) > 50
    assert len({place.katottg for place in found}) == len(found)


def test_what_stands_after_the_comma_narrows():
    everywhere, there = typed_places("Миколаївка"), typed_places("Миколаївка, Сумська область")
    assert 0 < len(there) < len(everywhere)
    assert {place.oblast.name for place in there} == {"Сумська область"}
    assert typed_places("Миколаївка, Сумська") == there
    assert typed_places("Куп’янськ, Львівська область") == []


def test_the_oblast_chosen_decides_between_namesakes_where_it_can():
    there = typed_places("Миколаївка", oblast=Oblast.objects.get(name="Сумська область"))
    assert {place.oblast.name for place in there} == {"Сумська область"}
    assert names("Куп’янськ", oblast=oblast(LVIV_OBLAST)) == [
        "Куп’янська міська територіальна громада"
    ]


def test_a_city_that_is_no_hromada_means_itself():
    assert names("Київ") == ["Київ"]
    assert names("Харківська область") == ["Харківська область"]


@pytest.mark.parametrize("text", ["ъъъ", ",", "' OR 1=1", "UA00000000000000000", "громада,,"])
def test_nothing_is_meant(text):
    assert isinstance(typed_places(text), list)


def test_a_beginning_is_enough_when_it_fits_one():
    assert names("Ківшарі") == ["Куп’янська міська територіальна громада"]
