"""The map of the regions is shaded by the number of news, and says the numbers in words too."""

import re

import pytest

from news.places import shades
from tests.factories import KHARKIV_OBLAST, KYIV_OBLAST, make_article


@pytest.mark.parametrize(
    ("highest", "steps"),
    [
        (0, [(0, 0, 0)]),
        (1, [(0, 0, 0), (1, 1, 1)]),
        (2, [(0, 0, 0), (1, 1, 1), (2, 2, 2)]),
        (3, [(0, 0, 0), (1, 1, 1), (2, 2, 2), (3, 3, 3)]),
        (10, [(0, 0, 0), (1, 1, 4), (2, 5, 7), (3, 8, 10)]),
        (50, [(0, 0, 0), (1, 1, 17), (2, 18, 34), (3, 35, 50)]),
    ],
)
def test_shades_part_the_numbers(highest, steps):
    assert shades(highest) == steps


@pytest.mark.django_db
def test_map_names_each_oblast_with_its_number(client):
    for oblasts in ([KHARKIV_OBLAST], [KHARKIV_OBLAST], [KYIV_OBLAST]):
        make_article(oblasts=oblasts)
    html = client.get("/en/regions/").content.decode()
    assert 'aria-label="Kharkivska oblast, 0 news items in 30 days"' in html
    html = client.get("/regions/").content.decode()
    for slug, shade, name in (
        ("kharkivska-oblast", 2, "Харківська область, 2 новини за 30 днів"),
        ("kyivska-oblast", 1, "Київська область, 1 новина за 30 днів"),
        ("lvivska-oblast", 0, "Львівська область, 0 новин за 30 днів"),
    ):
        assert f'<a href="/regions/{slug}/" class="shade-{shade}" aria-label="{name}">' in html


@pytest.mark.django_db
def test_map_is_small_and_shows_the_numbers(client):
    for oblasts in ([KHARKIV_OBLAST], [KHARKIV_OBLAST], [KYIV_OBLAST]):
        make_article(oblasts=oblasts)
    html = client.get("/regions/").content.decode()
    drawn = re.search(r'<svg class="map".*?</svg>', html, re.DOTALL)[0]
    assert len(drawn.encode()) <= 60 * 1024
    assert re.findall(r'aria-hidden="true">(\d+)</text>', drawn) == ["1", "2"]
