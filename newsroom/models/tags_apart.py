"""Pairs of tags that look alike and are not one: an editor said so, and they are asked no more."""

from django.db import models

from news.models import Tag


class TagsApart(models.Model):
    # The one with the smaller id is the first.
    first = models.ForeignKey(Tag, models.CASCADE, related_name="+")
    second = models.ForeignKey(Tag, models.CASCADE, related_name="+")

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="tags_apart_once"),
            models.CheckConstraint(
                condition=models.Q(first__lt=models.F("second")), name="tags_apart_in_order"
            ),
        ]

    def __str__(self):
        return f"{self.first_id} ≠ {self.second_id}"
