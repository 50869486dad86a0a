"""Exact counting: totals per article, refusals per day, the readers seen today and their key."""

import django.db.models.deletion
from django.db import migrations, models

# A row that is rewritten finds room on its own page, so that no index learns of it; and what is
# forgotten at the end of the day gets into no write-ahead log, replica or base backup.
FOR_POSTGRESQL = (
    "ALTER TABLE news_viewsbyday SET (fillfactor = 70)",
    "ALTER TABLE news_viewstotal SET (fillfactor = 50)",
    "ALTER TABLE news_refusedviews SET (fillfactor = 50)",
    "ALTER TABLE news_seen SET UNLOGGED",
    "ALTER TABLE news_dailykey SET UNLOGGED",
)


def tune(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in FOR_POSTGRESQL:
            schema_editor.execute(statement)


def sum_up(apps, schema_editor):
    schema_editor.execute(
        "INSERT INTO news_viewstotal (article_id, count) "
        "SELECT article_id, SUM(count) FROM news_viewsbyday GROUP BY article_id"
    )


class Migration(migrations.Migration):

    dependencies = [
        ('news', '0005_front_page'),
    ]

    operations = [
        migrations.CreateModel(
            name='DailyKey',
            fields=[
                ('day', models.DateField(primary_key=True, serialize=False)),
                ('key', models.BinaryField()),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='DrainedJournal',
            fields=[
                ('name', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('lines', models.PositiveIntegerField()),
                ('at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='ViewsTotal',
            fields=[
                ('article', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='views_total', serialize=False, to='news.article')),
                ('count', models.PositiveIntegerField(default=0)),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.AlterField(
            model_name='viewsbyday',
            name='article',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='views_by_day', to='news.article'),
        ),
        migrations.CreateModel(
            name='RefusedViews',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('reason', models.CharField(choices=[('robot', 'робот'), ('no_agent', 'без назви браузера'), ('prefetch', 'завантажено наперед'), ('staff', 'редакція'), ('foreign', 'з чужої сторінки'), ('head', 'запит HEAD'), ('repeat', 'повторно за 30 хвилин'), ('too_many', 'забагато з однієї адреси'), ('unknown', 'немає такої статті')], max_length=10)),
                ('count', models.PositiveIntegerField(default=0)),
            ],
            options={
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('day', 'reason'), name='refused_once_a_day')],
            },
        ),
        migrations.CreateModel(
            name='Seen',
            fields=[
                ('pk', models.CompositePrimaryKey('reader', 'at', blank=True, editable=False, primary_key=True, serialize=False)),
                ('reader', models.BigIntegerField()),
                ('at', models.BigIntegerField()),
                ('address', models.BigIntegerField()),
            ],
            options={
                'default_permissions': (),
                'indexes': [models.Index(fields=['address', 'at'], name='seen_of_address')],
            },
        ),
        migrations.RunPython(sum_up, migrations.RunPython.noop, elidable=True),
        migrations.RunPython(tune, migrations.RunPython.noop),
    ]
