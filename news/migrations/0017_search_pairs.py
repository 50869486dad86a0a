"""The index of the search knows what stands side by side: phrases are found without reading.

The entries and the index of SQLite go, and `news.search.tables.make` writes them anew.
"""

import django.db.models.deletion
from django.db import migrations, models


def drop_index(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE IF EXISTS news_searchindex")


class Migration(migrations.Migration):
    dependencies = [
        ("news", "0015_former_address"),
    ]

    operations = [
        migrations.DeleteModel(name="SearchEntry"),
        migrations.RunPython(drop_index, drop_index),
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                (
                    "article",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="search_entry",
                        serialize=False,
                        to="news.article",
                    ),
                ),
                ("key", models.BigIntegerField(unique=True)),
                ("labels", models.TextField()),
                ("title", models.TextField()),
                ("lead", models.TextField()),
                ("body", models.TextField()),
                ("pairs", models.TextField()),
            ],
            options={
                "default_permissions": (),
            },
        ),
    ]
