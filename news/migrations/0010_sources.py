"""Where readers came from, in numbers per article, day and source."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('news', '0009_listed'),
    ]

    operations = [
        migrations.CreateModel(
            name='ViewsBySource',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('source', models.CharField(max_length=100)),
                ('count', models.PositiveIntegerField(default=0)),
                ('article', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='views_by_source', to='news.article')),
            ],
            options={
                'default_permissions': (),
                'indexes': [models.Index(fields=['day', 'source'], name='sources_of_day')],
                'constraints': [models.UniqueConstraint(fields=('article', 'day', 'source'), name='source_once_a_day')],
            },
        ),
    ]
