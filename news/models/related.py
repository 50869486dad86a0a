"""What «Читайте також» stands on: what an article is about, what was found related to it, and whose
relations have to be found anew. Read by news/related.py, written by news/relating.py.
"""

from django.db import DEFAULT_DB_ALIAS, connections, models, transaction

from news.models.listed import MOVED, drop, making, triggers_there


class Keyword(models.Model):
    """One of the dozen words that a published article is about (news/keywords.py)."""

    article = models.ForeignKey(
        "news.Article", models.CASCADE, related_name="keywords", db_index=False, editable=False
    )
    word = models.CharField(max_length=60)  # a lemma
    weight = models.PositiveSmallIntegerField()  # the squares of an article's make a million
    # As the article's, when its words were chosen; who shows it asks the article.
    language = models.CharField(max_length=2)
    published_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["article", "word"], name="keyword_once")]
        indexes = [
            models.Index(
                fields=["word", "language", "-published_at", "-article"], name="keyword_newest"
            )
        ]

    def __str__(self):
        return f"{self.article_id}: {self.word}"


class RelatedArticles(models.Model):
    """The articles most related to one, best first, as `news.related.packed` writes them."""

    article = models.OneToOneField(
        "news.Article", models.CASCADE, primary_key=True, related_name="related_articles"
    )
    found = models.TextField()
    # An article that scores less is not among them; 0 where all that is related is.
    least = models.FloatField()
    # That the article has changed since: what is found here was related to what it was.
    is_old = models.BooleanField(default=False)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return f"{self.article_id}: {self.found}"


class Step(models.IntegerChoices):
    """What is to be done next of an article that has changed. None is related to others before all
    are described."""

    DESCRIBE = 0, "describe"
    RELATE = 1, "relate"


class RelatedChange(models.Model):
    """That an article has become another to what it is related to, and they to it.

    Written by triggers and only ever added, so that who saves never waits for another. No foreign
    key: the article may be gone.
    """

    article_id = models.BigIntegerField(db_index=True)
    step = models.PositiveSmallIntegerField(choices=Step, default=Step.DESCRIBE)

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["step", "article_id"], name="related_change_step")]

    def __str__(self):
        return f"{self.article_id}"


_NOTED = "INSERT INTO news_relatedchange (article_id, step) VALUES ({row}.{article}, 0)"
_AGED = (
    "UPDATE news_relatedarticles SET is_old = TRUE "
    "WHERE article_id = {row}.{article} AND NOT is_old"
)
_WROTE = (
    "(OLD.state = 'published' OR NEW.state = 'published') AND ({moved} OR "
    "OLD.title <> NEW.title OR OLD.lead <> NEW.lead OR OLD.body <> NEW.body)"
)


def triggers(vendor):
    """Return the triggers that note changes, as `news.models.listed.triggers` returns its."""
    moved = MOVED.format(not_equal="NOT" if vendor == "sqlite" else "DISTINCT FROM")
    found = {}
    for name, table, event, condition, row, article in (
        ("label_given", "news_listed", "INSERT", "", "NEW", "article_id"),
        ("label_taken", "news_listed", "DELETE", "", "OLD", "article_id"),
        ("article_made", "news_article", "INSERT", "NEW.state = 'published'", "NEW", "id"),
        ("article_wrote", "news_article", "UPDATE", _WROTE.format(moved=moved), "NEW", "id"),
        ("article_gone", "news_article", "DELETE", "OLD.state = 'published'", "OLD", "id"),
    ):
        statements = [each.format(row=row, article=article) for each in (_NOTED, _AGED)]
        found[f"related_{name}"] = (table, event, condition, statements)
    return found


def make_triggers(using=DEFAULT_DB_ALIAS, **kwargs):
    """Make the triggers where they are missing. Follows every `migrate`, and those of Listed: rows
    that are made anew are no change of an article."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if RelatedChange._meta.db_table not in connection.introspection.table_names(cursor):
            return
        wanted = triggers(connection.vendor)
        if set(wanted) <= triggers_there(cursor):
            return
        with transaction.atomic(using):
            drop(cursor, wanted)
            for name, told in wanted.items():
                cursor.execute(making(connection.vendor, name, *told))


def before_migrating(using, plan=(), **kwargs):
    """Drop the triggers before migrations: SQLite renames no table that a trigger reads."""
    if plan:
        drop_triggers(using)


def drop_triggers(using=DEFAULT_DB_ALIAS):
    """Drop the triggers; who writes very much may do so, and note all articles after."""
    with connections[using].cursor() as cursor:
        drop(cursor, triggers(connections[using].vendor))
