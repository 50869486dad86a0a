

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('regions', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Image',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', models.FileField(help_text='JPEG, PNG, WebP або AVIF, до 20 МБ і до 50 мегапікселів.', max_length=300, upload_to='originals/%Y/%m/', verbose_name='файл')),
                ('alt', models.CharField(help_text='Що видно на зображенні, одним реченням. Його читають уголос.', max_length=250, verbose_name='опис для незрячих')),
                ('caption', models.CharField(blank=True, max_length=300, verbose_name='підпис')),
                ('credit', models.CharField(blank=True, help_text='Хто зняв чи намалював.', max_length=150, verbose_name='автор')),
                ('focal_x', models.FloatField(default=0.5, help_text='Частка ширини, від 0 до 1: довкола цієї точки обрізаються картки.', validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(1)], verbose_name='головна точка, зліва')),
                ('focal_y', models.FloatField(default=0.5, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(1)], verbose_name='головна точка, згори')),
                ('width', models.PositiveIntegerField(default=0, editable=False)),
                ('height', models.PositiveIntegerField(default=0, editable=False)),
                ('digest', models.CharField(default='', editable=False, max_length=32)),
                ('fingerprint', models.CharField(default='', editable=False, max_length=16)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='додано')),
                ('created_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'зображення',
                'verbose_name_plural': 'зображення',
                'ordering': ['-created_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Article',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=[('uk', 'українська'), ('en', 'англійська')], default='uk', max_length=2, verbose_name='мова')),
                ('title', models.CharField(help_text='Ціла думка, найкраще до 110 знаків.', max_length=300, verbose_name='заголовок')),
                ('slug', models.SlugField(db_index=False, editable=False, max_length=100, verbose_name='адреса')),
                ('lead', models.TextField(blank=True, help_text='Одне-два речення: що сталося і чому це важливо.', verbose_name='лід')),
                ('cover', models.ForeignKey(blank=True, help_text='Без неї стаття матиме орнамент своєї громади.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='articles', to='news.image', verbose_name='обкладинка')),
                ('byline', models.CharField(blank=True, help_text='Як підписати статтю.', max_length=150, verbose_name='автор')),
                ('source_name', models.CharField(blank=True, help_text='Звідки новина: «Куп’янська міська рада».', max_length=200, verbose_name='джерело')),
                ('source_url', models.URLField(blank=True, max_length=500, verbose_name='посилання на джерело')),
                ('state', models.CharField(choices=[('draft', 'чернетка'), ('review', 'на перевірці'), ('published', 'опубліковано'), ('archived', 'в архіві')], default='draft', max_length=10, verbose_name='стан')),
                ('published_at', models.DateTimeField(blank=True, help_text='За київським часом. У майбутньому — стаття з’явиться сама в цю хвилину.', null=True, verbose_name='дата публікації')),
                ('changed_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='виправлено')),
                ('change_note', models.CharField(blank=True, help_text='Для читачів, після публікації: «Уточнено дату слухань».', max_length=300, verbose_name='що виправлено')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='створено')),
                ('saved_at', models.DateTimeField(auto_now=True, verbose_name='збережено')),
                ('views_imported', models.PositiveIntegerField(default=0, help_text='Додаються до порахованих тут.', verbose_name='перегляди зі старого порталу')),
                ('imported_from', models.CharField(editable=False, max_length=500, null=True, unique=True, verbose_name='звідки імпортовано')),
                ('import_digests', models.JSONField(default=dict, editable=False, verbose_name='відбитки імпорту')),
                ('created_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='articles_created', to=settings.AUTH_USER_MODEL, verbose_name='створив')),
                ('hromadas', models.ManyToManyField(blank=True, related_name='articles', to='regions.hromada', verbose_name='громади')),
                ('oblasts', models.ManyToManyField(blank=True, help_text='Область кожної громади додається сама.', related_name='articles', to='regions.oblast', verbose_name='області')),
                ('saved_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='зберіг')),
                ('translation_of', models.ForeignKey(blank=True, help_text='Для англійської статті: та, яку вона перекладає.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='translations', to='news.article', verbose_name='переклад статті')),
                ('body', models.TextField(blank=True, help_text='Порожній рядок відділяє абзаци, рядок з «•» на початку — пункт списку. Можна й розміткою HTML: зайве буде прибрано.', verbose_name='текст')),
            ],
            options={
                'verbose_name': 'стаття',
                'verbose_name_plural': 'статті',
                'ordering': ['-published_at', '-pk'],
                'permissions': [('publish_article', 'Може публікувати статті')],
            },
        ),
        migrations.CreateModel(
            name='Tag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text='Малою літерою, як у реченні: «співробітництво».', max_length=100, verbose_name='назва')),
                ('name_en', models.CharField(blank=True, help_text='Без неї англійські сторінки показують назву латинськими літерами.', max_length=100, verbose_name='назва англійською')),
                ('slug', models.SlugField(blank=True, help_text='Залиште порожньою, і вона складеться з назви. Стара адреса вестиме на нову.', max_length=100, unique=True, verbose_name='адреса')),
                ('description', models.TextField(blank=True, help_text='Одне-два речення для читача.', verbose_name='опис')),
                ('description_en', models.TextField(blank=True, verbose_name='опис англійською')),
                ('key', models.CharField(editable=False, max_length=100, unique=True)),
                ('order', models.CharField(db_index=True, editable=False, max_length=120)),
            ],
            options={
                'verbose_name': 'тег',
                'verbose_name_plural': 'теги',
                'ordering': ['order'],
            },
        ),
        migrations.CreateModel(
            name='SearchEntry',
            fields=[
                ('article', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='search_entry', serialize=False, to='news.article')),
                ('text', models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name='ReadAlso',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='порядок')),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='picks', to='news.article')),
                ('to', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='picked_by', to='news.article', verbose_name='стаття')),
            ],
            options={
                'verbose_name': 'картка «Читайте також»',
                'verbose_name_plural': 'читайте також',
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='article',
            name='read_also',
            field=models.ManyToManyField(blank=True, related_name='read_from', through='news.ReadAlso', to='news.article', verbose_name='читайте також'),
        ),
        migrations.CreateModel(
            name='FormerTagSlug',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=100, unique=True)),
                ('tag', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='former_slugs', to='news.tag')),
            ],
        ),
        migrations.AddField(
            model_name='article',
            name='tags',
            field=models.ManyToManyField(blank=True, related_name='articles', to='news.tag', verbose_name='теги'),
        ),
        migrations.CreateModel(
            name='ViewsByDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('count', models.PositiveIntegerField(default=0)),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='views_by_day', to='news.article')),
            ],
        ),
        migrations.AddConstraint(
            model_name='readalso',
            constraint=models.UniqueConstraint(fields=('article', 'to'), name='read_also_once'),
        ),
        migrations.AddConstraint(
            model_name='readalso',
            constraint=models.CheckConstraint(condition=models.Q(('article', models.F('to')), _negated=True), name='read_also_not_itself'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(fields=['language', 'state', '-published_at', '-id'], name='article_newest'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(fields=['state', '-published_at', '-id'], name='article_newest_of_all'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(fields=['state', '-saved_at'], name='article_desk'),
        ),
        migrations.AddIndex(
            model_name='viewsbyday',
            index=models.Index(fields=['day', 'article'], name='views_of_day'),
        ),
        migrations.AddConstraint(
            model_name='viewsbyday',
            constraint=models.UniqueConstraint(fields=('article', 'day'), name='views_once_a_day'),
        ),
    ]
