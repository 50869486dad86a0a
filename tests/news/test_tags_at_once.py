"""Two editors who make one tag at the same moment both get it."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from news.models import Tag

CLIENTS = 8


def together(names):
    """Call `get_or_make` with each name at the same moment; return its answers."""
    ready = Barrier(len(names))

    def make(name):
        try:
            ready.wait(timeout=30)
            return Tag.objects.get_or_make(name)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(names)) as pool:
        return list(pool.map(make, names))


@pytest.mark.django_db(transaction=True)
def test_one_name_makes_one_tag():
    made = together(["Відбудова", "відбудова"] * (CLIENTS // 2))
    assert Tag.objects.filter(key="відбудова").count() == 1
    assert {tag.pk for tag, _ in made} == {Tag.objects.get(key="відбудова").pk}
    assert sum(created for _, created in made) == 1


@pytest.mark.django_db(transaction=True)
def test_names_of_one_address_make_two_tags():
    made = together(["Дія.Центр", "Дія Центр"])
    assert {tag.slug for tag, _ in made} == {"diia-tsentr", "diia-tsentr-2"}
