"""How often something was tried lately: signing in, a code, a letter."""

from django.db import models


class Tries(models.Model):
    """A row of what newsroom/signing_in/tries.py counts; who tries stands in it as a hash only."""

    key = models.CharField("відбиток", max_length=32, primary_key=True)
    number = models.PositiveIntegerField("скільки")
    last = models.DateTimeField("востаннє", db_index=True)

    class Meta:
        verbose_name = "спроби"
        verbose_name_plural = "спроби"
        default_permissions = ()

    def __str__(self):
        return f"{self.number}"
