"""The pages of an oblast and a hromada tell the facts of the codifier, dated names among them."""

import pytest
from django.utils import timezone

from regions.models import Hromada, Oblast
from tests.factories import KHARKIV_OBLAST, KUPIANSK, hromada, make_article, oblast

pytestmark = [pytest.mark.django_db, pytest.mark.soak_on_postgres]


def test_hromada_tells_its_facts(client):
    place = hromada()
    place.website = "https://kupiansk.example.org/"
    place.save()
    html = client.get(place.get_absolute_url()).content.decode()
    for fact in (
        "<dd>міська</dd>",
        "<dd>місто Куп’янськ</dd>",
        "Куп’янський район",
        "Харківська область",
        KUPIANSK,
        "https://kupiansk.example.org/",
        "1 місто",
        "2 селища",
        "Ківшарівка",
    ):
        assert fact in html, fact


def test_renamed_places_say_until_when_they_had_which_name(client):
    place = Hromada.objects.get(short_name="Шептицька", kind="міська")
    html = client.get(place.get_absolute_url()).content.decode()
    assert "до 26 листопада 2025 — Червоноградська" in html
    assert "(до 26 вересня 2024 — Червоноград)" in html
    of_oblast = client.get(place.oblast.get_absolute_url()).content.decode()
    assert "до 26 вересня 2024 — Червоноградський" in of_oblast
    english = client.get("/en" + place.get_absolute_url()).content.decode()
    assert "until 26 November 2025: Chervonohradska" in english


def test_oblast_lists_its_hromadas_by_raion_with_their_news(client):
    make_article(hromadas=[KUPIANSK])
    make_article(hromadas=[KUPIANSK])
    make_article(hromadas=[KUPIANSK], state="draft")
    make_article("In English", language="en", hromadas=[KUPIANSK])
    place = oblast()
    html = client.get(place.get_absolute_url()).content.decode()
    for raion in place.raions.all():
        assert f'<h3 id="{raion.katottg}">{raion.title}</h3>' in html
    for one in place.hromadas.all():
        assert html.count(f'href="/regions/{place.slug}/{one.slug}/"') == 1
    assert 'kupianska/">Куп’янська громада</a> <span class="quiet">2 новини</span>' in html


def test_english_directories_follow_the_english_alphabet(client):
    for path in ("/en/regions/", "/en" + oblast().get_absolute_url()):
        html = client.get(path).content.decode()
        listed = html[html.index("<tbody>") if "<tbody>" in html else html.index('"directory">') :]
        names = [part.partition("<")[0] for part in listed.split('/">')[1:]]
        names = [name for name in names if name.endswith(" oblast")] or names[:4]
        assert names == sorted(names), path


def test_a_city_with_special_status_has_no_empty_directory(client):
    for slug in ("kyiv", "sevastopol"):
        html = client.get(Oblast.objects.get(slug=slug).get_absolute_url()).content.decode()
        assert "За Кодифікатором місто не поділене на громади." in html
        assert "Громади за районами" not in html


def test_a_silent_hromada_shows_the_news_of_its_raion_and_else_of_its_oblast(client):
    silent = Hromada.objects.get(short_name="Шевченківська", raion=hromada().raion)
    assert "Новини поруч" not in client.get(silent.get_absolute_url()).content.decode()
    make_article("Новина області", oblasts=[KHARKIV_OBLAST], published_at=timezone.now())
    html = client.get(silent.get_absolute_url()).content.decode()
    assert "Новин про це місце ще немає." in html
    assert "Новини поруч" in html
    assert "Новина області" in html
    make_article("Новина сусідів", hromadas=[KUPIANSK])
    html = client.get(silent.get_absolute_url()).content.decode()
    assert "Новина сусідів" in html
    assert "Новина області" not in html
    make_article("Своя новина", hromadas=[silent])
    html = client.get(silent.get_absolute_url()).content.decode()
    assert "Своя новина" in html
    assert "Новини поруч" not in html


def test_place_offers_feeds_follow_archive_and_embed(client):
    make_article(hromadas=[KUPIANSK])
    for place, archive in (
        (hromada(), f"hromada={KUPIANSK}"),
        (oblast(), "oblast=kharkivska-oblast"),
    ):
        html = client.get(place.get_absolute_url()).content.decode()
        for format in ("rss", "atom", "json"):
            assert f'<a href="/feeds/regions/{place.katottg}.{format}">' in html
        assert f'data-key="{place.katottg}"' in html
        assert f'href="/news/archive/?{archive}"' in html
        assert f'href="/embed/regions/{place.katottg}/code/"' in html
