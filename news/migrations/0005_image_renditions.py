from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("news", "0004_import_digests")]

    operations = [
        migrations.AlterField(
            model_name="image",
            name="file",
            field=models.FileField(
                help_text="JPEG, PNG, WebP або AVIF, до 20 МБ і до 50 мегапікселів.",
                max_length=300,
                upload_to="originals/%Y/%m/",
                verbose_name="файл",
            ),
        ),
        migrations.AddField(
            model_name="image",
            name="digest",
            field=models.CharField(default="", editable=False, max_length=32),
        ),
        migrations.AddField(
            model_name="image",
            name="fingerprint",
            field=models.CharField(default="", editable=False, max_length=16),
        ),
    ]
