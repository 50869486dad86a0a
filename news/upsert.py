"""Adding numbers to rows that may not be there yet: one statement for many rows, on both databases.

Raw SQL: Django's `bulk_create(update_conflicts=True)` can replace a number but not add to it.
"""

from contextlib import contextmanager

from django.db import connection


def insert(cursor, table, types, rows, key=""):
    """Insert rows; where one of the same `key` is there, add to its `count` instead.

    `types` are {column: type in PostgreSQL}, `rows` a list of tuples in that order, `key` the
    columns of a unique constraint, as in "article_id, day", or "" where there is no such row. Give
    the rows in the order of their keys: two who add to the same ones then wait for each other and
    don't lock each other out. The text is the same for any number of rows, so that the database
    prepares it once.
    """
    into = f"INSERT INTO {table} ({', '.join(types)})"  # noqa: S608 - our own names
    on = f" ON CONFLICT ({key}) DO UPDATE SET count = {table}.count + excluded.count" if key else ""
    if connection.vendor == "postgresql":
        arrays = ", ".join(f"%s::{each}[]" for each in types.values())
        columns = [list(column) for column in zip(*rows, strict=True)]
        cursor.execute(f"{into} SELECT * FROM unnest({arrays}){on}", columns)  # noqa: S608
    else:
        values = ", ".join(["%s"] * len(types))
        cursor.executemany(
            f"{into} VALUES ({values}){on}", [[_plain(value) for value in row] for row in rows]
        )


class _Together:
    """Collects statements as a cursor takes them."""

    def __init__(self):
        self.statements, self.values = [], []

    def execute(self, statement, values):
        self.statements.append(statement)
        self.values += values


@contextmanager
def together(cursor):
    """Give a cursor that only writes: PostgreSQL gets everything in one message at the end.

    Each message costs both sides more than the few rows in it do.
    """
    if connection.vendor != "postgresql":
        yield cursor
        return
    collected = _Together()
    yield collected
    if collected.statements:
        cursor.execute("; ".join(collected.statements), collected.values)


def _plain(value):
    """Dates are text in SQLite; Python's own way of writing them there is deprecated."""
    return value if isinstance(value, int | str) else value.isoformat()
