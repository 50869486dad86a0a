"""Beginnings of articles: what an announcement, a news item or an interview starts from."""

from django.db import models

from news import body
from news.models import Tag


class Starter(models.Model):
    name = models.CharField(
        "назва",
        max_length=60,
        unique=True,
        help_text="«Анонс», «Інтерв’ю»: так вона звучить на столі.",
    )
    lead = models.TextField(
        "лід", blank=True, help_text="Підказки в [дужках] автор замінить своїм текстом."
    )
    body = models.TextField("текст", blank=True)
    tags = models.ManyToManyField(Tag, blank=True, related_name="+", verbose_name="теги")
    position = models.PositiveSmallIntegerField(
        "порядок", default=0, help_text="Менші стоять попереду."
    )

    class Meta:
        ordering = ["position", "name"]
        verbose_name = "заготовка"
        verbose_name_plural = "заготовки"

    def __str__(self):
        return self.name

    def save(self, **kwargs):
        self.body = body.clean(self.body)
        super().save(**kwargs)
