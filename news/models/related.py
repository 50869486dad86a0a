"""What is related to an article, worked out beforehand. Written and read by news/related.py."""

from django.db import models

from news.models.article import Article


class RelatedArticles(models.Model):
    """The ids of the articles most related to one, best first, and what they were found by.

    A row that is too old is replaced when the article is shown; there need not be any.
    """

    article = models.OneToOneField(
        Article, models.CASCADE, primary_key=True, related_name="related_articles"
    )
    ids = models.TextField()  # with a space between
    # The generation of the content in which they were found.
    word = models.CharField(max_length=64)
    # What the article was then: its language, date and labels, as a digest.
    features = models.CharField(max_length=32)
    # How many rows of `Listed` after which one carried one of its labels.
    after = models.BigIntegerField()
    changes = models.IntegerField()

    class Meta:
        default_permissions = ()

    def __str__(self):
        return f"{self.article_id}: {self.ids}"
