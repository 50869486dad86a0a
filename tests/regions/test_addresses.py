"""A page of a place stands at one address, and its former ones lead there."""

from datetime import date

import pytest

from regions.find import hromada_at, oblast_at
from regions.models import FormerName, FormerSlug, Hromada, Oblast

pytestmark = pytest.mark.django_db


def test_todays_address_in_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        hromada, moved = hromada_at("kharkivska-oblast", "kupianska")
        assert hromada.katottg == "UA63080090000067457"
        assert hromada.oblast.name == "Харківська область"
        assert not moved
    with django_assert_num_queries(1):
        oblast, moved = oblast_at("kharkivska-oblast")
        assert (oblast.katottg, moved) == ("UA63000000000041885", False)


@pytest.mark.parametrize(
    ("oblast", "former", "today"),
    [
        ("lvivska-oblast", "chervonohradska", "Шептицька"),
        ("kharkivska-oblast", "pervomaiska", "Златопільська"),
        ("mykolaivska-oblast", "yuzhnoukrainska", "Південноукраїнська"),
    ],
)
def test_former_name_is_a_former_address(oblast, former, today):
    hromada, moved = hromada_at(oblast, former)
    assert (hromada.short_name, moved) == (today, True)


def test_former_name_leads_only_within_its_oblast():
    assert hromada_at("kyivska-oblast", "chervonohradska") == (None, False)


def test_address_of_today_beats_a_former_one():
    hromada, moved = hromada_at("mykolaivska-oblast", "pervomaiska")  # Заводська had that name too
    assert (hromada.short_name, moved) == ("Первомайська", False)


def test_settlement_or_raion_of_a_former_name_has_no_address():
    assert hromada_at("lvivska-oblast", "chervonohrad") == (None, False)
    assert hromada_at("lvivska-oblast", "chervonohradskyi") == (None, False)


def test_unknown_addresses():
    assert oblast_at("nowhere") == (None, False)
    assert hromada_at("nowhere", "kupianska") == (None, False)
    assert hromada_at("kharkivska-oblast", "nowhere") == (None, False)


def test_latest_holder_of_a_former_address_is_meant():
    oblast = Oblast.objects.get(slug="kharkivska-oblast")
    for short_name, until in (("Лозівська", date(2020, 1, 1)), ("Ізюмська", date(2022, 1, 1))):
        hromada = Hromada.objects.get(short_name=short_name)
        FormerSlug.objects.create(
            katottg=hromada.katottg, oblast=oblast, slug="spilna", until=until
        )
    assert hromada_at("kharkivska-oblast", "spilna")[0].short_name == "Ізюмська"


def test_former_address_of_an_oblast_leads_to_its_hromadas():
    oblast = Oblast.objects.get(slug="kharkivska-oblast")
    FormerName.objects.create(
        katottg=oblast.katottg, name="Слобожанська", slug="slobozhanska-oblast", until="2020-01-01"
    )
    assert oblast_at("slobozhanska-oblast") == (oblast, True)
    hromada, moved = hromada_at("slobozhanska-oblast", "kupianska")
    assert (hromada.short_name, moved) == ("Куп’янська", True)
