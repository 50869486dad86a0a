"""The register as it is loaded: the whole of it, with right names, kinds, centres and addresses."""

import re
from collections import Counter

import pytest
from django.db.models import Count, F

from regions.codifier import read_snapshot
from regions.models import FormerName, Hromada, Oblast, Raion, Settlement
from regions.register import register_of, stored_register
from regions.renewal import bare_name, read_former_names
from tests.regions import sample

CRIMEA = "UA01000000000013043"


@pytest.mark.django_db
def test_all_places_are_there():
    assert Oblast.objects.count() == 27
    assert Raion.objects.count() == 136
    crimean = Hromada.objects.filter(oblast__katottg=CRIMEA)
    assert (Hromada.objects.count() - crimean.count(), crimean.count()) == (1469, 303)
    assert Settlement.objects.count() == 29_699
    assert dict(Settlement.objects.order_by().values_list("category").annotate(Count("pk"))) == {
        "місто": 459,
        "селище": 1979,
        "село": 27_261,
    }


@pytest.mark.django_db
def test_kupiansk_is_what_it_is():
    hromada = Hromada.objects.get(katottg="UA63080090000067457")
    assert hromada.name == "Куп’янська міська територіальна громада"
    assert hromada.short_name == "Куп’янська"
    assert hromada.name_en == "Kupianska urban hromada"
    assert hromada.raion.name == "Куп’янський район"
    assert hromada.oblast.name == "Харківська область"
    assert str(hromada.centre) == "місто Куп’янськ"
    assert hromada.get_absolute_url() == "/regions/kharkivska-oblast/kupianska/"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("katottg", "name", "name_en", "kind", "slug"),
    [
        (
            *("UA63000000000041885", "Харківська область", "Kharkivska oblast"),
            *("область", "kharkivska-oblast"),
        ),
        (
            *(CRIMEA, "Автономна Республіка Крим", "Autonomous Republic of Crimea"),
            *("автономна республіка", "avtonomna-respublika-krym"),
        ),
        ("UA80000000000093317", "Київ", "Kyiv", "місто зі спеціальним статусом", "kyiv"),
        (
            *("UA85000000000065278", "Севастополь", "Sevastopol"),
            *("місто зі спеціальним статусом", "sevastopol"),
        ),
    ],
)
def test_first_level_has_its_names(katottg, name, name_en, kind, slug):
    oblast = Oblast.objects.get(katottg=katottg)
    assert (oblast.name, oblast.name_en, oblast.kind, oblast.slug) == (name, name_en, kind, slug)


@pytest.mark.django_db
def test_each_centre_lies_in_its_hromada_and_gives_it_its_kind():
    assert not Hromada.objects.filter(centre=None).exists()
    assert not Hromada.objects.exclude(centre__hromada=F("pk")).exists()
    kinds = Hromada.objects.order_by().values_list("centre__category", "kind").distinct()
    assert set(kinds) == {("місто", "міська"), ("селище", "селищна"), ("село", "сільська")}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("hromada", "centre"),
    [
        ("Брониківська", "Романівка"),  # the first row, out of the alphabet
        ("Пристолична", "Щасливе"),
        ("Борщагівська", "Софіївська Борщагівка"),  # not the first row
        ("Присиваська", "Григорівка"),
        ("Добросинсько-Магерівська", "Добросин"),  # although Магерів is a селище
    ],
)
def test_centre_of_a_hromada_named_for_something_else(hromada, centre):
    assert Hromada.objects.get(short_name=hromada).centre.name == centre


@pytest.mark.django_db
def test_centre_of_karapchiv_is_not_the_first_of_the_alphabet():
    hromada = Hromada.objects.get(short_name="Карапчівська", oblast__slug="chernivetska-oblast")
    assert hromada.centre.name == "Карапчів"


@pytest.mark.django_db
def test_namesakes_have_addresses_of_their_own():
    slugs = Counter(Hromada.objects.values_list("oblast", "slug"))
    assert set(slugs.values()) == {1}
    pokrovski = Hromada.objects.filter(oblast__slug="dnipropetrovska-oblast", key="покровська")
    assert set(pokrovski.values_list("slug", "kind")) == {
        ("pokrovska-nikopolskyi-miska", "міська"),
        ("pokrovska-nikopolskyi-silska", "сільська"),
        ("pokrovska-synelnykivskyi", "селищна"),
    }
    kalininski = Hromada.objects.filter(oblast__katottg=CRIMEA, key="калінінська")
    assert set(kalininski.values_list("slug", flat=True)) == {
        "kalininska-kurmanskyi-silska-16810",
        "kalininska-kurmanskyi-silska-36675",
    }


@pytest.mark.django_db
def test_names_are_mended():
    for model in (Oblast, Raion, Hromada, Settlement):
        for name in model.objects.order_by().values_list("name", flat=True):
            assert re.fullmatch(r"[А-ЯҐЄІЇа-яґєії’ -]+", name), name
            assert "  " not in name, name
            assert name == name.strip()


def test_addresses_do_not_depend_on_the_order_of_hromadas():
    codifier = sample.codifier()
    hromadas = [row for row in codifier.rows if row.category == "H"]
    others = [row for row in codifier.rows if row.category != "H"]
    register = register_of(codifier)
    for order in (hromadas, hromadas[::-1]):
        assert register_of(codifier._replace(rows=(*others, *order))) == register


@pytest.mark.django_db
def test_database_holds_what_the_snapshot_says():
    expected = register_of(read_snapshot())
    assert expected.outside == ("Прип’ять", "Чорнобиль")
    for stored, wanted in zip(stored_register().levels, expected.levels, strict=True):
        assert stored == wanted


def test_every_known_former_name_is_of_a_place_and_not_todays():
    register = register_of(read_snapshot())
    known = read_former_names()
    assert len(known) > 500
    assert len({name[:3] for name in known}) == len(known)
    for name in known:
        place = register.get(name.katottg)
        assert place is not None, name
        assert bare_name(place) != name.name, name
        assert re.fullmatch(r"[А-ЯҐЄІЇ][А-ЯҐЄІЇа-яґєії’ -]+", name.name), name
        assert name.source


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("former", "today"),
    [
        ("Червоноградська", "Шептицька"),
        ("Новомосковська", "Самарівська"),
        ("Первомайська", "Златопільська"),
        ("Красноградська", "Берестинська"),
        ("Сєвєродонецька", "Сіверськодонецька"),
        ("Першотравенська", "Шахтарська"),
        ("Ватутінська", "Багачевська"),
        ("Дружбівська", "Хутір-Михайлівська"),
    ],
)
def test_hromada_renamed_after_its_centre(former, today):
    codes = FormerName.objects.filter(name=former).values("katottg")
    hromada = Hromada.objects.get(katottg__in=codes, short_name=today)
    assert FormerName.objects.filter(katottg=hromada.centre.katottg).exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("former", "today", "until"),
    [
        ("Червоноград", "Шептицький", "2024-09-26"),
        ("Новомосковськ", "Самар", "2024-09-26"),
        ("Первомайський", "Златопіль", "2024-09-26"),
        ("Южне", "Південне", "2024-10-09"),
        ("Дніпропетровськ", "Дніпро", "2016-05-19"),
        ("Кіровоград", "Кропивницький", "2016-07-14"),
        ("Володимир-Волинський", "Володимир", "2021-12-14"),
    ],
)
def test_city_renamed(former, today, until):
    (name,) = FormerName.objects.filter(name=former, until=until)
    assert Settlement.objects.get(katottg=name.katottg).name == today
    assert name.until.isoformat() == until


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("former", "today"),
    [
        ("Червоноградський", "Шептицький район"),
        ("Новомосковський", "Самарівський район"),
        ("Красноградський", "Берестинський район"),
        ("Сєвєродонецький", "Сіверськодонецький район"),
        ("Новоград-Волинський", "Звягельський район"),
    ],
)
def test_raion_renamed(former, today):
    codes = FormerName.objects.filter(name=former).values("katottg")
    assert Raion.objects.get(katottg__in=codes).name == today
