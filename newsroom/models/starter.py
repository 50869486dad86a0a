"""Beginnings of articles: what an announcement, a news item or an interview starts from."""

from django.db import models

from news import body
from news.models import Tag


class Starter(models.Model):
    name = models.CharField("назва", max_length=60, unique=True, help_text="«Анонс», «Інтерв’ю».")
    lead = models.TextField("лід", blank=True)
    body = models.TextField("текст", blank=True)
    tags = models.ManyToManyField(Tag, blank=True, related_name="+", verbose_name="теги")
    position = models.PositiveSmallIntegerField("порядок", default=0)

    class Meta:
        ordering = ["position", "name"]
        verbose_name = "заготовка"
        verbose_name_plural = "заготовки"

    def __str__(self):
        return self.name

    def save(self, **kwargs):
        self.body = body.clean(self.body)
        super().save(**kwargs)
