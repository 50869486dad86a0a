"""Moments in statements written by hand: PostgreSQL has a type for them, SQLite has texts."""

from datetime import UTC, datetime

from django.db import connection


def to_database(moment):
    """Return an aware datetime as a parameter of a statement."""
    return connection.ops.adapt_datetimefield_value(moment)


def from_database(value):
    """Return an aware datetime, or None, of what a statement has found.

    SQLite gives a column as a naive datetime, and as text where it can't tell that it is a column.
    """
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value
