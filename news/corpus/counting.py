"""Counting the words of all public articles anew, with the names of places and topics.

Only rows whose numbers have changed are written, some thousands at a time, so that nobody who saves
meanwhile waits for long. Between two counts an edited or withdrawn article leaves its words behind.
"""

from collections import Counter
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from news.corpus.numbers import total
from news.models import Article, CorpusCount, CorpusLemma, CorpusWord, Tag
from news.models.article import Language
from news.models.corpus import LONGEST, learn, words_of
from regions.models import FormerName, Hromada, Oblast, Raion, Settlement
from ukrainian.lemmas import indexed
from ukrainian.words import normal, words

READ = 500  # articles in one query
WRITTEN = 2000  # rows in one transaction
WEEK = timedelta(days=7)  # what trends are of,
BEFORE = timedelta(weeks=9)  # compared with the eight weeks before
PAUSE = timedelta(minutes=20)  # between two counts
NEWEST = timedelta(hours=1)
COLUMNS = ("pk", "language", "published_at", "title", "lead", "source_name", "state", "body")
HOUR = 3  # of Kyiv, of the count of the night
GROWN = 20  # one article of so many more or less: the numbers are too old


def count(at=None, report=None, names=True):
    """Count all words of what is public at the aware datetime `at` (default: now).

    Returns {language: number of articles}. `report` is called with the number of articles read so
    far; without `names` those of places and topics are left out. Some 1.5 ms an article.
    """
    at = at or timezone.now()
    last = {model: model.objects.aggregate(last=Max("pk"))["last"] or 0 for model in _COLUMNS}
    spellings, lemmas, before = ({language: Counter() for language in Language} for _ in "abc")
    articles, articles_before = Counter(), Counter()
    for article in _public(at):
        words_here, lemmas_here = words_of(article)
        articles[article.language] += 1
        spellings[article.language].update(words_here)
        lemmas[article.language].update(lemmas_here)
        if at - BEFORE <= article.published_at < at - WEEK:
            articles_before[article.language] += 1
            before[article.language].update(lemmas_here)
        if report and not articles.total() % READ:
            report(articles.total())
    for language in Language:
        if names:
            _add_names(language, spellings[language], lemmas[language])
        _write(CorpusWord, language, {w: (n,) for w, n in spellings[language].items()}, last)
        _write(
            CorpusLemma,
            language,
            {lemma: (n, before[language][lemma]) for lemma, n in lemmas[language].items()},
            last,
        )
        CorpusCount.objects.update_or_create(
            language=language,
            defaults={
                "at": at,
                "articles": articles[language],
                "before": articles_before[language],
            },
        )
    return {language.value: articles[language] for language in Language}


def learn_newest(now=None):
    """Learn the words of what has become public in the hour before the aware datetime `now`: a
    scheduled article was not public when it was saved. Returns whether any of them is new."""
    now = now or timezone.now()
    newest = Article.objects.published(now).filter(published_at__gt=now - NEWEST)
    learned = [learn(article) for article in newest.only(*COLUMNS)]
    return any(learned)


def claim(now=None):
    """Return whether words are to be counted now, by who asks: of several, one is told so.

    At night, and when the newsroom has grown or shrunk by a twentieth. `now` is aware.
    """
    now = now or timezone.now()
    rows = CorpusCount.objects.in_bulk()
    main = rows.get(Language.UKRAINIAN)
    if main is None:
        given = {"at": now, "articles": 0}
        return CorpusCount.objects.get_or_create(language=Language.UKRAINIAN, defaults=given)[1]
    if not _is_old(rows.values(), main.at, now):
        return False
    mine = CorpusCount.objects.filter(language=main.language, at=main.at).update(at=now)
    return bool(mine)


def _is_old(rows, at, now):
    if now - at < PAUSE:
        return False
    night = timezone.localtime(now).replace(hour=HOUR, minute=0, second=0, microsecond=0)
    if at < night <= now:
        return True
    return any(abs(total(row.language) - row.articles) * GROWN > row.articles for row in rows)


def _public(at):
    """Yield the public articles with the columns that hold words, in the order of their ids."""
    rows = Article.objects.published(at).order_by("pk")
    last, some = 0, [None]
    while some:
        some = list(rows.filter(pk__gt=last).values_list(*COLUMNS, named=True)[:READ])
        yield from some
        last = some[-1].pk if some else last


def _add_names(language, spellings, lemmas):
    """Add the words of the names of places, today's and former, and of topics, with 0 articles.

    Of villages only as they are spelled: to look up 26,000 names in all forms takes seconds.
    """
    english = language == Language.ENGLISH
    for model in (Oblast, Raion, Hromada, Settlement, FormerName, Tag):
        if english and model is Raion:
            names = [raion.name_en for raion in Raion.objects.all()]
        else:
            column = _LATIN[model] if english else "name"
            names = model.objects.values_list(column, flat=True)
        for word in {word.text for name in set(names) for word in words(name)}:
            if len(word) <= LONGEST and not word.isdecimal():
                spellings.setdefault(normal(word), 0)
                for lemma in indexed(word) if model is not Settlement else ():
                    lemmas.setdefault(lemma, 0)


_LATIN = {
    Oblast: "name_en",
    Hromada: "name_en",
    Settlement: "latin",
    FormerName: "latin",
    Tag: "name_en",
}
_COLUMNS = {CorpusWord: ("articles",), CorpusLemma: ("articles", "before")}


def _write(model, language, wanted, last):
    """Make the rows of a language say {word: numbers} of `wanted`.

    Rows of other words stay when their ids are beyond `last`: they came during the count.
    """
    name, columns = model.NAME, _COLUMNS[model]
    missing, changed, gone = dict(wanted), [], []
    rows = model.objects.filter(language=language).order_by("pk")
    for pk, word, *numbers in rows.values_list("pk", name, *columns):
        counted = missing.pop(word, None)
        if counted and counted != tuple(numbers):
            changed.append((*counted, pk))
        elif not counted and (word in wanted or pk <= last[model]):
            gone.append((pk,))
    new = [
        model(**{name: word}, language=language, **dict(zip(columns, numbers, strict=True)))
        for word, numbers in missing.items()
    ]
    table = model._meta.db_table
    sets = ", ".join(f"{column} = %s" for column in columns)
    _in_slices(changed, f"UPDATE {table} SET {sets} WHERE id = %s")  # noqa: S608
    _in_slices(gone, f"DELETE FROM {table} WHERE id = %s")  # noqa: S608
    for start in range(0, len(new), WRITTEN):
        model.objects.bulk_create(new[start : start + WRITTEN], batch_size=500)


def _in_slices(rows, sql):
    for start in range(0, len(rows), WRITTEN):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(sql, rows[start : start + WRITTEN])
