"""Raions and settlements in the API, these also by the names that they had."""

from urllib.parse import quote

import pytest

from regions.models import FormerName, Raion, Settlement
from tests.factories import KHARKIV_OBLAST, KUPIANSK, KYIV_OBLAST, hromada
from tests.news.api import SITE

pytestmark = pytest.mark.django_db


def called(api, name, more=""):
    return [item["name"] for item in api.get(f"/settlements/?q={quote(name)}{more}")["items"]]


def test_raions_come_in_pages_and_by_oblast(api):
    items = api.pages("/raions/?limit=50")
    assert len(items) == len({item["katottg"] for item in items}) == Raion.objects.count()
    inside = api.pages(f"/raions/?limit=50&oblast={KHARKIV_OBLAST}")
    assert {item["oblast"]["katottg"] for item in inside} == {KHARKIV_OBLAST}
    assert len(inside) == Raion.objects.filter(oblast__katottg=KHARKIV_OBLAST).count()


def test_raion_in_full(api):
    raion = hromada().raion
    answer = api.get(f"/raions/{raion.katottg}")
    assert answer["name"] == "Куп’янський район"
    assert answer["name_en"] == "Kupianskyi raion"
    assert answer["oblast"]["url"] == f"{SITE}/regions/kharkivska-oblast/"
    assert KUPIANSK in [one["katottg"] for one in answer["hromadas"]]
    assert answer["former_names"] == []


def test_settlement_in_full(api):
    found = Settlement.objects.get(name="Ківшарівка")
    assert api.get(f"/settlements/{found.katottg}") == {
        "katottg": found.katottg,
        "name": "Ківшарівка",
        "name_en": "Kivsharivka",
        "category": "селище",
        "hromada": {
            "katottg": KUPIANSK,
            "name": "Куп’янська міська територіальна громада",
            "name_en": "Kupianska urban hromada",
            "url": f"{SITE}/regions/kharkivska-oblast/kupianska/",
        },
        "raion": {
            "katottg": found.hromada.raion.katottg,
            "name": "Куп’янський район",
            "name_en": "Kupianskyi raion",
        },
        "oblast": {
            "katottg": KHARKIV_OBLAST,
            "name": "Харківська область",
            "name_en": "Kharkivska oblast",
            "url": f"{SITE}/regions/kharkivska-oblast/",
        },
        "former_names": [],
    }


def test_settlements_of_a_hromada_come_in_pages_by_their_codes(api):
    codes = [one["katottg"] for one in api.pages(f"/settlements/?limit=30&hromada={KUPIANSK}")]
    assert codes == sorted(codes)
    assert len(codes) == len(set(codes)) == hromada().settlements.count()


def test_a_name_finds_all_its_bearers_whole_names_first(api):
    found = called(api, "Іванівка", "&limit=100")
    assert found.count("Іванівка") >= 90
    assert found[0] == "Іванівка"
    assert called(api, "с. Ківшарівка") == called(api, "kivsharivka") == ["Ківшарівка"]
    assert called(api, "Ківшар") == ["Ківшарівка"]
    assert called(api, "Ківшарівка", f"&oblast={KYIV_OBLAST}") == []
    assert called(api, "Ківшарівка", f"&hromada={KUPIANSK}") == ["Ківшарівка"]
    assert called(api, "  ") == called(api, "ХХХ") == called(api, "\x00") == []


def test_a_former_name_finds_the_settlement_of_today(api):
    old = FormerName.objects.filter(name="Червоноград").first()
    answer = api.get(f"/settlements/?q={quote('Червоноград')}")
    (today,) = [one for one in answer["items"] if one["katottg"] == old.katottg]
    assert today["name"] == "Шептицький"
    former = api.get(f"/settlements/{old.katottg}")["former_names"]
    assert {"name": "Червоноград", "until": old.until.isoformat()} in former


@pytest.mark.parametrize("what", ["raion", "settlement"])
def test_what_is_not_there_is_404_in_words(what, api):
    sentence = api.refused(f"/{what}s/UA00000000000000000", 404)
    assert sentence == f"There is no {what} UA00000000000000000."
    assert api.refused(f"/{what}s/1", 422).startswith("katottg: ")
