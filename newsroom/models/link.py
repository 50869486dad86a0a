"""Outside addresses that published articles lead to, and what they answered last."""

from django.db import models


class Link(models.Model):
    url = models.CharField("адреса", max_length=2000, unique=True)
    status = models.PositiveSmallIntegerField("відповідь", null=True)
    problem = models.CharField("що не так", max_length=200, blank=True)
    checked_at = models.DateTimeField("перевірено", null=True, db_index=True)
    # Since when it fails without a break; a link is dead after several failures, not one.
    failing_since = models.DateTimeField("не працює з", null=True)
    failures = models.PositiveSmallIntegerField("невдач поспіль", default=0)
    articles = models.ManyToManyField(
        "news.Article", through="LinkUse", related_name="links", verbose_name="статті"
    )

    class Meta:
        ordering = ["url"]
        verbose_name = "посилання"
        verbose_name_plural = "посилання"
        default_permissions = ("view",)

    def __str__(self):
        return self.url


class LinkUse(models.Model):
    """That an article leads to an address, in its text or as its source."""

    link = models.ForeignKey(Link, models.CASCADE, related_name="uses")
    article = models.ForeignKey("news.Article", models.CASCADE, related_name="link_uses")

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["link", "article"], name="link_use_once")]

    def __str__(self):
        return f"{self.article_id} → {self.link_id}"
