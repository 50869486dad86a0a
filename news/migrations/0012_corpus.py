"""The words of all public articles with their numbers, and what is written about most."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('news', '0011_related_articles'),
    ]

    operations = [
        migrations.CreateModel(
            name='CorpusCount',
            fields=[
                ('language', models.CharField(max_length=2, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('articles', models.PositiveIntegerField()),
                ('before', models.PositiveIntegerField(default=0)),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='CorpusLemma',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(max_length=2)),
                ('lemma', models.CharField(max_length=60)),
                ('articles', models.PositiveIntegerField()),
                ('before', models.PositiveIntegerField(default=0)),
            ],
            options={
                'default_permissions': (),
                'indexes': [models.Index(fields=['language', 'lemma'], name='corpus_lemma')],
            },
        ),
        migrations.CreateModel(
            name='CorpusWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(max_length=2)),
                ('word', models.CharField(max_length=60)),
                ('articles', models.PositiveIntegerField()),
            ],
            options={
                'default_permissions': (),
                'indexes': [models.Index(fields=['language', 'word'], name='corpus_word')],
            },
        ),
        migrations.CreateModel(
            name='Trends',
            fields=[
                ('language', models.CharField(max_length=2, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('words', models.JSONField()),
                ('places', models.JSONField()),
            ],
            options={
                'default_permissions': (),
            },
        ),
    ]
