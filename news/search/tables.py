"""The index that a database keeps of `SearchEntry`, and the triggers by which both follow.

SQLite has a table of its engine FTS5 beside the entries, PostgreSQL a column of lexemes with a GIN
index. Both hold the words alone: no places in the text, no weights. What is best is told from the
entries of the newest (news/search/ranking.py), in the same way on both.
"""

from collections import Counter

from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction

from news.models import Article, SearchEntry
from news.models.listed import LOCK, MOVED, drop, making, triggers_there
from news.models.search import CARRIED, key, labels, texts_of

# «ascii» divides at what is neither a letter nor a digit of ASCII and leaves all else as it is.
FTS5 = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS news_searchindex USING fts5("
    "labels, title, lead, body, pairs, content='news_searchentry', content_rowid='key', "
    "tokenize='ascii', detail='none', columnsize=0)"
)
TERMS = (  # all words of it; nothing is stored
    "CREATE VIRTUAL TABLE IF NOT EXISTS news_searchterms USING fts5vocab(news_searchindex, row)"
)
LEXEMES = (
    "ALTER TABLE news_searchentry ADD COLUMN IF NOT EXISTS lexemes tsvector GENERATED ALWAYS AS ("
    "array_to_tsvector(array_remove(string_to_array(translate("
    "labels || ' ' || title || ' ' || lead || ' ' || body || ' ' || pairs, '|', ' '), ' '), ''))) "
    "STORED"
)
GIN = "CREATE INDEX IF NOT EXISTS search_lexemes ON news_searchentry USING gin (lexemes)"

_COLUMNS = "labels, title, lead, body, pairs"
_OF = "{row}.key, {row}.labels, {row}.title, {row}.lead, {row}.body, {row}.pairs"
ADDED = (
    f"INSERT INTO news_searchindex (rowid, {_COLUMNS}) "  # noqa: S608 - our own names
    f"VALUES ({_OF.format(row='NEW')})"
)
REMOVED = (
    f"INSERT INTO news_searchindex (news_searchindex, rowid, {_COLUMNS}) "  # noqa: S608
    f"VALUES ('delete', {_OF.format(row='OLD')})"
)
RELABELLED = "UPDATE news_searchentry SET labels = ({labels}) WHERE article_id = {row}.article_id"
REDATED = (
    "UPDATE news_searchentry SET key = (SELECT {key} FROM news_article A WHERE A.id = NEW.id) "
    "WHERE article_id = NEW.id"
)
# Only what differs: each row that is written costs PostgreSQL an entry for each of its words.
REDATED_ALL = (
    "UPDATE news_searchentry SET key = (SELECT {key} FROM news_article A WHERE A.id = article_id) "
    "WHERE key <> (SELECT {key} FROM news_article A WHERE A.id = article_id)"
)
RELABELLED_ALL = "UPDATE news_searchentry SET labels = ({labels}) WHERE labels <> ({labels})"
BATCH = 200  # articles that are written together


def following(vendor):
    """Return the triggers by which entries follow labels and dates, as `news.models.listed` has
    them: {name: (table, event, condition or "", [statements])}."""
    moved = MOVED.format(not_equal="NOT" if vendor == "sqlite" else "DISTINCT FROM")
    redated = REDATED.format(key=key(vendor))
    found = {"search_article_moved": ("news_article", "UPDATE", moved, [redated])}
    for kind in CARRIED:
        for name, event, rows in (
            ("given", "INSERT", ("NEW",)),
            ("taken", "DELETE", ("OLD",)),
            ("changed", "UPDATE", ("OLD", "NEW")),
        ):
            statements = []
            for row in rows:
                if vendor == "postgresql":
                    statements.append(LOCK.replace("NEW", row))
                carried = labels(vendor, f"{row}.article_id")
                statements.append(RELABELLED.format(labels=carried, row=row))
            table = f"news_article_{kind.label}s"
            found[f"search_{kind.label}_{name}"] = (table, event, "", statements)
    return found


def indexing(vendor):
    """Return the triggers by which the index of SQLite follows the entries, as `following`."""
    if vendor == "postgresql":
        return {}
    table = "news_searchentry"
    return {
        "search_entry_made": (table, "INSERT", "", [ADDED]),
        "search_entry_gone": (table, "DELETE", "", [REMOVED]),
        "search_entry_changed": (table, "UPDATE", "", [REMOVED, ADDED]),
    }


def make(using=DEFAULT_DB_ALIAS, verbosity=0, **kwargs):
    """Make the index and the triggers where they are missing, and the entries of articles that have
    none. Follows every `migrate`."""
    with connections[using].cursor() as cursor:
        columns = _columns(cursor)
        if "pairs" not in columns:  # `migrate` may stop at an older one
            return
        vendor, there = cursor.db.vendor, triggers_there(cursor)
        with transaction.atomic(using):
            if vendor == "sqlite":
                cursor.execute(FTS5)
                cursor.execute(TERMS)
            elif "lexemes" not in columns:
                cursor.execute(LEXEMES)
            if not set(indexing(vendor)) <= there:
                _make(cursor, indexing(vendor))
                cursor.execute("INSERT INTO news_searchindex (news_searchindex) VALUES ('rebuild')")
            if not set(following(vendor)) <= there:
                _make(cursor, following(vendor))
                _follow(cursor)
            if vendor == "postgresql":
                # Last: of many rows it is quicker made than written. It is made of none that has
                # something to be checked at the end of the transaction.
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute(GIN)
    if using == DEFAULT_DB_ALIAS:
        added = add_missing()
        if added and verbosity:
            print(f"  Indexed for the search: {added} articles")  # noqa: T201 - as `migrate` does


def before_migrating(using, plan=(), **kwargs):
    """Drop what other tables' triggers write before migrations: SQLite renames no table that a
    trigger reads. The index goes on following the entries."""
    if plan:
        with connections[using].cursor() as cursor:
            drop(cursor, following(cursor.db.vendor))


def let_go(using=DEFAULT_DB_ALIAS):
    """Drop what follows the entries and what they follow by; who writes very many entries may do so
    and call `make` after."""
    with connections[using].cursor() as cursor:
        drop(cursor, following(cursor.db.vendor) | indexing(cursor.db.vendor))
        if cursor.db.vendor == "postgresql":
            cursor.execute("DROP INDEX IF EXISTS search_lexemes")


def _make(cursor, wanted):
    drop(cursor, wanted)
    for name, told in wanted.items():
        cursor.execute(making(cursor.db.vendor, name, *told))


def add_missing():
    """Write the entries of all articles that have none; return how many."""
    return written(Article.objects.filter(search_entry=None)).total()


def written(articles, dry_run=False, report=None):
    """Write the entries of a queryset of articles, those that are missing or say something else.

    Returns a Counter of "new", "changed" and "unchanged"; `report` is called with the number of
    articles that were read so far. About a millisecond and a half each; with `dry_run` nothing is
    written.
    """
    counted, last = Counter(), 0
    rows = articles.order_by("pk").only("pk", "title", "lead", "body", "source_name")
    while some := list(rows.filter(pk__gt=last)[:BATCH]):
        last = some[-1].pk
        entries = SearchEntry.objects.in_bulk([article.pk for article in some])
        differing = []
        for article in some:
            entry = entries.get(article.pk)
            told = "new"
            if entry:
                is_same = (entry.title, entry.lead, entry.body, entry.pairs) == texts_of(article)
                told = "unchanged" if is_same else "changed"
            counted[told] += 1
            if told != "unchanged":
                differing.append(article)
        if not dry_run:
            with transaction.atomic():
                SearchEntry.objects.follow(*differing)
        if report:
            report(counted.total())
    return counted


def renew():
    """Write anew all that follows from other rows: dates, labels, the index itself."""
    with transaction.atomic(), connection.cursor() as cursor:
        _follow(cursor)
        if connection.vendor == "sqlite":
            for told in ("rebuild", "optimize"):
                cursor.execute(f"INSERT INTO news_searchindex (news_searchindex) VALUES ('{told}')")  # noqa: S608
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("REINDEX INDEX search_lexemes")


def _follow(cursor):
    vendor = cursor.db.vendor
    cursor.execute(REDATED_ALL.format(key=key(vendor)))
    cursor.execute(RELABELLED_ALL.format(labels=labels(vendor, "news_searchentry.article_id")))


def _columns(cursor):
    """Return the names of the columns of the entries' table, a set, empty where there is none."""
    table, introspection = SearchEntry._meta.db_table, cursor.db.introspection
    if table not in introspection.table_names(cursor):
        return set()
    return {column.name for column in introspection.get_table_description(cursor, table)}
