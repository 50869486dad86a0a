"""Places in English texts: only what stands beside the word for what it is."""

import pytest

from regions.mentions_in_english import detect_places_in_english
from regions.models import Hromada, Oblast

pytestmark = [pytest.mark.django_db, pytest.mark.soak_on_postgres]


def named(*texts):
    """Return the names of the oblasts and hromadas that texts name."""
    found = detect_places_in_english(*texts)
    codes = [place.katottg for place in found.hromadas]
    hromadas = Hromada.objects.filter(katottg__in=codes).values_list("short_name", flat=True)
    return [place.name for place in found.oblasts], sorted(hromadas)


@pytest.mark.parametrize(
    ("text", "hromada", "oblast"),
    [
        ("The Kupiansk hromada opened a library", "Куп’янська", "Харківська область"),
        ("In Kupiansk urban territorial community", "Куп’янська", "Харківська область"),
        ("Kupianska community has a hub", "Куп’янська", "Харківська область"),
        ("Slavuta City Council meets on Friday", "Славутська", "Хмельницька область"),
        ("Zghurivka’s settlement council paid", "Згурівська", "Київська область"),
    ],
)
def test_a_hromada_is_found_by_its_name_or_its_centre_beside_the_word(text, hromada, oblast):
    assert named(text) == ([oblast], [hromada])


@pytest.mark.parametrize(
    ("text", "oblast"),
    [
        ("hubs of Kharkiv oblast", "Харківська область"),
        ("the Volyn region", "Волинська область"),
        ("in Zakarpattia Oblast", "Закарпатська область"),
        ("Kyiv oblast pays", "Київська область"),
        ("Kharkivska oblast", "Харківська область"),
        ("Kyiv City Council", "Київ"),
    ],
)
def test_an_oblast_is_found_by_its_names(text, oblast):
    assert named(text) == ([oblast], [])


@pytest.mark.parametrize(
    "text",
    [
        "Kupiansk opened a library",
        "The European community and the Baltic region",
        "Every community in this region has one",
        "Kharkiv is a city; the community is large",
        "",
    ],
)
def test_nothing_is_found_without_such_a_word(text):
    assert named(text) == ([], [])


def test_namesakes_are_decided_by_the_oblast_that_is_named_or_not_at_all():
    found = detect_places_in_english("The Oleksandrivka hromada", "", "")
    assert not found.hromadas
    assert len(found.ambiguous[0].candidates) > 1
    oblasts, hromadas = named("The Oleksandrivka hromada", "of Donetsk oblast")
    assert oblasts == ["Донецька область"]
    assert hromadas == ["Олександрівська"]


def test_every_oblast_has_its_usual_english_name():
    cities = [
        *(
            "Vinnytsia",
            "Volyn",
            "Dnipropetrovsk",
            "Donetsk",
            "Zhytomyr",
            "Zakarpattia",
            "Zaporizhzhia",
        ),
        *("Ivano-Frankivsk", "Kyiv", "Kirovohrad", "Luhansk", "Lviv", "Mykolaiv", "Odesa"),
        *("Poltava", "Rivne", "Sumy", "Ternopil", "Kharkiv", "Kherson", "Khmelnytskyi"),
        *("Cherkasy", "Chernivtsi", "Chernihiv"),
    ]
    found = {name for city in cities for name in named(f"{city} oblast")[0]}
    assert len(found) == 24
    assert found <= set(Oblast.objects.values_list("name", flat=True))
