from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("news", "0003_groups")]

    operations = [
        migrations.AddField(
            model_name="article",
            name="import_digests",
            field=models.JSONField(default=dict, editable=False, verbose_name="відбитки імпорту"),
        )
    ]
