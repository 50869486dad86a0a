"""Links by which people without an account see an article before it is published."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class PreviewLinkQuerySet(models.QuerySet):
    def live(self, at=None):
        """Keep what opens something at the aware datetime `at` (default: now)."""
        return self.filter(withdrawn_at=None, expires_at__gt=at or timezone.now())


class PreviewLink(models.Model):
    """One link: it has an end date and can be withdrawn."""

    article = models.ForeignKey("news.Article", models.CASCADE, related_name="preview_links")
    created_at = models.DateTimeField("створено", auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    expires_at = models.DateTimeField("діє до")
    withdrawn_at = models.DateTimeField("відкликано", null=True)

    objects = PreviewLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = "посилання на перегляд"
        verbose_name_plural = "посилання на перегляд"
        default_permissions = ()

    def __str__(self):
        return f"{self.article_id} до {self.expires_at:%d.%m.%Y}"
