"""A reader finds the hromada by any settlement in it, by today's name or yesterday's."""

from datetime import date

import pytest
from django.utils.translation import override

from regions.find import BEGINNINGS, find, find_typed
from regions.models import Hromada, Oblast, Raion, Settlement

pytestmark = pytest.mark.django_db


def pages(query, **options):
    """Return the addresses of what is found, without /regions/."""
    return [
        found.place.get_absolute_url().removeprefix("/regions/").rstrip("/")
        for found in find(query, **options)
    ]


@pytest.mark.parametrize(
    "query",
    [
        "Ківшарівка",
        "ківшарівка ",
        "КІВШАРІВКА",
        "с. Ківшарівка",
        "с.Ківшарівка",
        "селище Ківшарівка",
        "смт Ківшарівка",
        "Kivsharivka",
        "Ківшар",
        "Куп’янська",
        "Куп'янська громада",
        "громада Куп’янська",
        "Куп’янська міська територіальна громада",
        "Куп’янська міська ТГ",
        "Kupianska urban hromada",
    ],
)
def test_one_hromada_by_many_words(query):
    assert pages(query) == ["kharkivska-oblast/kupianska"]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("Куп’янськ", "kharkivska-oblast/kupianska"),
        ("Kupiansk", "kharkivska-oblast/kupianska"),
        ("Харківська область", "kharkivska-oblast"),
        ("харківська обл.", "kharkivska-oblast"),
        ("Kharkivska oblast", "kharkivska-oblast"),
        ("Київ", "kyiv"),
        ("м. Київ", "kyiv"),
        ("місто Севастополь", "sevastopol"),
        ("Крим", "avtonomna-respublika-krym"),
        ("Crimea", "avtonomna-respublika-krym"),
        ("Куп’янський район", "kharkivska-oblast"),
        ("Червоноградський район", "lvivska-oblast"),
        ("Червоноград", "lvivska-oblast/sheptytska"),
        ("Червоноградська громада", "lvivska-oblast/sheptytska"),
        ("Chervonohrad", "lvivska-oblast/sheptytska"),
        ("Дніпропетровськ", "dnipropetrovska-oblast/dniprovska"),
        ("Кіровоград", "kirovohradska-oblast/kropyvnytska"),
        ("Громада", "zhytomyrska-oblast/liubarska"),  # a village of that name
        ("м. Селидове", "donetska-oblast/selydivska"),
    ],
)
def test_best_match_comes_first(query, first):
    assert pages(query)[0] == first


def test_result_says_which_settlement_matched():
    (found,) = find("Ківшарівка")
    assert found.place == Hromada.objects.get(katottg="UA63080090000067457")
    assert found.match == Settlement.objects.get(name="Ківшарівка")
    assert (found.name, found.category, found.former) == ("Ківшарівка", "селище", None)
    assert found.raion.name == "Куп’янський район"
    assert found.oblast.name == "Харківська область"


def test_result_says_which_former_name_matched():
    found = find("Первомайський")[0]
    assert found.place.short_name == "Златопільська"
    assert str(found.match) == "місто Златопіль"
    assert (found.name, found.former) == ("Первомайський", date(2024, 9, 26))
    assert found.title == "Первомайський"


def test_former_name_and_todays_of_other_places_stand_together():
    assert pages("Первомайський") == [
        "kharkivska-oblast/zlatopilska",
        "donetska-oblast/snizhnianska",
        "mykolaivska-oblast",
    ]


def test_result_of_an_oblast_and_a_raion():
    found = find("Харківська область")[0]
    assert (found.place, found.raion) == (found.match, None)
    assert found.oblast == Oblast.objects.get(slug="kharkivska-oblast")
    found = find("Куп’янський район")[0]
    assert found.match == Raion.objects.get(name="Куп’янський район")
    assert found.place.name == "Харківська область"


def test_titles_are_in_the_language_of_the_page():
    assert find("Куп’янська")[0].title == "Куп’янська громада"
    assert find("Крим")[0].title == "Автономна Республіка Крим"
    with override("en"):
        assert find("Ківшарівка")[0].title == "Kivsharivka"
        assert find("Первомайський")[0].title == "Pervomaiskyi"
        assert find("Куп’янська")[0].title == "Kupianska hromada"
        assert find("Крим")[0].title == "Autonomous Republic of Crimea"
        assert find("Куп’янський район")[0].title == "Kupianskyi raion"


def test_namesakes_are_all_listed_cities_first_then_by_alphabet():
    found = find("Покровське")
    whole = [one for one in found if one.name == "Покровське" and not one.former]
    settlements = Settlement.objects.filter(name="Покровське")
    assert {one.place for one in whole} == {settlement.hromada for settlement in settlements}
    categories = [one.category for one in whole]
    assert categories == sorted(categories, key=["місто", "селище", "село"].index)
    villages = [one.oblast.order for one in whole if one.category == "село"]
    assert villages == sorted(villages)


def test_even_the_commonest_name_is_listed_whole():
    hromadas = Settlement.objects.filter(key="іванівка").values("hromada").distinct()
    whole = [one for one in find("Іванівка") if one.name == "Іванівка" and not one.former]
    assert len(whole) == hromadas.count() > 100
    assert len(find("Іванівка", limit=3)) == 3


def test_namesakes_of_one_raion_are_told_by_kind():
    assert len(find("Покровська громада")) >= 4
    assert pages("Покровська сільська громада") == [
        "dnipropetrovska-oblast/pokrovska-nikopolskyi-silska"
    ]


def test_whole_names_come_before_beginnings_and_these_are_few():
    found = find("Самар")
    assert found[0].name == "Самар"
    assert all(one.name != "Самар" for one in found[1:])
    assert len(find("К")) == BEGINNINGS
    assert len(find("Нов")) == BEGINNINGS


def test_each_page_is_listed_once():
    places = [found.place for found in find("Куп")]
    assert len(places) == len(set(places))


@pytest.mark.parametrize(
    "query",
    ["", "  ", "\x00", "щщщ", "%", "_", "'", "’", "№", "к" * 10_000, "м.", "Ківшарівка" * 9],
)
def test_nothing_found_is_an_empty_list(query):
    assert find(query) == []


def test_a_keyboard_that_was_not_switched():
    meant, found = find_typed("rsdifhsdrf")
    assert meant == "ківшарівка"
    assert [one.name for one in found] == ["Ківшарівка"]
    assert find_typed("Kyiv")[0] == "Kyiv"  # what is found as it stands is not read otherwise
    assert find_typed("zzzzzz") == ("zzzzzz", [])


def test_where_tells_a_place_from_its_namesakes():
    assert (
        find("Ківшарівка")[0].where == "Куп’янська громада, Куп’янський район, Харківська область"
    )
    assert find("Куп’янська")[0].where == "Куп’янський район, Харківська область"
    assert find("Куп’янський район")[0].where == "Харківська область"
    assert find("Харківська область")[0].where == ""


@pytest.mark.parametrize("query", ["К", "Іванівка", "Первомайський", "Kupiansk", "щщщ"])
def test_number_of_queries_does_not_grow(query, django_assert_num_queries):
    with django_assert_num_queries(5):
        for found in find(query):
            assert found.place.get_absolute_url()
            assert found.oblast.name
            assert found.raion is None or found.raion.name
            assert found.title
