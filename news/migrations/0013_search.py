"""The words of articles as lemmas; their index and its triggers follow every `migrate`.

The rows of before held folded texts: they go, and `news.search.tables.make` writes the new ones.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("news", "0012_corpus"),
    ]

    operations = [
        migrations.DeleteModel(name="SearchEntry"),
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
            ],
            options={
                "default_permissions": (),
            },
        ),
    ]
