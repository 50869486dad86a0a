"""Fill a database with articles to measure on.

    python bench/seed.py 20000       (the database of the environment; DEBUG must be on)

The articles have the shape of real ones: 1,500–4,000 characters, one to four topics of which a few
are common and most are rare, up to three hromadas with their oblasts, dates over five years, one in
seven in English, views by day. The same number gives the same rows, but for the dates, which end
now. What an earlier run made is replaced; other articles are in the way unless `--yes` is given.
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
from django.db import connection, transaction
from django.utils import timezone

from news.models import Article, Image, ReadAlso, Tag, ViewsByDay
from news.models.article import SearchEntry
from regions.models import Hromada
from ukrainian.slugs import slugify

MADE_HERE = "bench:"  # begins `imported_from` of every article of ours
YEARS = 5
TAGS = 240
IMAGES = 200
STATES = ["published", "draft", "review", "archived"]
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


def text(chance, length):
    """Return one paragraph of sentences of at least `length` characters."""
    sentences = []
    while sum(map(len, sentences)) < length:
        words = chance.choices(WORDS, k=chance.randint(7, 16))
        if chance.random() < 0.003:
            words.append(chance.choice(RARE))
        sentences.append(" ".join(words).capitalize() + ".")
    return " ".join(sentences)


def falling(count):
    """Return cumulative weights of `count` things, the n-th of which is 1/n as common as the
    first."""
    return list(accumulate(1 / number for number in range(1, count + 1)))


def insert(model, fields, rows):
    """Insert rows, tuples of the plain values of `fields`: no model object is made for each."""
    columns = ", ".join(model._meta.get_field(name).column for name in fields.split())
    table = f"{model._meta.db_table} ({columns})"
    places = ", ".join(["%s"] * len(fields.split()))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            cursor.executemany(f"INSERT INTO {table} VALUES ({places})", rows)


def remove_earlier():
    """Remove what an earlier run made, without asking row by row what hangs on it."""
    ours = Article.objects.filter(imported_from__startswith=MADE_HERE).order_by().values("pk")
    for model in (
        *(getattr(Article, name).through for name in ("tags", "oblasts", "hromadas", "read_also")),
        ViewsByDay,
        SearchEntry,
    ):
        rows = model.objects.filter(article__in=ours)
        rows._raw_delete(rows.db)
    ours = Article.objects.filter(imported_from__startswith=MADE_HERE)
    ours.update(translation_of=None)
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
    """Make `count` articles with their search entries; returns them as a list, oldest first."""
    paragraphs = [text(chance, chance.randint(250, 600)) for _ in range(PARAGRAPHS)]
    images = make_images()
    ages = sorted((chance.random() * YEARS * 365 for _ in range(count)), reverse=True)
    articles, texts = [], []
    for number, age in enumerate(ages):
        sentence = text(chance, 60)
        title = sentence[: chance.randint(60, 110)].strip()
        chosen, length = [], chance.randint(1500, 4000)
        while sum(map(len, chosen)) < length - 300:
            chosen.append(chance.choice(paragraphs))
        articles.append(
            Article(
                language="en" if number % 7 == 6 else "uk",
                title=title,
                slug=slugify(title),
                lead=chance.choice(paragraphs)[:200],
                body="\n".join(f"<p>{paragraph}</p>" for paragraph in chosen),
                cover=chance.choice(images) if chance.random() < 0.6 else None,
                source_name="Куп’янська міська рада",
                source_url="https://example.org/",
                state=chance.choices(STATES, [95, 2, 1, 2])[0],
                published_at=now - timedelta(days=age),
                views_imported=chance.randint(0, 5000),
                imported_from=f"{MADE_HERE}{number}",
            )
        )
        texts.append(" ".join([title, *chosen]).casefold())
    Article.objects.bulk_create(articles, batch_size=500)
    for number, article in enumerate(articles):
        if article.language == "en":
            article.translation_of = articles[number - 1]
    translated = [article for article in articles if article.translation_of_id]
    Article.objects.bulk_update(translated, ["translation_of"], batch_size=200)
    keys = [article.pk for article in articles]
    insert(SearchEntry, "article text", list(zip(keys, texts, strict=True)))
    return articles


def label(articles, chance):
    """Give the articles their topics, hromadas, oblasts and, to one in ten, an editor's pick."""
    tags, tag_weights = make_tags(), falling(TAGS)
    hromadas = list(Hromada.objects.order_by("katottg").values_list("pk", "oblast"))
    chance.shuffle(hromadas)
    weights = falling(len(hromadas))
    rows = {name: [] for name in ("tags", "hromadas", "oblasts")}
    picks = []
    for article in articles:
        for tag in set(chance.choices(tags, cum_weights=tag_weights, k=chance.randint(1, 4))):
            rows["tags"].append((article.pk, tag))
        number = chance.choices([0, 1, 2, 3], [15, 65, 12, 8])[0]
        places = set(chance.choices(hromadas, cum_weights=weights, k=number))
        rows["hromadas"] += [(article.pk, hromada) for hromada, _ in places]
        rows["oblasts"] += [(article.pk, oblast) for oblast in {oblast for _, oblast in places}]
        pick = chance.choice(articles)
        if chance.random() < 0.1 and pick is not article:
            picks.append((article.pk, pick.pk, 1))
    for name, pairs in rows.items():
        insert(getattr(Article, name).through, f"article {name[:-1]}", pairs)
    insert(ReadAlso, "article to position", picks)


def make_views(articles, chance, now):
    """Count views: most in an article's first week, then on a day now and then.

    Returns the number of rows.
    """
    today = timezone.localdate(now)
    rows = []
    for article in articles:
        first = timezone.localdate(article.published_at)
        age = (today - first).days
        days = set(range(min(age + 1, 7)))
        days |= {int(chance.random() * (age + 1)) for _ in range(6)}
        days |= {back for back in (age - int(chance.random() * 60) for _ in range(2)) if back > 0}
        for day in days:
            count = 1 + int(chance.expovariate(1 / (40 if day < 7 else 3)))
            rows.append((article.pk, first + timedelta(days=day), count))
    insert(ViewsByDay, "article day count", rows)
    return len(rows)


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
    with transaction.atomic():
        remove_earlier()
        articles = make_articles(count, chance, now)
        label(articles, chance)
        views = make_views(articles, chance, now)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")  # as autovacuum does within minutes
    seconds = time.monotonic() - start
    print(f"{connection.vendor}: {count} articles, {views} days of views in {seconds:.1f} s")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("count", type=int, help="how many articles")
    parser.add_argument("--yes", action="store_true", help="also beside articles of others")
    given = parser.parse_args()
    main(given.count, given.yes)
