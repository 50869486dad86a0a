"""The pictures of the newsroom: an `Image` is one decoded, re-encoded file and its renditions."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models


class Image(models.Model):
    file = models.ImageField(
        "файл", upload_to="originals/%Y/%m/", width_field="width", height_field="height"
    )
    alt = models.CharField(
        "опис для незрячих",
        max_length=250,
        help_text="Що видно на зображенні, одним реченням. Його читають уголос.",
    )
    caption = models.CharField("підпис", max_length=300, blank=True)
    credit = models.CharField(
        "автор", max_length=150, blank=True, help_text="Хто зняв чи намалював."
    )
    focal_x = models.FloatField(
        "головна точка, зліва",
        default=0.5,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
        help_text="Частка ширини, від 0 до 1: довкола цієї точки обрізаються картки.",
    )
    focal_y = models.FloatField(
        "головна точка, згори",
        default=0.5,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
    )
    width = models.PositiveIntegerField(editable=False, default=0)
    height = models.PositiveIntegerField(editable=False, default=0)
    created_at = models.DateTimeField("додано", auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = "зображення"
        verbose_name_plural = "зображення"

    def __str__(self):
        return self.alt
