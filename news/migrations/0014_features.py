"""What articles are about, and what is related to them, found anew when they change."""

import django.db.models.deletion
from django.db import migrations, models

NOTE_ALL = (
    "INSERT INTO news_relatedchange (article_id, step) "
    "SELECT id, 0 FROM news_article WHERE state = 'published' ORDER BY published_at"
)


class Migration(migrations.Migration):
    dependencies = [
        ("news", "0013_search"),
    ]

    operations = [
        migrations.DeleteModel("RelatedArticles"),  # found again, in another form
        migrations.CreateModel(
            name="RelatedArticles",
            fields=[
                (
                    "article",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="related_articles",
                        serialize=False,
                        to="news.article",
                    ),
                ),
                ("found", models.TextField()),
                ("least", models.FloatField()),
                ("is_old", models.BooleanField(default=False)),
            ],
            options={"default_permissions": ()},
        ),
        migrations.CreateModel(
            name="RelatedChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("article_id", models.BigIntegerField(db_index=True)),
                (
                    "step",
                    models.PositiveSmallIntegerField(
                        choices=[(0, "describe"), (1, "relate")], default=0
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["step", "article_id"], name="related_change_step")
                ],
            },
        ),
        migrations.CreateModel(
            name="Keyword",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("word", models.CharField(max_length=60)),
                ("weight", models.PositiveSmallIntegerField()),
                ("language", models.CharField(max_length=2)),
                ("published_at", models.DateTimeField()),
                (
                    "article",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="keywords",
                        to="news.article",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        fields=["word", "language", "-published_at", "-article"],
                        name="keyword_newest",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("article", "word"), name="keyword_once")
                ],
            },
        ),
        migrations.RunSQL(NOTE_ALL, migrations.RunSQL.noop),
    ]
