"""A name or a code, as importers have it, is one place exactly, or an error that says why not."""

import pytest

from regions.find import AmbiguousPlace, UnknownPlace, resolve_hromada, resolve_oblast
from regions.models import Hromada, Oblast
from regions.names import HROMADA, OBLAST, RAION, SETTLEMENT, Name, read_name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Куп’янськ", Name("купянськ", None, None, False)),
        (" Куп'янська  міська територіальна громада", Name("купянська", HROMADA, "міська", False)),
        ("Куп’янська міська об’єднана ТГ", Name("купянська", HROMADA, "міська", False)),
        ("Куп’янська ОТГ", Name("купянська", HROMADA, None, False)),
        ("«Куп’янська» громада", Name("купянська", HROMADA, None, False)),
        ("Покровська сільська", Name("покровська", HROMADA, "сільська", False)),
        ("Харківська обл.", Name("харківська", OBLAST, None, False)),
        ("Куп’янський р-н", Name("купянський", RAION, None, False)),
        ("м.Київ", Name("київ", SETTLEMENT, None, False)),
        ("смт. Згурівка", Name("згурівка", SETTLEMENT, None, False)),
        ("с-ще Ківшарівка", Name("ківшарівка", SETTLEMENT, None, False)),
        ("Kupianska urban hromada", Name("kupianska", HROMADA, "міська", True)),
        ("Kharkivska oblast", Name("kharkivska", OBLAST, None, True)),
        ("Громада", Name("громада", None, None, False)),
        ("село Селище", Name("селище", SETTLEMENT, None, False)),
        ("с. Громада", Name("громада", SETTLEMENT, None, False)),
        ("Сільська громада", Name("сільська", HROMADA, None, False)),
        ("", Name("", None, None, False)),
    ],
)
def test_words_of_kind_are_read_and_taken_off(text, name):
    assert read_name(text) == name


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text",
    [
        "UA63000000000041885",
        "ua63000000000041885 ",
        "Харківська область",
        "харківська обл.",
        "Харківська",
        "Хaркiвська область",  # with a Latin a and i, as texts of the old portals have
        "Kharkivska oblast",
    ],
)
def test_oblast_by_every_form(text):
    assert resolve_oblast(text).name == "Харківська область"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("м. Київ", "kyiv"),
        ("Київ", "kyiv"),
        ("Kyiv", "kyiv"),
        ("Київська", "kyivska-oblast"),
        ("Київська область", "kyivska-oblast"),
        ("АР Крим", "avtonomna-respublika-krym"),
        ("АРК", "avtonomna-respublika-krym"),
        ("Автономна Республіка Крим", "avtonomna-respublika-krym"),
        ("Autonomous Republic of Crimea", "avtonomna-respublika-krym"),
        ("м. Севастополь", "sevastopol"),
    ],
)
def test_republic_and_special_cities_by_every_form(text, slug):
    assert resolve_oblast(text).slug == slug


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text",
    [
        *("", "Харків", "Галицька область", "UA63080090000067457", "область"),
        *("Миколаївська громада", "Харківська міська ТГ", "Львівський район", "м. Одеська"),
    ],
)
def test_unknown_oblast(text):
    with pytest.raises(UnknownPlace, match="is no oblast"):
        resolve_oblast(text)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "today"),
    [
        ("UA63080090000067457", "Куп’янська"),
        ("Куп'янська територіальна громада", "Куп’янська"),
        ("Куп’янська", "Куп’янська"),
        ("КУП’ЯНСЬКА МІСЬКА ГРОМАДА", "Куп’янська"),
        ("Червоноградська міська ТГ", "Шептицька"),
        ("Kupianska hromada", "Куп’янська"),
        ("Хутір-Михайлівська", "Хутір-Михайлівська"),
        ("Дружбівська", "Хутір-Михайлівська"),
    ],
)
def test_hromada_by_every_form(text, today):
    assert resolve_hromada(text).short_name == today


@pytest.mark.django_db
def test_oblast_and_kind_decide_between_namesakes():
    dnipro, donetsk = resolve_oblast("Дніпропетровська"), resolve_oblast("Донецька")
    with pytest.raises(AmbiguousPlace) as ambiguity:
        resolve_hromada("Покровська громада")
    assert len(ambiguity.value.candidates) == 4
    assert "UA14160210000011148 Покровська міська" in str(ambiguity.value)
    assert "Покровський район, Донецька область" in str(ambiguity.value)
    assert resolve_hromada("Покровська", donetsk).katottg == "UA14160210000011148"
    with pytest.raises(AmbiguousPlace):
        resolve_hromada("Покровська", dnipro)
    rural = resolve_hromada("Покровська сільська територіальна громада", dnipro)
    assert rural.slug == "pokrovska-nikopolskyi-silska"


@pytest.mark.django_db
def test_former_name_counts_among_the_namesakes():
    names = {place.short_name for place in ambiguous("Первомайська")}
    assert {"Первомайська", "Златопільська"} <= names
    kharkiv = resolve_oblast("Харківська")
    assert resolve_hromada("Первомайська", kharkiv).short_name == "Златопільська"


def ambiguous(text):
    with pytest.raises(AmbiguousPlace) as ambiguity:
        resolve_hromada(text)
    return ambiguity.value.candidates


@pytest.mark.django_db
def test_code_of_another_oblast_is_refused():
    kyiv = Oblast.objects.get(slug="kyivska-oblast")
    with pytest.raises(UnknownPlace, match="lies in Харківська область, not in Київська область"):
        resolve_hromada("UA63080090000067457", kyiv)
    with pytest.raises(UnknownPlace, match="in Київська область"):
        resolve_hromada("Куп’янська", kyiv)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text",
    [
        *("", "Куп’янськ", "Неіснуюча громада", "Харківська область", "Куп’янський район"),
        *("UA63000000000041885", "UA63080090020061282", "UA00000000000000000"),
    ],
)
def test_unknown_hromada(text):
    with pytest.raises(UnknownPlace):
        resolve_hromada(text)


@pytest.mark.django_db
def test_place_is_ready_for_its_page(django_assert_num_queries):
    with django_assert_num_queries(1):
        hromada = resolve_hromada("Куп’янська")
        assert hromada.get_absolute_url()
        assert hromada.raion.name
        assert hromada.centre.name


NAMESAKES = {
    "UA63080090000067457": "Куп’янська громада",  # there is one
    "UA12080090000039979": (
        "Покровська міська територіальна громада, Нікопольський район, Дніпропетровська область"
    ),
    "UA12080110000055958": (
        "Покровська сільська територіальна громада, Нікопольський район, Дніпропетровська область"
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize("katottg", NAMESAKES)
def test_namesakes_are_told_apart(katottg, django_assert_num_queries):
    hromada = Hromada.objects.select_related("raion", "oblast").get(katottg=katottg)
    with django_assert_num_queries(1):
        assert hromada.unmistakable_title() == NAMESAKES[katottg]


@pytest.mark.django_db
def test_no_two_hromadas_have_one_unmistakable_title():
    rows = Hromada.objects.select_related("raion", "oblast").filter(short_name__startswith="По")
    assert len({hromada.unmistakable_title() for hromada in rows}) == len(rows) > 20


@pytest.mark.django_db
def test_titles_in_full_are_all_different():
    rows = list(Hromada.objects.select_related("raion", "oblast"))
    assert len({hromada.title_in_full for hromada in rows}) == len(rows) == 1772
