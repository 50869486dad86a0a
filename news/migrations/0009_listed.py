"""A narrow table of published articles by topic and place; its triggers follow every `migrate`."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('news', '0006_counting'),
    ]

    operations = [
        migrations.CreateModel(
            name='Listed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.PositiveSmallIntegerField(choices=[(1, 'tag'), (2, 'oblast'), (3, 'hromada')])),
                ('label', models.BigIntegerField()),
                ('language', models.CharField(max_length=2)),
                ('published_at', models.DateTimeField()),
                ('article', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='news.article')),
            ],
            options={
                'ordering': ['-published_at', '-article_id'],
                'default_permissions': (),
                'indexes': [models.Index(fields=['kind', 'label', 'language', '-published_at', '-article'], name='listed_newest')],
                'constraints': [models.UniqueConstraint(fields=('article', 'kind', 'label'), name='listed_once')],
            },
        ),
    ]
