"""Which published articles carry which topic, oblast and hromada, in the order of their dates.

A list of the news of a place asks for the newest that carry it. The date stands in one table and
the place in another, so that a database must read all articles of the place and sort them, or all
newest ones and look for the place. Here both stand in one narrow row, under one index.

The rows follow from others, and the database itself writes them, by triggers: so none is missed by
an update in bulk, by a merge of topics or by a hand in the database's shell.
"""

from django.db import DEFAULT_DB_ALIAS, connections, models, transaction


class Kind(models.IntegerChoices):
    """What a row lists an article under; the name of its relation to articles, in the singular."""

    TAG = 1, "tag"
    OBLAST = 2, "oblast"
    HROMADA = 3, "hromada"


class Listed(models.Model):
    """That an article, which is published at a moment that may be to come, carries a label.

    Written by triggers alone. `label` is the id of a Tag, an Oblast or a Hromada, by the kind.
    """

    kind = models.PositiveSmallIntegerField(choices=Kind)
    label = models.BigIntegerField()
    language = models.CharField(max_length=2)
    published_at = models.DateTimeField()
    # Nothing is left to do when an article is deleted: its labels went before it.
    article = models.ForeignKey(
        "news.Article", models.DO_NOTHING, related_name="+", db_index=False, editable=False
    )

    class Meta:
        ordering = ["-published_at", "-article_id"]  # "-article" would be the article's own order
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["article", "kind", "label"], name="listed_once")
        ]
        indexes = [
            models.Index(
                fields=["kind", "label", "language", "-published_at", "-article"],
                name="listed_newest",
            )
        ]

    def __str__(self):
        return f"{self.article_id}: {self.get_kind_display()} {self.label}"


# Of an article A and a row of its labels L. A parallel transaction that publishes the article waits
# for one that gives it a label, and the other way round, or neither would see the other's row.
LISTED = (
    "INSERT INTO news_listed (kind, label, language, published_at, article_id) "
    "SELECT {kind}, L.{name}_id, A.language, A.published_at, A.id "
    "FROM news_article_{name}s L JOIN news_article A ON A.id = L.article_id "
    "WHERE A.state = 'published' AND A.published_at IS NOT NULL {only} "
    "ON CONFLICT DO NOTHING"
)
LOCK = "PERFORM 1 FROM news_article WHERE id = NEW.article_id FOR NO KEY UPDATE"
DROPPED = "DELETE FROM news_listed WHERE article_id = OLD.{article} {only}"
IS_LABEL = "AND kind = {kind} AND label = OLD.{name}_id"
MOVED = (
    "OLD.state <> NEW.state OR OLD.language <> NEW.language OR "
    "OLD.published_at IS {not_equal} NEW.published_at"
)


def triggers(vendor):
    """Return {name: (table, event, condition or "", [statements])} for "sqlite" or "postgresql"."""
    found = {}
    not_equal = "NOT" if vendor == "sqlite" else "DISTINCT FROM"
    for kind in Kind:
        words = {"kind": kind.value, "name": kind.label}
        table = f"news_article_{kind.label}s"
        given = LISTED.format(
            **words, only=f"AND A.id = NEW.article_id AND L.{kind.label}_id = NEW.{kind.label}_id"
        )
        given = [given] if vendor == "sqlite" else [LOCK, given]
        taken = [DROPPED.format(article="article_id", only=IS_LABEL.format(**words))]
        found |= {
            f"listed_{kind.label}_given": (table, "INSERT", "", given),
            f"listed_{kind.label}_taken": (table, "DELETE", "", taken),
            f"listed_{kind.label}_changed": (table, "UPDATE", "", taken + given),
        }
    gone = [DROPPED.format(article="id", only="")]
    anew = [
        LISTED.format(kind=kind.value, name=kind.label, only="AND A.id = NEW.id") for kind in Kind
    ]
    moved = MOVED.format(not_equal=not_equal)
    found |= {
        # A copy of a database may bring the labels before the articles.
        "listed_article_made": ("news_article", "INSERT", "", anew),
        "listed_article_moved": ("news_article", "UPDATE", moved, gone + anew),
        "listed_article_gone": ("news_article", "DELETE", "", gone),
    }
    return found


def make_triggers(using=DEFAULT_DB_ALIAS, **kwargs):
    """Make the triggers where they are missing, and then all rows anew. Follows every `migrate`."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if Listed._meta.db_table not in connection.introspection.table_names(cursor):
            return
        wanted = triggers(connection.vendor)
        if set(wanted) <= triggers_there(cursor):
            return
    with transaction.atomic(using), connection.cursor() as cursor:
        drop(cursor, wanted)
        for name, (table, event, condition, statements) in wanted.items():
            cursor.execute(making(connection.vendor, name, table, event, condition, statements))
        rebuild(cursor)


def before_migrating(using, plan=(), **kwargs):
    """Drop the triggers before migrations: SQLite renames no table that a trigger reads."""
    if plan:
        drop_triggers(using)


def drop_triggers(using=DEFAULT_DB_ALIAS):
    """Drop the triggers; who writes very much may do so and call `make_triggers` after."""
    connection = connections[using]
    with connection.cursor() as cursor:
        drop(cursor, triggers(connection.vendor))


def rebuild(cursor):
    """Write all rows anew, by a cursor: as the triggers would have written them."""
    cursor.execute("DELETE FROM news_listed")
    for kind in Kind:
        cursor.execute(LISTED.format(kind=kind.value, name=kind.label, only=""))


def triggers_there(cursor):
    if cursor.db.vendor == "sqlite":
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    else:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
    return {name for (name,) in cursor.fetchall()}


def drop(cursor, wanted):
    for name in wanted:
        if cursor.db.vendor == "sqlite":
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
        else:
            cursor.execute(f"DROP FUNCTION IF EXISTS {name}() CASCADE")


def making(vendor, name, table, event, condition, statements):
    """Return the SQL that makes one trigger, for each row after the event."""
    when = f"WHEN ({condition})" if condition else ""
    body = " ".join(f"{statement};" for statement in statements)
    if vendor == "sqlite":
        return f"CREATE TRIGGER {name} AFTER {event} ON {table} {when} BEGIN {body} END"
    return (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {body} RETURN NULL; END $$; "
        f"CREATE TRIGGER {name} AFTER {event} ON {table} FOR EACH ROW {when} "
        f"EXECUTE FUNCTION {name}()"
    )
