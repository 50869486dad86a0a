"""Where readers came from: a number for each article, day and source."""

from django.db import models


class ViewsBySource(models.Model):
    """How often an article was opened from a source on a day of Kyiv.

    `source` is what news/sources.py makes of a referrer: a key of a known network, a host, never
    more. After a year the row of a month's first day holds the month (`roll_up_views`).
    """

    # No index of its own: the constraint below begins with the article.
    article = models.ForeignKey(
        "news.Article", models.CASCADE, related_name="views_by_source", db_index=False
    )
    day = models.DateField()
    source = models.CharField(max_length=100)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["article", "day", "source"], name="source_once_a_day")
        ]
        indexes = [models.Index(fields=["day", "source"], name="sources_of_day")]

    def __str__(self):
        return f"{self.article_id} {self.day} {self.source}: {self.count}"
