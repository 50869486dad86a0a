"""What of the database isn't kept: the rows that are good for a day, or open a door."""

# By the name of a table, or its beginning. Sessions: who has the file would be signed in as an
# editor, and sessions that were ended would be back. What was tried to sign in follows addresses.
# Hashes of readers and their key are promised to be gone at midnight. The tables are there, empty.
EMPTY = (
    *("django_session", "newsroom_session", "newsroom_tries", "axes_"),
    *("news_seen", "news_dailykey"),
)


def is_empty(table):
    """Say whether the rows of a table (its name) are left out."""
    return table.startswith(EMPTY)
