"""Outside addresses that published articles lead to, and what they answered last."""

from urllib.parse import unquote, urlsplit, urlunsplit

from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class LinkState(models.TextChoices):
    UNCHECKED = "unchecked", "ще не перевірено"
    ALIVE = "alive", "працює"
    # It answered, but not to us: a login, a guard against robots, a fault of the server.
    WARNING = "warning", "недоступно"
    # It failed once; one night's failure is no proof.
    FAILING = "failing", "перший збій"
    DEAD = "dead", "не працює"


class LinkQuerySet(models.QuerySet):
    def dead(self):
        """Keep what readers can't open: the desk lists these."""
        return self.filter(state=LinkState.DEAD)

    def troubled(self):
        """Keep what answered badly or not at all, dead or not yet."""
        return self.filter(state__in=[LinkState.WARNING, LinkState.FAILING, LinkState.DEAD])

    def in_line(self):
        """Order as links are checked: never checked first, then what was checked longest ago."""
        return self.order_by(F("checked_at").asc(nulls_first=True), "pk")

    def due(self, at=None):
        """Keep what is to be checked at the aware datetime `at` (default: now), in line."""
        return self.filter(Q(due_at=None) | Q(due_at__lte=at or timezone.now())).in_line()


class Link(models.Model):
    # In ASCII, as it is asked for: a Cyrillic address of this length would not fit into the index
    # of PostgreSQL (2,704 bytes).
    url = models.CharField("адреса", max_length=2000, unique=True)
    state = models.CharField(
        "стан", max_length=10, choices=LinkState, default=LinkState.UNCHECKED, db_index=True
    )
    status = models.PositiveSmallIntegerField("відповідь", null=True)
    problem = models.CharField("що не так", max_length=200, blank=True)
    checked_at = models.DateTimeField("перевірено", null=True)
    due_at = models.DateTimeField("перевірити", null=True, db_index=True)
    # Since when it fails without a break.
    failing_since = models.DateTimeField("не працює з", null=True)
    failures = models.PositiveSmallIntegerField("невдач поспіль", default=0)
    articles = models.ManyToManyField(
        "news.Article", through="LinkUse", related_name="links", verbose_name="статті"
    )

    objects = LinkQuerySet.as_manager()

    class Meta:
        ordering = ["url"]
        verbose_name = "посилання"
        verbose_name_plural = "посилання"
        default_permissions = ("view",)

    def __str__(self):
        return self.url

    def readable(self):
        """Return the address as people read it: Cyrillic letters instead of codes."""
        parts = urlsplit(self.url)
        try:
            host = parts.netloc.encode("ascii").decode("idna")
        except UnicodeError:
            host = parts.netloc
        path = unquote(urlunsplit(("", "", parts.path, parts.query, "")), errors="replace")
        return f"{parts.scheme}://{host}{path}"


class LinkUse(models.Model):
    """That an article leads to an address, in its text or as its source."""

    link = models.ForeignKey(Link, models.CASCADE, related_name="uses")
    article = models.ForeignKey("news.Article", models.CASCADE, related_name="link_uses")

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["link", "article"], name="link_use_once")]

    def __str__(self):
        return f"{self.article_id} → {self.link_id}"
