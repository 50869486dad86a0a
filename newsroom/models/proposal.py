"""Tags and places that were proposed for an article: those that wait, and those that were refused.

What is accepted is carried by the article and has no row here.
"""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from news.models import Article


class ProposalState(models.TextChoices):
    WAITING = "waiting", "чекає"
    REFUSED = "refused", "відхилено"


# A label of an article: the field of its form and of the model, and that of a proposal.
LABELS = {"hromadas": "hromada", "oblasts": "oblast", "tags": "tag"}


class ProposalQuerySet(models.QuerySet):
    def refused(self):
        return self.filter(state=ProposalState.REFUSED)

    def open(self):
        """Keep what waits for an editor: not yet carried by its article, which is published.

        A label that was given meanwhile, by whatever way, is a question no more; nor is an oblast
        whose hromada the article has got.
        """
        return self.filter(
            ~Exists(_own("hromadas")),
            ~Exists(_own("oblasts")),
            state=ProposalState.WAITING,
            article__state="published",
        )

    def of(self, article=None, draft=None, user=None):
        """Keep those of an Article, or of a form of `user` for a new one, which the UUID `draft`
        names; none without either."""
        if article is not None:
            return self.filter(article=article)
        return self.filter(article=None, draft=draft, decided_by=user) if draft else self.none()


def carrying(field, **rows):
    """Return the rows by which articles carry labels: of "hromadas", "oblasts" or "tags"."""
    return Article._meta.get_field(field).remote_field.through.objects.filter(**rows)


def _own(field):
    """The rows by which the article of a proposal carries its label."""
    label = f"{LABELS[field]}_id"
    return carrying(field, article_id=OuterRef("article_id"), **{label: OuterRef(label)})


class Proposal(models.Model):
    """One tag, hromada or oblast for one article."""

    # None for an article that was begun and never saved: `draft` tells those apart.
    article = models.ForeignKey(
        "news.Article", models.CASCADE, null=True, related_name="proposals", verbose_name="стаття"
    )
    draft = models.UUIDField(null=True, editable=False)
    hromada = models.ForeignKey("regions.Hromada", models.CASCADE, null=True, related_name="+")
    oblast = models.ForeignKey("regions.Oblast", models.CASCADE, null=True, related_name="+")
    tag = models.ForeignKey("news.Tag", models.CASCADE, null=True, related_name="+")
    state = models.CharField("стан", max_length=10, choices=ProposalState)
    # Of a name that several places bear; its candidates have it in common, and one is to be chosen.
    name = models.CharField("назва в тексті", max_length=200, blank=True)
    # What made us think so: a list of {"part", "before", "text", "after"}.
    words = models.JSONField("слова", default=list)
    weight = models.PositiveSmallIntegerField(default=0)  # how much the text speaks of it
    made_at = models.DateTimeField("коли", auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="хто"
    )

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-weight", "pk"]
        verbose_name = "пропозиція"
        verbose_name_plural = "пропозиції"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=[owner, label], name=f"{label}_proposed_once_{owner}")
            for owner in ("article", "draft")
            for label in LABELS.values()
        ] + [
            models.CheckConstraint(
                condition=Q(hromada__isnull=False, oblast=None, tag=None)
                | Q(hromada=None, oblast__isnull=False, tag=None)
                | Q(hromada=None, oblast=None, tag__isnull=False),
                name="proposal_of_one_label",
            ),
            models.CheckConstraint(
                condition=Q(article__isnull=False, draft=None)
                | Q(article=None, draft__isnull=False),
                name="proposal_for_article_or_draft",
            ),
        ]
        indexes = [models.Index(fields=["state", "article"], name="proposal_waiting")]

    def __str__(self):
        return f"{self.article_id or self.draft} ← {self.label}"

    @property
    def field(self):
        """The field of an article that the label belongs to: a key of LABELS."""
        return next(field for field, name in LABELS.items() if getattr(self, f"{name}_id"))

    @property
    def label(self):
        """The Hromada, Oblast or Tag."""
        return getattr(self, LABELS[self.field])

    @property
    def key(self):
        """The pair of the field and the label's id, as the form of an article sends them."""
        return self.field, getattr(self, f"{LABELS[self.field]}_id")


class PlacesRead(models.Model):
    """That the places of an article were read from its text, and of which version."""

    article = models.OneToOneField(
        "news.Article", models.CASCADE, primary_key=True, related_name="+"
    )
    version = models.PositiveIntegerField()

    class Meta:
        default_permissions = ()

    def __str__(self):
        return f"{self.article_id} · {self.version}"
