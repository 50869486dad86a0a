"""Fill a database with articles to measure on.

    python bench/seed.py 20000       (the database of the environment; DEBUG must be on)

The articles have the shape of real ones: 1,500–4,000 characters, one to four topics of which a few
are common and most are rare, up to three hromadas with their oblasts, names of settlements in their
texts, dates over five years, one in seven in English, views by day. The same number gives the same
rows, but for the dates, which end now. What an earlier run made is replaced; other articles are in
the way unless `--yes` is given.
Takes about 2 s for 1,000 articles and 25 s for 20,000; an empty database gets its tables and the
register first.
"""

import argparse
import os
import random
import sys
import time
from datetime import timedelta
from itertools import accumulate
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

import django

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction
from django.utils import timezone

from bench.related import make_keywords
from news import corpus
from news.models import Article, Image, ReadAlso, SearchEntry, Tag, ViewsByDay, listed, related
from news.models.search import lemmatized, with_pairs
from news.search import tables
from regions.models import Hromada, Settlement
from ukrainian.slugs import slugify

MADE_HERE = "bench:"  # begins `imported_from` of every article of ours
YEARS = 5
TAGS = 240
IMAGES = 200
STATES = ["published", "draft", "review", "archived"]
BATCH = 1000  # articles in memory
PARAGRAPHS = 2000  # of which the bodies are put together

VOCABULARY = """
громада громади громаді громадою рада ради раді бюджет бюджету кошти коштів проєкт проєкту школа
школи садок лікарня амбулаторія дорога дороги ремонт ремонту вода води водогін світло котельня
мешканці мешканців староста старости округ округу село села місто міста область області район
послуги послуг центр центру субвенція субвенції рішення засідання виконавчий комітет депутати
голова сільський селищний міський звіт план стратегія розвиток розвитку партнерство співробітництво
міжмуніципальне меморандум підписали договір угода навчання тренінг молодь молодіжна бібліотека
музей спорт майданчик парк озеленення відходи сортування енергія сонячні панелі генератор укриття
евакуація переселенці допомога гуманітарна волонтери відбудова відновлення грант гранту конкурс
заявки подати строк умови учасники учасників переможці фестиваль свято день тиждень місяць рік
цього минулого наступного також вже ще для після через понад близько майже разом кожен новий нова
нове перший перша другий відкрили запрацював оновили придбали отримали провели обговорили
затвердили оголосили триває завершили планують
"""
WORDS = VOCABULARY.split()
RARE = ["дендропарк", "бджолярство", "вітряк", "обсерваторія", "писанкарство"]
NAMES = []  # of settlements: each stands in some texts
SOURCE = "Куп’янська міська рада"


def text(chance, length):
    """Return one paragraph of sentences of at least `length` characters."""
    sentences = []
    while sum(map(len, sentences)) < length:
        words = chance.choices(WORDS, k=chance.randint(7, 16))
        if chance.random() < 0.003:
            words.append(chance.choice(RARE))
        if NAMES and chance.random() < 0.2:
            words.append(chance.choice(NAMES))
        sentences.append(" ".join(words).capitalize() + ".")
    return " ".join(sentences)


def falling(count):
    """Return cumulative weights of `count` things, the n-th of which is 1/n as common as the
    first."""
    return list(accumulate(1 / number for number in range(1, count + 1)))


def insert(model, fields, rows):
    """Insert rows, tuples of the plain values of `fields`: no model object is made for each."""
    columns = ", ".join(
        f'"{model._meta.get_field(name.removesuffix("_id")).column}"' for name in fields.split()
    )
    table = f"{model._meta.db_table} ({columns})"
    places = ", ".join(["%s"] * len(fields.split()))
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            cursor.executemany(f"INSERT INTO {table} VALUES ({places})", rows)


def remove_earlier():
    """Remove what an earlier run made, without asking row by row what hangs on it."""
    ours = Article.objects.filter(imported_from__startswith=MADE_HERE).order_by()
    ours.update(translation_of=None)
    for relation in Article._meta.get_fields(include_hidden=True):
        if relation.one_to_many or relation.one_to_one:
            model, name = relation.related_model, relation.field.name
            if model is not Article:
                rows = model._base_manager.filter(**{f"{name}__in": ours.values("pk")})
                rows._raw_delete(rows.db)
    ours._raw_delete(ours.db)
    Image.objects.filter(file__startswith="bench/")._raw_delete("default")


def make_tags():
    """Return a list of the ids of TAGS tags, those of an earlier run and new ones."""
    names = [f"{WORDS[number % len(WORDS)]} {number}" for number in range(TAGS)]
    known = {tag.name: tag for tag in Tag.objects.filter(name__in=names)}
    return [(known.get(name) or Tag.objects.create(name=name)).pk for name in names]


def make_images():
    """Return a list of IMAGES images: rows without files, which is all that a page's HTML needs."""
    return Image.objects.bulk_create(
        Image(
            file=f"bench/{number}.jpg",
            alt="Майдан перед ратушею",
            width=1600,
            height=900,
            digest=f"{number:032x}",
            fingerprint=f"{number:016x}",
        )
        for number in range(IMAGES)
    )


def make_articles(count, chance, now):
    """Make `count` articles with their search entries; return [(id, published_at)], oldest first.

    A thousand at a time, for their texts together would fill the memory.
    """
    paragraphs = [text(chance, chance.randint(250, 600)) for _ in range(PARAGRAPHS)]
    lemmas = {paragraph: lemmatized(paragraph) for paragraph in paragraphs}
    leads = {paragraph: lemmatized(paragraph[:200]) for paragraph in paragraphs}
    source = lemmatized(SOURCE)
    images = [image.pk for image in make_images()]
    ages = sorted((chance.random() * YEARS * 365 for _ in range(count)), reverse=True)
    highest = Article.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    moment = connection.ops.adapt_datetimefield_value
    columns = {
        field.attname: field.get_db_prep_save(field.get_default(), connection)
        for field in Article._meta.concrete_fields
    } | {"created_at": moment(now), "saved_at": moment(now)}
    made = []
    for start in range(0, count, BATCH):
        articles, texts = [], []
        for number in range(start, min(start + BATCH, count)):
            pk, published_at = highest + 1 + number, now - timedelta(days=ages[number])
            title = text(chance, 60)[: chance.randint(60, 110)].strip()
            lead, chosen, length = chance.choice(paragraphs), [], chance.randint(1500, 4000) - 300
            while length > 0:
                chosen.append(chance.choice(paragraphs))
                length -= len(chosen[-1])
            values = columns | {
                "id": pk,
                "language": "en" if number % 7 == 6 else "uk",
                "translation_of_id": pk - 1 if number % 7 == 6 else None,
                "title": title,
                "slug": slugify(title),
                "lead": lead[:200],
                "body": "\n".join(f"<p>{paragraph}</p>" for paragraph in chosen),
                "cover_id": chance.choice(images) if chance.random() < 0.6 else None,
                "source_name": SOURCE,
                "source_url": "https://example.org/",
                "state": chance.choices(STATES, [95, 2, 1, 2])[0],
                "published_at": moment(published_at),
                "views_imported": chance.randint(0, 5000),
                "imported_from": f"{MADE_HERE}{number}",
            }
            articles.append(tuple(values.values()))
            rest = " ".join([*(lemmas[paragraph] for paragraph in chosen), source])
            # Its date and labels are written when all are there (news/search/tables.py).
            texts.append((pk, -pk, "", *with_pairs(lemmatized(title), leads[lead], rest)))
            made.append((pk, published_at))
        insert(Article, " ".join(columns), articles)
        insert(SearchEntry, "article key labels title lead body pairs", texts)
    return made


def label(articles, chance):
    """Give `articles`, [(id, published_at)], their topics, hromadas, oblasts and, to one in ten, an
    editor's pick."""
    tags, tag_weights = make_tags(), falling(TAGS)
    hromadas = list(Hromada.objects.order_by("katottg").values_list("pk", "oblast"))
    chance.shuffle(hromadas)
    weights = falling(len(hromadas))
    rows = {name: [] for name in ("tags", "hromadas", "oblasts")}
    picks = []
    for article, _ in articles:
        for tag in set(chance.choices(tags, cum_weights=tag_weights, k=chance.randint(1, 4))):
            rows["tags"].append((article, tag))
        number = chance.choices([0, 1, 2, 3], [15, 65, 12, 8])[0]
        places = set(chance.choices(hromadas, cum_weights=weights, k=number))
        rows["hromadas"] += [(article, hromada) for hromada, _ in places]
        rows["oblasts"] += [(article, oblast) for oblast in {oblast for _, oblast in places}]
        pick, _ = chance.choice(articles)
        if chance.random() < 0.1 and pick != article:
            picks.append((article, pick, 1))
    for name, pairs in rows.items():
        insert(getattr(Article, name).through, f"article {name[:-1]}", pairs)
    insert(ReadAlso, "article to position", picks)


def views_of(articles, chance, now):
    """Yield (id, date, number of views): most in an article's first week, then now and then."""
    today = timezone.localdate(now)
    for article, published_at in articles:
        first = timezone.localdate(published_at)
        age = (today - first).days
        days = set(range(min(age + 1, 7)))
        days |= {int(chance.random() * (age + 1)) for _ in range(6)}
        days |= {back for back in (age - int(chance.random() * 60) for _ in range(2)) if back > 0}
        for day in days:
            count = 1 + int(chance.expovariate(1 / (40 if day < 7 else 3)))
            yield article, first + timedelta(days=day), count


def make_views(articles, chance, now):
    """Count views, and their sums; return the number of rows."""
    insert(ViewsByDay, "article day count", views_of(articles, chance, now))
    ours = ViewsByDay.objects.filter(article__gte=articles[0][0])
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO news_viewstotal (article_id, count) SELECT article_id, SUM(count) "
            "FROM news_viewsbyday WHERE article_id >= %s GROUP BY article_id",
            [articles[0][0]],
        )
    return ours.count()


def main(count, sure):
    if not settings.DEBUG:
        sys.exit("DEBUG is off: this may be a newsroom's own database. Nothing was written.")
    settings.DEBUG = False  # or every statement would be kept in memory
    call_command("migrate", verbosity=0)
    others = Article.objects.exclude(imported_from__startswith=MADE_HERE).count()
    if others and not sure:
        sys.exit(f"{others} articles here are not of this script; --yes keeps them and adds ours.")
    if not Hromada.objects.exists():
        call_command("load_register", yes=True, verbosity=0)
    start, now, chance = time.monotonic(), timezone.now(), random.Random(count)
    # Step by step: one transaction of gigabytes would be written twice.
    listed.drop_triggers()
    related.drop_triggers()
    tables.let_go()
    names = Settlement.objects.order_by("katottg").values_list("name", flat=True)
    NAMES[:] = dict.fromkeys(names)
    remove_earlier()
    articles = make_articles(count, chance, now)
    label(articles, chance)
    views = make_views(articles, chance, now)
    make_keywords(NAMES, chance)
    listed.make_triggers()
    related.make_triggers()
    tables.make()
    corpus.count()  # or a server would, beside what is measured
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [Article]):
            cursor.execute(statement)
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM ANALYZE")  # as autovacuum does within minutes
    seconds = time.monotonic() - start
    print(f"{connection.vendor}: {count} articles, {views} days of views in {seconds:.1f} s")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("count", type=int, help="how many articles")
    parser.add_argument("--yes", action="store_true", help="also beside articles of others")
    given = parser.parse_args()
    main(given.count, given.yes)
