"""The whole register is loaded for all tests (tests/conftest.py); some want a small one instead."""

import pytest
from django.db import connection

from regions.models import FormerName, FormerSlug, Hromada, Oblast, Raion, Settlement
from tests.regions.sample import codifier, write_xlsx


@pytest.fixture
def empty_register(db):
    """No places at all, for the time of one test.

    Django's own deletion would take seconds, and so would PostgreSQL's checking of each row.
    """
    tables = [
        connection.ops.quote_name(model._meta.db_table)
        for model in (FormerName, FormerSlug, Settlement, Hromada, Raion, Oblast)
    ]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"TRUNCATE {', '.join(tables)} CASCADE")
        else:
            for table in tables:
                cursor.execute(f"DELETE FROM {table}")


@pytest.fixture
def xlsx(tmp_path):
    """Write rows (default: the sample) as a file of the ministry's, return its path."""

    def write(rows=None, name="kodifikator.xlsx", **table):
        path = tmp_path / name
        write_xlsx(path, codifier().rows if rows is None else rows, **table)
        return path

    return write
