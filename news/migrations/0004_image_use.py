import re

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

from ukrainian.folding import fold

SHOWN = re.compile(r"/media/(?:images/(\d{1,18})\.jpg|renditions/(\d{1,18})/)")


def note_uses(apps, schema_editor):
    """Note the images that the texts of articles show already."""
    using = schema_editor.connection.alias
    there = set(apps.get_model("news", "Image").objects.using(using).values_list("pk", flat=True))
    ImageUse = apps.get_model("news", "ImageUse")
    articles = apps.get_model("news", "Article").objects.using(using)
    uses = [
        ImageUse(article_id=article, image_id=image)
        for article, body in articles.filter(body__contains="/media/").values_list("pk", "body")
        for image in there.intersection(int(a or b) for a, b in SHOWN.findall(body))
    ]
    ImageUse.objects.using(using).bulk_create(uses, batch_size=1000)


def fold_words(apps, schema_editor):
    images = apps.get_model("news", "Image").objects.using(schema_editor.connection.alias)
    for image in images.all():
        image.key = fold(f"{image.alt} {image.caption} {image.credit}")
        image.save(update_fields=["key"])


class Migration(migrations.Migration):
    dependencies = [("news", "0003_version")]

    operations = [
        migrations.AlterField(
            model_name="image",
            name="alt",
            field=models.CharField(
                blank=True,
                help_text="Що видно на зображенні, одним реченням. Його читають уголос; без нього "
                "статтю не опублікувати.",
                max_length=250,
                verbose_name="опис для незрячих",
            ),
        ),
        migrations.AlterField(
            model_name="image",
            name="caption",
            field=models.CharField(
                blank=True,
                help_text="Що читач прочитає під зображенням.",
                max_length=300,
                verbose_name="підпис",
            ),
        ),
        migrations.AlterField(
            model_name="image",
            name="focal_y",
            field=models.FloatField(
                default=0.5,
                help_text="Частка висоти, від 0 до 1.",
                validators=[
                    django.core.validators.MinValueValidator(0),
                    django.core.validators.MaxValueValidator(1),
                ],
                verbose_name="головна точка, згори",
            ),
        ),
        migrations.AddField(
            model_name="image",
            name="trouble",
            field=models.CharField(default="", editable=False, max_length=200),
        ),
        migrations.AddField(
            model_name="image",
            name="key",
            field=models.TextField(default="", editable=False),
        ),
        migrations.CreateModel(
            name="ImageUse",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="image_uses",
                        to="news.article",
                    ),
                ),
                (
                    "image",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="uses",
                        to="news.image",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("article", "image"), name="image_use_once")
                ],
            },
        ),
        migrations.RunPython(note_uses, migrations.RunPython.noop),
        migrations.RunPython(fold_words, migrations.RunPython.noop),
    ]
