"""What the search knows of an article: its words as lemmas, its labels by their ids, its date.

One row for each article, also for those that aren't public. Its words are written with the article;
its labels and its place among the dates follow from other rows, and triggers write them
(news/search/tables.py), whichever way those are changed. The engine of the database keeps an index
of it.
"""

from functools import lru_cache
from hashlib import blake2b
from itertools import pairwise, product

from django.db import connection, models

from news import body
from news.models.listed import Kind
from ukrainian.lemmas import terms

# Characters of lemmas that are kept of an article: an index of PostgreSQL takes a megabyte of one
# row. Thirty long articles have so many.
MOST = 250_000
MOST_PAIRS = 40_000  # for the same cause

# «A» is the article. Of what is published: its language, second and id, so that the newest of a
# language come first where rows are read downwards; of what isn't, its id below zero. There is room
# for 134 million ids.
SECOND_BITS, ID_BITS = 32, 27
KEYS = {
    # char(37) is «%», which stands for a parameter where the statement has some.
    "sqlite": "MAX(0, CAST(strftime(char(37) || 's', A.published_at) AS INTEGER))",
    "postgresql": "GREATEST(0, floor(extract(epoch FROM A.published_at))::bigint)",
}
KEY = (
    "CASE WHEN A.state = 'published' AND A.published_at IS NOT NULL THEN "
    f"(CASE A.language WHEN 'uk' THEN 0 ELSE {1 << SECOND_BITS + ID_BITS} END) "
    f"+ ({{second}} << {ID_BITS}) + (A.id & {(1 << ID_BITS) - 1}) ELSE -A.id END"
)
# The labels of an article as words that no text has, in their order: «§1§17» is the topic 17.
CARRIED = Kind.TAG, Kind.OBLAST, Kind.HROMADA
LABELS = (
    "SELECT COALESCE({together}, '') FROM ("  # noqa: S608 - our own names
    + " UNION ALL ".join(
        f"SELECT '§{kind.value}§' || {kind.label}_id AS label "  # noqa: S608
        f"FROM news_article_{kind.label}s WHERE article_id = {{article}}"
        for kind in CARRIED
    )
    + " ORDER BY label) AS carried"
)
TOGETHER = {
    "sqlite": "group_concat(label, ' ')",
    "postgresql": "string_agg(label, ' ' ORDER BY label)",
}
WRITE = (
    "INSERT INTO news_searchentry (article_id, key, labels, title, lead, body, pairs) "
    "SELECT A.id, {key}, ({labels}), %s, %s, %s, %s FROM news_article A WHERE A.id = %s "
    "ON CONFLICT (article_id) DO UPDATE "
    "SET title = excluded.title, lead = excluded.lead, body = excluded.body, "
    "pairs = excluded.pairs "
    "WHERE (news_searchentry.title, news_searchentry.lead, news_searchentry.body, "
    "news_searchentry.pairs) <> (excluded.title, excluded.lead, excluded.body, excluded.pairs)"
)


class SearchEntryQuerySet(models.QuerySet):
    def follow(self, *articles):
        """Write what the search knows of saved Articles; nothing where it knows it already."""
        rows = [(*texts_of(article), article.pk) for article in articles]
        with connection.cursor() as cursor:
            cursor.executemany(_write(connection.vendor), rows)


class SearchEntry(models.Model):
    article = models.OneToOneField(
        "news.Article", models.CASCADE, primary_key=True, related_name="search_entry"
    )
    key = models.BigIntegerField(unique=True)
    labels = models.TextField()
    # Lemmas, «|» before each: those of one word together, the words in their order with a space
    # between: «|сума|суми |міст».
    title = models.TextField()
    lead = models.TextField()
    body = models.TextField()  # and the source
    # What stands side by side in any of these, as words that no text has (`pair_tokens`).
    pairs = models.TextField()

    objects = SearchEntryQuerySet.as_manager()

    class Meta:
        default_permissions = ()

    def __str__(self):
        return f"{self.article_id}"


def key(vendor):
    """Return the SQL of the `key` of an article A, for a kind of database."""
    return KEY.format(second=KEYS[vendor])


def article_of(key):
    """Return the id of the article of an entry's key."""
    return key & (1 << ID_BITS) - 1 if key > 0 else -key


def seconds_of(key):
    """Return when a published article is dated, in seconds since 1970, of its entry's key."""
    return key >> ID_BITS & (1 << SECOND_BITS) - 1


def labels(vendor, article):
    """Return the SQL of the `labels` of an article whose id an expression gives."""
    return LABELS.format(together=TOGETHER[vendor], article=article)


def label_token(kind, pk):
    """Return the word that stands among the labels of an article for one, by its Kind and id."""
    return f"§{int(kind)}§{pk}"


def pair_tokens(pairs):
    """Return the words, a str with spaces, that stand among the pairs of an entry for pairs of two
    lemmas, side by side.

    40 bits of a hash: of a million phrases looked for among 200,000 articles some hundred find an
    article too many, and the index is a third of what it would be with the lemmas themselves.
    """
    told = [(_hash(before) * 3 + _hash(after) & _BITS).to_bytes(5) for before, after in pairs]
    return f"§{b''.join(told).hex(' ', -5).replace(' ', ' §')}" if told else ""


_BITS = (1 << 40) - 1


@lru_cache(8_000)
def _hash(lemma):
    return int.from_bytes(blake2b(lemma.encode(), digest_size=5).digest())


def _write(vendor):
    written = key(vendor).replace("%", "%%")  # which isn't the sign of a parameter
    return WRITE.format(key=written, labels=labels(vendor, "A.id"))


def texts_of(article):
    """Return the title, the lead, the rest and the pairs of an Article, each as the row has it."""
    rest = f"{body.plain_text(article.body)} . {article.source_name}"
    return with_pairs(*map(lemmatized, (article.title, article.lead, rest)))


def with_pairs(*texts):
    """Return some texts, as `lemmatized` gives them, and the pairs of them all, a tuple of str."""
    found = {}
    for text in texts:
        words = [word[1:].split("|") for word in text.split(" ")]
        for before, after in pairwise(words):
            if before[1:] or after[1:]:
                found.update(dict.fromkeys(product(before, after)))
            else:
                found[before[0], after[0]] = None
    return (*texts, pair_tokens(list(found)[:MOST_PAIRS]))


def lemmatized(text):
    """Return the words of `text` (str) as their lemmas: «Суми, міст» gives «|сума|суми |міст»."""
    found = " ".join(["|" + "|".join(term.lemmas) for term in terms(text)])
    return found if len(found) <= MOST else found[:MOST].rpartition(" ")[0]
