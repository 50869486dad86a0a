"""The register in the newsroom: found by any name, changed without losing what it is."""

import pytest
from django.urls import reverse

from regions.models import FormerName, FormerSlug, Hromada, Oblast, Raion, Settlement
from tests.factories import KUPIANSK, hromada
from tests.staff import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.soak_on_postgres]


def found(model, query):
    """Return what the list of a model shows for a search, as str."""
    page = signed_in("admin").get(f"/admin/regions/{model}/", {"q": query}, follow=True)
    return [str(place) for place in page.context["cl"].result_list]


KUPIANSKA = "Куп’янська міська територіальна громада"


@pytest.mark.parametrize(
    "query",
    [
        "куп'янська",
        "КУПʼЯНСЬКА МІСЬКА ТЕРИТОРІАЛЬНА ГРОМАДА",
        "Куп’янська тер",
        "kupianska",
        "Куп’янська, Харківська область",
        "Ківшарівка",
        "UA63080090000067457",
    ],
)
def test_a_hromada_is_found_by_any_of_its_names(query):
    assert found("hromada", query)[0] == KUPIANSKA


@pytest.mark.parametrize(
    ("query", "today"), [("Червоноградська", "Шептицька"), ("Первомайський", "Златопільська")]
)
def test_a_former_name_finds_the_place_of_today(query, today):
    hromadas = found("hromada", query)
    assert f"{today} міська територіальна громада" in hromadas


def test_namesakes_are_told_apart_by_raion_and_oblast():
    client = signed_in("editor")
    answer = client.get(
        reverse("admin:regions_hromada_choices"),
        {
            "app_label": "news",
            "model_name": "article",
            "field_name": "hromadas",
            "term": "покровська нікопольський",
        },
    ).json()
    assert {choice["text"] for choice in answer["results"]} == {
        "Покровська міська громада · Нікопольський район, Дніпропетровська область",
        "Покровська сільська громада · Нікопольський район, Дніпропетровська область",
    }


@pytest.mark.parametrize(
    ("model", "query", "first"),
    [
        ("oblast", "ХАРКІВ", "Харківська область"),
        ("raion", "нікопольський", "Нікопольський район"),
        ("settlement", "КІВШАРІВКА", "селище Ківшарівка"),
        ("formername", "червоноград", "Червоноград"),
    ],
)
def test_every_level_is_found_in_any_case(model, query, first):
    assert found(model, query)[0].startswith(first)


@pytest.mark.parametrize("model", ["oblast", "raion", "hromada", "settlement", "formername"])
@pytest.mark.parametrize("query", ["\x00", "%", "громада область", "ua", "а" * 5000, "я " * 99])
def test_any_search_is_answered(model, query):
    assert isinstance(found(model, query), list)


@pytest.mark.parametrize("model", ["oblast", "raion", "hromada", "settlement", "formername"])
def test_lists_take_the_same_queries_for_one_row_as_for_a_page(
    model, django_assert_max_num_queries
):
    client = signed_in("admin")
    client.get(f"/admin/regions/{model}/")
    with django_assert_max_num_queries(9):
        client.get(f"/admin/regions/{model}/")


def hromada_form(place, **changes):
    return {
        "short_name": place.short_name,
        "kind": place.kind,
        "raion": place.raion_id,
        "centre": place.centre_id or "",
        "slug": place.slug,
        "website": place.website,
    } | changes


def change(place):
    return reverse(f"admin:regions_{place._meta.model_name}_change", args=[place.pk])


def test_a_code_is_an_identity_and_does_not_change():
    client = signed_in("admin")
    place = hromada(KUPIANSK)
    form = hromada_form(place, katottg="UA63080090000000000", website="https://example.org")
    assert client.post(change(place), form).status_code == 302
    place.refresh_from_db()
    assert (place.katottg, place.website) == (KUPIANSK, "https://example.org")
    assert b'name="katottg"' not in client.get(change(place)).content


def test_names_follow_from_the_short_one_and_the_oblast_from_the_raion():
    place = hromada(KUPIANSK)
    raion = Raion.objects.exclude(oblast=place.oblast).first()
    signed_in("admin").post(
        change(place), hromada_form(place, short_name="Нова", kind="селищна", raion=raion.pk)
    )
    place = hromada(KUPIANSK)
    assert place.name == "Нова селищна територіальна громада"
    assert place.name_en == "Nova settlement hromada"
    assert place.oblast == raion.oblast


def test_an_address_that_changes_stays_alive():
    place = hromada(KUPIANSK)
    old_address, client = place.get_absolute_url(), signed_in("admin")
    client.post(change(place), hromada_form(place, slug="nova-adresa"))
    assert FormerSlug.objects.filter(katottg=KUPIANSK, oblast=place.oblast).count() == 1
    response = client.get(old_address)
    assert (response.status_code, response["Location"]) == (
        301,
        hromada(KUPIANSK).get_absolute_url(),
    )


def test_a_new_hromada_gets_its_address_from_its_name():
    raion = hromada(KUPIANSK).raion
    response = signed_in("admin").post(
        reverse("admin:regions_hromada_add"),
        {
            "katottg": "UA63080990000000001",
            "short_name": "Ґречанська",
            "kind": "сільська",
            "raion": raion.pk,
            "slug": "",
        },
    )
    assert response.status_code == 302
    place = Hromada.objects.get(katottg="UA63080990000000001")
    assert (place.slug, place.oblast) == ("grechanska", raion.oblast)


def refusal(client, address, form):
    """Return the errors that a form is sent back with."""
    return str(client.post(address, form).context["adminform"].form.errors)


def test_what_contradicts_the_register_is_refused_in_words():
    client, place = signed_in("admin"), hromada(KUPIANSK)
    twin = Hromada.objects.filter(oblast=place.oblast).exclude(pk=place.pk).first()
    foreign = Settlement.objects.exclude(hromada=place).first()
    form = hromada_form(place, slug=twin.slug, centre=foreign.pk)
    said = refusal(client, change(place), form)
    assert f"Таку адресу в цій області вже має {twin}." in said
    assert "належить до іншої громади" in said


@pytest.mark.parametrize(
    ("katottg", "words"),
    [
        ("UA63080090009999999", "немає в довіднику"),
        ("63080090000067457", "немає в довіднику"),
        ("", "Заповніть це поле"),
    ],
)
def test_a_former_name_belongs_to_a_place_of_the_register(katottg, words):
    form = {"katottg": katottg, "name": "Стара назва", "until": "01.09.2024"}
    assert words in refusal(signed_in("admin"), reverse("admin:regions_formername_add"), form)


def test_a_former_name_shows_the_name_of_today():
    page = signed_in("admin").get("/admin/regions/formername/", {"q": "Червоноградська"})
    [shown] = page.context["cl"].result_list
    assert shown.today == "Шептицька міська територіальна громада"


def test_a_place_with_places_in_it_is_not_deleted():
    client = signed_in("admin")
    oblast = Oblast.objects.first()
    delete = reverse("admin:regions_oblast_delete", args=[oblast.pk])
    assert "не можна, доки на це посилаються" in client.get(delete).content.decode()
    client.post(delete, {"post": "yes"})
    assert Oblast.objects.filter(pk=oblast.pk).exists()


def test_what_was_added_by_mistake_is_deleted():
    name = FormerName.objects.create(katottg=KUPIANSK, name="Помилка", until="2024-09-01")
    signed_in("admin").post(
        reverse("admin:regions_formername_delete", args=[name.pk]), {"post": "yes"}
    )
    assert not FormerName.objects.filter(pk=name.pk).exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"slug": "", "website": "http://["}, "errorlist"),
        ({"slug": "", "short_name": "…"}, "У назві має бути хоча б одна літера чи цифра."),
    ],
)
def test_a_hromada_without_an_address_is_asked_again(changes, sentence):
    place = hromada()
    form = {
        "short_name": place.short_name,
        "kind": place.kind,
        "raion": place.raion_id,
        "centre": place.centre_id,
        "slug": place.slug,
        "website": "",
    }
    address = reverse("admin:regions_hromada_change", args=[place.pk])
    response = signed_in("admin").post(address, form | changes)
    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert hromada().slug == "kupianska"
