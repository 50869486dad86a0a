"""What editors pin to the top of the front page, for each language on its own."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from news.models.article import Article, Language

PLACES = 5  # of the lead block: one lead story and four beside it


class FrontPage(models.Model):
    """The front page of a language: the row whose lock makes editors who change it queue.

    Each change is one step from what is stored, not a whole list that somebody saw before: two
    editors at once lose nothing of each other.
    """

    language = models.CharField("мова", max_length=2, choices=Language, unique=True)

    class Meta:
        verbose_name = "перша сторінка"
        verbose_name_plural = "перші сторінки"
        default_permissions = ()

    def __str__(self):
        return f"Перша сторінка ({self.get_language_display()})"

    def get_absolute_url(self):
        with override(self.language):
            return reverse("front")

    def pin(self, article, by=None, at=None):
        """Put an Article on the first free place; return the number of the place, from 1.

        `by` is the editor, `at` an aware datetime (default: now). Pins whose time is over go.
        Raises ValidationError when it is pinned already, or has no place here, in words.
        """
        at = at or timezone.now()
        if article.language != self.language:
            raise ValidationError("Ця стаття написана іншою мовою.")
        if not (article.is_published(at) or article.is_scheduled(at)):
            raise ValidationError("Закріпити можна опубліковану чи заплановану статтю.")
        with transaction.atomic():
            pins = self._locked(at)
            if any(pin.article_id == article.pk for pin in pins):
                raise ValidationError("Цю статтю вже закріплено.")
            if len(pins) >= PLACES:
                raise ValidationError(
                    f"Усі {PLACES} місць зайняті: спершу відкріпіть якусь статтю."
                )
            last = max((pin.position for pin in pins), default=0)
            self.pins.create(article=article, position=last + 1, pinned_by=by)
        return len(pins) + 1

    def unpin(self, pk):
        """Take the article of the id `pk` away. Raises ValidationError when it isn't pinned."""
        with transaction.atomic():
            self._pinned(self._locked(), pk).delete()

    def move(self, pk, step):
        """Move the article of the id `pk` a place up (`step` -1) or down (1); return its place.

        At the end of the list it stays. Raises ValidationError when it isn't pinned any more.
        """
        with transaction.atomic():
            pins = self._locked()
            pin = self._pinned(pins, pk)
            place = pins.index(pin)
            other = min(max(place + step, 0), len(pins) - 1)
            pins.insert(other, pins.pop(place))
            for position, each in enumerate(pins, 1):
                each.position = position
            Pin.objects.bulk_update(pins, ["position"])
        return other + 1

    def keep_until(self, pk, until, at=None):
        """Say until when (an aware datetime, or None) the article of the id `pk` stays.

        Raises ValidationError when it isn't pinned any more, or could never be seen until then.
        """
        with transaction.atomic():
            pin = self._pinned(self._locked(), pk)
            if until is not None and until <= (at or timezone.now()):
                raise ValidationError("Цей час уже минув.")
            appears = pin.article.published_at
            if until is not None and appears and until <= appears:
                raise ValidationError(
                    "Стаття з’явиться пізніше: до того часу її ніхто не побачить."
                )
            pin.until = until
            pin.save(update_fields=["until"])

    def _locked(self, at=None):
        """Return the pins in their order, after whoever changes them now; with `at`, without those
        that ended before it."""
        FrontPage.objects.select_for_update().get(pk=self.pk)
        if at is not None:
            self.pins.filter(until__lte=at).delete()
        return list(self.pins.select_related("article"))

    def _pinned(self, pins, pk):
        for pin in pins:
            if pin.article_id == pk:
                return pin
        raise ValidationError("Цю статтю тим часом відкріпили.")


class Pin(models.Model):
    """One article on a place of the lead block."""

    page = models.ForeignKey(FrontPage, models.CASCADE, related_name="pins")
    article = models.ForeignKey(Article, models.CASCADE, related_name="pins", verbose_name="стаття")
    position = models.PositiveSmallIntegerField("місце")
    until = models.DateTimeField("до", null=True, blank=True)
    pinned_at = models.DateTimeField("закріплено", auto_now_add=True)
    pinned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name="закріпив",
    )

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = "місце на першій сторінці"
        verbose_name_plural = "місця на першій сторінці"
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["page", "article"], name="pinned_once")]

    def __str__(self):
        return f"{self.position}: {self.article_id}"

    def is_over(self, at=None):
        """Whether its time has passed at the aware datetime `at` (default: now)."""
        return self.until is not None and self.until <= (at or timezone.now())
