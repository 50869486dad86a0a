"""The words of all public articles, with the number of articles that have each (news/corpus/).

Rows are only ever added while articles are saved, of words that had none: who saves never waits for
another, and two who bring a new word at once leave two rows, whose numbers are added. Counting anew
makes one of them.
"""

from functools import lru_cache

from django.db import connection, models
from django.utils import timezone

from news import body
from ukrainian.lemmas import indexed
from ukrainian.words import normal, parts, word_matches

LONGEST = 50  # characters of a word that is kept; its lemma may have some more
AT_ONCE = 5000  # words in one statement; SQLite takes 32,766


class CorpusWord(models.Model):
    """A word as it is spelled in articles of a language: `ukrainian.words.normal` of it."""

    NAME = "word"

    language = models.CharField(max_length=2)
    word = models.CharField(max_length=60)
    articles = models.PositiveIntegerField()

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["language", "word"], name="corpus_word")]

    def __str__(self):
        return f"{self.word}: {self.articles}"


class CorpusLemma(models.Model):
    """A lemma of words of articles of a language; `before` counts those of the eight weeks that
    ended a week before the last count."""

    NAME = "lemma"

    language = models.CharField(max_length=2)
    lemma = models.CharField(max_length=60)
    articles = models.PositiveIntegerField()
    before = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["language", "lemma"], name="corpus_lemma")]

    def __str__(self):
        return f"{self.lemma}: {self.articles}"


class CorpusCount(models.Model):
    """When the words of a language were counted last, and in how many articles."""

    language = models.CharField(max_length=2, primary_key=True)
    at = models.DateTimeField()
    articles = models.PositiveIntegerField()
    before = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return f"{self.language}: {self.articles}"


class Trends(models.Model):
    """What is written about more than before, in a language (news/trends.py).

    ``words``   [[word as it is shown, number of articles of the week]], the most telling first
    ``places``  [[kind, id, number]], of a Kind and an Oblast or a Hromada
    """

    language = models.CharField(max_length=2, primary_key=True)
    at = models.DateTimeField()
    words = models.JSONField()
    places = models.JSONField()

    class Meta:
        default_permissions = ()

    def __str__(self):
        return f"{self.language}: {len(self.words)} + {len(self.places)}"


def words_of(article):
    """Return what words an Article has: two sets of str, of spellings and of lemmas.

    From its title, lead, text and source. Hyphenated words also have those of their parts; function
    words have neither, numbers only lemmas.
    """
    text = " ".join(
        [article.title, article.lead, body.characters(article.body), article.source_name]
    )
    spellings, lemmas = set(), set()
    for word in {match[0] for match in word_matches(text)}:
        if len(word) <= LONGEST and (found := indexed(word)):
            lemmas.update(found)
            spellings.update(_spelled(word))
    return spellings, lemmas


@lru_cache(8192)
def _spelled(word):
    return () if word.isdecimal() else tuple(map(normal, (word, *parts(word))))


def learn(article):
    """Add those words of an Article, if it is public, that no article had: one row each.

    Others are counted later (news/corpus/counting.py). Returns whether any word is new.
    """
    if not article.is_published(timezone.now()):
        return False
    is_any_new = False
    for model, found in zip((CorpusWord, CorpusLemma), words_of(article), strict=True):
        there = numbers(model, found, article.language)
        # A name has a row with 0, whether an article has it or not.
        new = sorted(word for word in found if not there.get(word))
        rows = [model(**{model.NAME: w}, language=article.language, articles=1) for w in new]
        model.objects.bulk_create(rows, batch_size=AT_ONCE)
        is_any_new = is_any_new or bool(new)
    return is_any_new


def numbers(model, words, language):
    """Return {word: number of articles} of the rows of a CorpusWord or CorpusLemma, of those words
    that have any. Rows of one word are added.

    In SQL, for mending asks for a thousand words, which a queryset takes longer to name than a
    database to find.
    """
    found = {}
    name, table = model.NAME, model._meta.db_table
    with connection.cursor() as cursor:
        for some in slices(sorted(words)):
            places = ", ".join(["%s"] * len(some))
            cursor.execute(
                f"SELECT {name}, articles FROM {table} "  # noqa: S608
                f"WHERE language = %s AND {name} IN ({places})",
                [language, *some],
            )
            for word, number in cursor.fetchall():
                found[word] = found.get(word, 0) + number
    return found


def slices(items):
    """Yield a list in slices of AT_ONCE."""
    for start in range(0, len(items), AT_ONCE):
        yield items[start : start + AT_ONCE]
