"""Every version of an article, and who is at it now."""

from django.conf import settings
from django.db import models


class Kind(models.TextChoices):
    AUTOSAVE = "autosave", "автозбереження"
    SAVE = "save", "збережено"
    PUBLISH = "publish", "опубліковано"
    REFUSED = "refused", "не прийнято: хтось зберіг раніше"


class RevisionQuerySet(models.QuerySet):
    def kept(self):
        """Keep what belongs to history: all but autosaves, which the next save replaces."""
        return self.exclude(kind=Kind.AUTOSAVE)


class Revision(models.Model):
    """One version of an article: its fields, relations and tags as JSON. It is never rewritten,
    but for an autosave, of which each editor has one for an article."""

    # None for an article that was begun and never saved: `draft` tells those apart.
    article = models.ForeignKey(
        "news.Article", models.CASCADE, null=True, related_name="revisions", verbose_name="стаття"
    )
    draft = models.UUIDField(null=True, editable=False)
    kind = models.CharField("вид", max_length=10, choices=Kind)
    version = models.PositiveIntegerField("версія", default=0)
    data = models.JSONField("вміст")
    note = models.CharField("примітка", max_length=300, blank=True)
    created_at = models.DateTimeField("коли", auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name="хто",
    )

    objects = RevisionQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = "версія статті"
        verbose_name_plural = "версії статей"
        default_permissions = ()
        indexes = [models.Index(fields=["article", "-created_at"], name="revision_of_article")]

    def __str__(self):
        return f"{self.article_id} · {self.version} · {self.get_kind_display()}"


class Presence(models.Model):
    """That somebody has the form of an article open; renewed while the page stands."""

    article = models.ForeignKey("news.Article", models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["article", "user"], name="presence_once")]

    def __str__(self):
        return f"{self.user_id} @ {self.article_id}"
