"""An article in the API: only what is public, with all that its page shows."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from tests.factories import KHARKIV_OBLAST, KUPIANSK, make_article, make_image, make_tag, read
from tests.news.api import SITE

pytestmark = pytest.mark.django_db
KYIV = ZoneInfo("Europe/Kyiv")


def hidden_articles():
    now = timezone.now()
    return [
        make_article("Чернетка", state="draft"),
        make_article("На перевірці", state="review"),
        make_article("В архіві", state="archived"),
        make_article("Завтрашня", published_at=now + timedelta(minutes=1)),
    ]


def test_only_public_articles(api):
    public = make_article("Публічна")
    for hidden in hidden_articles():
        sentence = api.refused(f"/articles/{hidden.pk}", 404)
        assert sentence == f"There is no public article {hidden.pk}."
    assert api.titles() == ["Публічна"]
    assert api.get(f"/articles/{public.pk}")["id"] == public.pk


def test_article_in_full(api):
    original = make_article(
        "Вода повернулася",
        lead="Лід.",
        body='<p>Див. <a href="/regions/">області</a>.</p>',
        byline="Оксана Коваль",
        source_name="Куп’янська міська рада",
        source_url="https://example.org/rada",
        tags=[make_tag("вода", name_en="water")],
        hromadas=[KUPIANSK],
        cover=make_image(alt="Міст", caption="Підпис", credit="Фотограф"),
        views_imported=3000,
        published_at=datetime(2025, 7, 7, 12, 40, tzinfo=KYIV),
        changed_at=datetime(2025, 12, 7, 9, 0, tzinfo=KYIV),
        change_note="Уточнено дату.",
    )
    read(original)
    translation = make_article("Water is back", language="en", translation_of=original)
    answer = api.get(f"/articles/{original.pk}")
    renditions = answer["cover"].pop("renditions")
    assert answer == {
        "id": original.pk,
        "url": f"{SITE}/news/{original.pk}-voda-povernulasia/",
        "language": "uk",
        "title": "Вода повернулася",
        "lead": "Лід.",
        "body_html": f'<p>Див. <a href="{SITE}/regions/" rel="noopener">області</a>.</p>',
        "published_at": "2025-07-07T12:40:00+03:00",
        "changed_at": "2025-12-07T09:00:00+02:00",
        "change_note": "Уточнено дату.",
        "byline": "Оксана Коваль",
        "source_name": "Куп’янська міська рада",
        "source_url": "https://example.org/rada",
        "tags": [{"name": "вода", "name_en": "water", "slug": "voda", "url": f"{SITE}/tags/voda/"}],
        "oblasts": [
            {
                "katottg": KHARKIV_OBLAST,
                "name": "Харківська область",
                "name_en": "Kharkivska oblast",
                "url": f"{SITE}/regions/kharkivska-oblast/",
            }
        ],
        "hromadas": [
            {
                "katottg": KUPIANSK,
                "name": "Куп’янська міська територіальна громада",
                "name_en": "Kupianska urban hromada",
                "url": f"{SITE}/regions/kharkivska-oblast/kupianska/",
            }
        ],
        "views": 3001,
        "cover": {"alt": "Міст", "caption": "Підпис", "credit": "Фотограф"},
        "translations": [
            {
                "id": translation.pk,
                "language": "en",
                "title": "Water is back",
                "url": f"{SITE}/en/news/{translation.pk}-water-is-back/",
            }
        ],
    }
    assert renditions.keys() == {"card", "full-960", "full-1600"}
    for rendition in renditions.values():
        assert rendition["jpg"].startswith(f"{SITE}/media/renditions/")
        assert rendition["avif"].endswith(".avif")
        assert rendition["width"] >= rendition["height"] > 0


def test_list_has_all_but_the_text(api):
    article = make_article(hromadas=[KUPIANSK], tags=["вода"], cover=make_image())
    (listed,) = api.get("/articles/")["items"]
    full = api.get(f"/articles/{article.pk}")
    assert full.pop("body_html")
    assert listed == full


def test_labels_of_an_english_article_lead_to_english_pages(api):
    make_article("Water", language="en", tags=["вода"], hromadas=[KUPIANSK])
    (item,) = api.get("/articles/")["items"]
    assert item["tags"][0]["url"] == f"{SITE}/en/tags/voda/"
    assert item["oblasts"][0]["url"] == f"{SITE}/en/regions/kharkivska-oblast/"
    assert item["hromadas"][0]["url"] == f"{SITE}/en/regions/kharkivska-oblast/kupianska/"
    assert item["cover"] is None


def test_a_hidden_translation_is_not_named(api):
    original = make_article("Оригінал")
    make_article("Not yet", language="en", translation_of=original, state="draft")
    draft = make_article("Чернетка", state="draft")
    make_article("Of a draft", language="en", translation_of=draft)
    assert [item["translations"] for item in api.get("/articles/")["items"]] == [[], []]
