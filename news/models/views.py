"""How often articles were read, in narrow tables of their own: a reader never rewrites the row of
an article. All of them are written by news/counting.py alone.
"""

from django.db import models


class ViewsByDay(models.Model):
    """How often an article was read on a day of Kyiv."""

    # No index of its own: the constraint below begins with the article.
    article = models.ForeignKey(
        "news.Article", models.CASCADE, related_name="views_by_day", db_index=False
    )
    day = models.DateField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "day"], name="views_once_a_day")]
        indexes = [models.Index(fields=["day", "article"], name="views_of_day")]

    def __str__(self):
        return f"{self.article_id} {self.day}: {self.count}"


class ViewsTotal(models.Model):
    """How often an article was read here since the beginning: the sum of its days.

    Written in the transaction that writes the day, so that a page reads one narrow row.
    """

    article = models.OneToOneField(
        "news.Article", models.CASCADE, primary_key=True, related_name="views_total"
    )
    count = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return f"{self.article_id}: {self.count}"


class Refusal(models.TextChoices):
    """Why a view wasn't counted."""

    ROBOT = "robot", "робот"
    NO_AGENT = "no_agent", "без назви браузера"
    PREFETCH = "prefetch", "завантажено наперед"
    STAFF = "staff", "редакція"
    FOREIGN = "foreign", "з чужої сторінки"
    HEAD = "head", "запит HEAD"
    REPEAT = "repeat", "повторно за 30 хвилин"
    TOO_MANY = "too_many", "забагато з однієї адреси"
    UNKNOWN = "unknown", "немає такої статті"


class RefusedViews(models.Model):
    """How many views were refused on a day of Kyiv for a reason."""

    day = models.DateField()
    reason = models.CharField(max_length=10, choices=Refusal)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["day", "reason"], name="refused_once_a_day")]

    def __str__(self):
        return f"{self.day} {self.reason}: {self.count}"


class Seen(models.Model):
    """A counted view of this day, by hashes under the key of the day, 64 bits each.

    Emptied when the day turns. UNLOGGED in PostgreSQL: it gets into no log, replica or copy.
    """

    pk = models.CompositePrimaryKey("reader", "at")
    reader = models.BigIntegerField()  # of an address, a browser and an article
    at = models.BigIntegerField()  # milliseconds since 1970
    address = models.BigIntegerField()  # of an address and an article

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["address", "at"], name="seen_of_address")]

    def __str__(self):
        return f"{self.reader} {self.at}"


class DailyKey(models.Model):
    """The key that hashes the readers of a day of Kyiv, the same for all workers and hosts.

    UNLOGGED in PostgreSQL, as the hashes: destroyed, it is nowhere.
    """

    day = models.DateField(primary_key=True)
    key = models.BinaryField()

    class Meta:
        default_permissions = ()

    def __str__(self):
        return f"{self.day}"


class DrainedJournal(models.Model):
    """How many lines of a journal (news/journal.py) have entered the database so far.

    Written with what they count, so that a journal whose worker was killed enters once.
    """

    name = models.CharField(primary_key=True, max_length=40)
    lines = models.PositiveIntegerField()
    at = models.DateTimeField(auto_now=True)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return f"{self.name}: {self.lines}"
