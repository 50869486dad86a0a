"""Every version of an article, and who is at it now."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

PRESENT = timedelta(seconds=45)  # who was seen within this time is at the article


class Kind(models.TextChoices):
    AUTOSAVE = "autosave", "автозбереження"
    COPY = "copy", "копія з браузера"
    SAVE = "save", "збережено"
    PUBLISH = "publish", "опубліковано"
    REFUSED = "refused", "не прийнято: хтось зберіг раніше"


UNSAVED = (Kind.AUTOSAVE, Kind.COPY)
ACCEPTED = (Kind.SAVE, Kind.PUBLISH)


class RevisionQuerySet(models.QuerySet):
    def kept(self):
        """Keep what belongs to history: all but autosaves, which the next save replaces."""
        return self.exclude(kind__in=UNSAVED)

    def accepted(self):
        """Keep what the article's row has been, the newest first."""
        return self.filter(kind__in=ACCEPTED).order_by("-pk")

    def unsaved(self, user):
        """Keep the autosaves of an account, the newest first."""
        return self.filter(kind__in=UNSAVED, created_by=user).order_by("-created_at", "-pk")

    def unsaved_of(self, user):
        """Keep the autosaves of articles that an account has begun and never saved."""
        return self.unsaved(user).filter(article=None)

    def readable_by(self, user, article=None):
        """Keep what an account that may see `article` may read: its history and one's own
        autosaves; without an article, one's own autosaves of those that were never saved."""
        if article is None:
            return self.unsaved_of(user)
        own = Q(created_by=user)
        return self.filter(article=article).filter(~Q(kind__in=UNSAVED) | own)


class Revision(models.Model):
    """One version of an article: its fields, relations and tags as JSON. It is never rewritten,
    but for an autosave, of which each editor has one for an article."""

    # None for an article that was begun and never saved: `draft` tells those apart. The first
    # accepted version keeps the `draft` that it grew from.
    article = models.ForeignKey(
        "news.Article", models.CASCADE, null=True, related_name="revisions", verbose_name="стаття"
    )
    draft = models.UUIDField(null=True, editable=False)
    kind = models.CharField("вид", max_length=10, choices=Kind)
    # Of the article's row: the one that this is, or the one that was being edited.
    version = models.PositiveIntegerField("версія", default=0)
    data = models.JSONField("вміст")
    note = models.CharField("примітка", max_length=300, blank=True)
    created_at = models.DateTimeField("коли", default=timezone.now)
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
        constraints = [
            models.UniqueConstraint(
                fields=["article", "created_by", "kind"],
                condition=Q(kind__in=UNSAVED),
                name="autosave_once_of_article",
            ),
            models.UniqueConstraint(
                fields=["draft", "created_by", "kind"],
                condition=Q(kind__in=UNSAVED),
                name="autosave_once_of_draft",
            ),
            # A form that is sent twice makes one article.
            models.UniqueConstraint(
                fields=["draft"], condition=Q(kind__in=ACCEPTED), name="article_once_of_draft"
            ),
        ]

    def __str__(self):
        return f"{self.article_id} · {self.version} · {self.get_kind_display()}"

    @property
    def is_unsaved(self):
        return self.kind in UNSAVED

    @property
    def title(self):
        return self.data.get("title") or "Без заголовка"


class PresenceQuerySet(models.QuerySet):
    def others(self, article, user, at=None):
        """Keep those who are at an Article now, but for `user`, by their names."""
        since = (at or timezone.now()) - PRESENT
        present = self.filter(article=article, seen_at__gte=since).exclude(user=user)
        return present.select_related("user").order_by("user__last_name", "user__username")


class Presence(models.Model):
    """That somebody has the form of an article open; renewed while the page stands."""

    article = models.ForeignKey("news.Article", models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    objects = PresenceQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["article", "user"], name="presence_once")]

    def __str__(self):
        return f"{self.user_id} @ {self.article_id}"
