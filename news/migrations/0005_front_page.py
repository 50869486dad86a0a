"""The front page of each language, and what editors pin to it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def make_pages(apps, schema_editor):
    pages = apps.get_model("news", "FrontPage").objects.using(schema_editor.connection.alias)
    for language in ("uk", "en"):
        pages.get_or_create(language=language)


class Migration(migrations.Migration):
    dependencies = [
        ("news", "0004_image_use"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FrontPage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("uk", "українська"), ("en", "англійська")],
                        max_length=2,
                        unique=True,
                        verbose_name="мова",
                    ),
                ),
            ],
            options={
                "verbose_name": "перша сторінка",
                "verbose_name_plural": "перші сторінки",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Pin",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="місце")),
                ("until", models.DateTimeField(blank=True, null=True, verbose_name="до")),
                ("pinned_at", models.DateTimeField(auto_now_add=True, verbose_name="закріплено")),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pins",
                        to="news.article",
                        verbose_name="стаття",
                    ),
                ),
                (
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pins",
                        to="news.frontpage",
                    ),
                ),
                (
                    "pinned_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="закріпив",
                    ),
                ),
            ],
            options={
                "verbose_name": "місце на першій сторінці",
                "verbose_name_plural": "місця на першій сторінці",
                "ordering": ["position", "pk"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("page", "article"), name="pinned_once")
                ],
            },
        ),
        migrations.RunPython(make_pages, migrations.RunPython.noop),
    ]
