"""Oblasts, hromadas and tags in the API."""

from datetime import datetime
from urllib.parse import quote

import pytest

from regions.models import Hromada, Oblast
from tests.factories import KHARKIV_OBLAST, KUPIANSK, KYIV_OBLAST, hromada, make_article, make_tag
from tests.news.api import SITE

pytestmark = pytest.mark.django_db


def test_oblasts(api):
    answer = api.get("/oblasts/")
    assert len(answer) == Oblast.objects.count() == 27
    (kharkiv,) = [item for item in answer if item["katottg"] == KHARKIV_OBLAST]
    assert kharkiv == {
        "katottg": KHARKIV_OBLAST,
        "name": "Харківська область",
        "name_en": "Kharkivska oblast",
        "kind": "область",
        "url": f"{SITE}/regions/kharkivska-oblast/",
    }
    full = api.get(f"/oblasts/{KHARKIV_OBLAST}")
    assert "Куп’янський район" in [raion["name"] for raion in full["raions"]]
    assert kharkiv.items() <= full.items()


def test_hromada_in_full(api):
    answer = api.get(f"/hromadas/{KUPIANSK}")
    settlements = answer.pop("settlements")
    assert answer.pop("former_names") == []
    assert answer == {
        "katottg": KUPIANSK,
        "name": "Куп’янська міська територіальна громада",
        "name_en": "Kupianska urban hromada",
        "short_name": "Куп’янська",
        "kind": "міська",
        "website": "",
        "url": f"{SITE}/regions/kharkivska-oblast/kupianska/",
        "oblast": {
            "katottg": KHARKIV_OBLAST,
            "name": "Харківська область",
            "name_en": "Kharkivska oblast",
            "url": f"{SITE}/regions/kharkivska-oblast/",
        },
        "raion": {
            "katottg": hromada().raion.katottg,
            "name": "Куп’янський район",
            "name_en": "Kupianskyi raion",
        },
        "centre": {
            "katottg": hromada().centre.katottg,
            "name": "Куп’янськ",
            "name_en": "Kupiansk",
            "category": "місто",
        },
    }
    assert "Ківшарівка" in [settlement["name"] for settlement in settlements]


def test_hromada_tells_its_former_name(api):
    renamed = Hromada.objects.get(short_name="Шептицька")
    names = api.get(f"/hromadas/{renamed.katottg}")["former_names"]
    assert "Червоноградська" in [name["name"] for name in names]
    assert all(datetime.fromisoformat(name["until"]) for name in names)


def test_all_hromadas_come_in_pages_in_alphabetical_order(api):
    items = api.pages("/hromadas/?limit=100")
    assert len(items) == len({item["katottg"] for item in items}) == Hromada.objects.count()
    expected = list(Hromada.objects.order_by("order", "pk").values_list("katottg", flat=True))
    assert [item["katottg"] for item in items] == expected
    inside = api.pages(f"/hromadas/?limit=100&oblast={KHARKIV_OBLAST}")
    assert len(inside) == Hromada.objects.filter(oblast__katottg=KHARKIV_OBLAST).count()


def test_hromadas_are_found_by_names_also_of_settlements(api):
    for name in ("Ківшарівка", "куп'янськ"):
        answer = api.get(f"/hromadas/?q={quote(name)}")
        assert answer["items"][0]["katottg"] == KUPIANSK
        assert answer["next"] is None
    elsewhere = api.get(f"/hromadas/?q={quote('Ківшарівка')}&oblast={KYIV_OBLAST}")
    assert elsewhere["items"] == []


def test_tags_in_alphabetical_order(api):
    for name in ("школа", "ґрунт", "вода", "дорога"):
        make_tag(name, description=f"Про {name}.")
    make_tag("чернетки")
    make_article(tags=["школа", "ґрунт", "вода", "дорога"])
    assert [tag["name"] for tag in api.pages("/tags/?limit=3")] == [
        "вода", "ґрунт", "дорога", "школа"
    ]  # fmt: skip
    assert api.get("/tags/")["items"][0] == {
        "name": "вода",
        "name_en": "",
        "slug": "voda",
        "url": f"{SITE}/tags/voda/",
        "description": "Про вода.",
        "description_en": "",
    }
