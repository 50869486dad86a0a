"""The register in a process: made once, made anew when the register is another one."""

import pytest

from regions import gazetteer
from regions.mentions import detect_places
from regions.models import FormerName, Hromada, Settlement

pytestmark = [pytest.mark.django_db, pytest.mark.soak_on_postgres]


@pytest.fixture(autouse=True)
def _asked_anew():
    gazetteer.forget()
    yield
    gazetteer.forget()


def test_it_is_kept_while_the_register_stays():
    first = gazetteer.current()
    gazetteer.forget()

    assert gazetteer.current() is first


def test_it_is_not_asked_for_with_every_text(django_assert_num_queries):
    gazetteer.current()

    with django_assert_num_queries(0):
        detect_places(body="У Згурівській громаді нова школа.")


@pytest.mark.parametrize(
    "change",
    [
        lambda: Hromada.objects.filter(short_name="Згурівська").update(kind="сільська"),
        lambda: Settlement.objects.filter(name="Ківшарівка").update(name="Ківшарівочка"),
        lambda: Settlement.objects.filter(name="Ківшарівка").delete(),
        lambda: FormerName.objects.create(
            katottg="UA63080090000067457", name="Бувша", until="2020-01-01"
        ),
    ],
    ids=["kind", "name", "deleted", "former name"],
)
def test_a_change_of_the_register_is_seen(change):
    before = gazetteer.current()
    change()
    gazetteer.forget()

    assert gazetteer.current() is not before


def test_a_new_name_is_detected():
    gazetteer.current()
    hromada = Hromada.objects.get(short_name="Згурівська")
    hromada.short_name = "Новозгурівська"
    hromada.save()
    gazetteer.forget()

    found = detect_places(body="У Новозгурівській громаді нова школа.")

    assert [place.katottg for place in found.hromadas] == [hromada.katottg]
