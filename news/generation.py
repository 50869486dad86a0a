"""The generation of the content: a word that is another one after every change of what is shown.

Whatever is kept between two requests (a page, a list of labels, a number) is kept for one
generation: who finds the same word finds what the database would say. It stands in one place for
all processes of a host, as the target of the link `DATA_DIR/pages/current`, which can be replaced
in one step; it also names the folder in which a web server finds ready pages, so that these can't
outlive it (portal/page_files.py). Beside it lies a Mark that changes after it (news/mark.py): while
that is the same nobody looks where the link leads.

Nobody has to remember to move it: `watch()` sees every statement that writes to a table of content,
also updates in bulk and raw SQL, and moves it when the transaction is committed.
"""

import functools
import itertools
import logging
import os
import re
import secrets
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import NamedTuple

from django.conf import settings
from django.core.signals import setting_changed
from django.db import connections, transaction
from django.db.backends.signals import connection_created
from django.dispatch import receiver

from news.mark import SIZE, Mark

logger = logging.getLogger(__name__)

# Seconds after which the link is looked at in any case: it may have been removed by hand, or moved
# by a process of an earlier release.
LOOK_AGAIN = 0.2

# Readers' pages show the tables of these apps,
CONTENT = ("news_", "regions_")
# except for what changes with every view and is shown by numbers that may be some minutes old.
NOT_CONTENT = {
    *("news_viewsbyday", "news_viewsbysource", "news_viewstotal", "news_refusedviews"),
    *("news_seen", "news_dailykey", "news_drainedjournal"),
    *("news_corpusword", "news_corpuslemma", "news_corpuscount"),  # follow from the articles
    # Follow from the rest; who finds other articles related than before moves it (relating.py).
    *("news_relatedarticles", "news_relatedchange", "news_keyword"),
}

# What most statements begin with. `FOR UPDATE` locks, and changes nothing.
READS = ("SELECT", "SAVEPOINT", "RELEASE", "PRAGMA", "BEGIN", "SET", "SHOW", "EXPLAIN")
TARGET = re.compile(
    r"\b(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|REPLACE\s+INTO|MERGE\s+INTO|UPDATE(?:\s+OR\s+\w+)?"
    r"|DELETE\s+FROM|TABLE(?:\s+IF\s+(?:NOT\s+)?EXISTS)?)\s+(?:ONLY\s+)?"
    r"(?:\"?\w+\"?\.)?\"?(\w+)",
    re.IGNORECASE,
)


class Seen(NamedTuple):
    """Where the link of a folder (DATA_DIR) led when its Mark read `said`; until a time.monotonic()
    nobody needs to look again. `mark` is None where there can't be one."""

    folder: object = None
    mark: Mark | None = None
    said: bytes = b""
    word: str = ""
    until: float = 0


_seen = Seen()
_is_alone = False  # whether no other host shares the generation, by the settings of now
_sharing = None, None  # the setting CACHES, and the Hosts that it means
_writes = itertools.count(1)
moves = 0  # that this process has made, for who watches it
_request = threading.local()


def current():
    """Return the word of the generation that this thread sees; "" when it can't be known.

    Keep nothing under "". Inside a transaction that has changed the content the word is one that
    nobody else sees, and another one after every further change: what such a transaction reads
    may be rolled back.
    """
    pinned = getattr(_request, "word", None)
    if pinned is not None:
        return pinned
    connection = connections["default"]
    if connection.run_on_commit and _is_waiting(connection):
        return f"{shared()}+{connection.content_write}"
    return shared()


@contextmanager
def pinned(word):
    """Let `current()` answer `word` in this thread: one request reads one generation, once."""
    _request.word = word
    try:
        yield
    finally:
        _request.word = None


def move():
    """Begin another generation: what was kept before is not shown any more. Return its word.

    Never raises: it follows a commit, which can't be taken back.
    """
    global moves  # noqa: PLW0603 - one number of the process
    moves += 1
    word = f"{time.time_ns():x}-{secrets.token_hex(4)}"
    hosts = among_hosts()
    return hosts.move(word) if hosts else link(word)


def link(word):
    """Let the link of this host name the generation `word`; return it.

    Where the link can't be replaced (a full disk) it is removed, and nothing is kept until it can
    be made again; returns "" then.
    """
    global _seen  # noqa: PLW0603 - what this process knows
    folder = _folder()
    new = folder / f".{word}-{threading.get_native_id()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        new.symlink_to(word)
        new.replace(folder / "current")
    except OSError:
        logger.exception("The generation of the content can't be moved in %s", folder)
        for path in (folder / "current", new):
            try:
                path.unlink(missing_ok=True)
            except OSError:
                logger.critical("Pages may be shown as they were: %s can't be removed", path)
        word = ""
    try:
        _mark(settings.DATA_DIR).change()
    except OSError as error:  # of another user, as after a command that was given as root
        logger.error("%s can't be changed: %s", folder / "mark", error.strerror)
    _seen = _seen._replace(until=0)  # its mark may be of a folder that was thrown away
    return word


def linked():
    """Return the word that the link of this host names, "" when there is none."""
    folder, mark, said, word, until = _seen
    if folder is settings.DATA_DIR and monotonic() < until and mark.memory[:SIZE] == said:
        return word
    return _looked(settings.DATA_DIR)


def _looked(folder):
    global _seen  # noqa: PLW0603 - what this process knows
    try:
        mark = _mark(folder)
        said = mark.read()  # first: who changes the link changes the mark after it
    except OSError:
        mark, said = None, b""
    try:
        word = os.readlink(f"{folder}/pages/current")
    except OSError:
        word = ""
    until = monotonic() + LOOK_AGAIN if mark and word else 0
    _seen = Seen(folder, mark, said, word, until)
    return word


def _mark(folder):
    """Return the Mark of a DATA_DIR, the one that is known when it is still there."""
    seen = _seen
    if seen.folder is folder and seen.mark and seen.mark.is_there():
        return seen.mark
    return Mark(Path(folder) / "pages" / "mark")


def began_at(word):
    """Return when the generation `word` began, in seconds since 1970 (a float); 0 for ""."""
    return int(word.partition("-")[0] or "0", 16) / 1e9


def kept(function=None, *, most=1024):
    """Decorate a function whose result depends on its arguments and the content only.

    Its results are kept in this process for one generation, at most `most` of them. The arguments
    are hashable and say all: also the language, where the result depends on it. Results are shared
    by all threads: nobody changes them. What depends on the hour (views, "published before now")
    may be kept too: the generation moves when a scheduled article falls due.
    """
    if function is None:
        return functools.partial(kept, most=most)
    results = {}  # by the word: that of the newest generation, and of the one before

    @functools.wraps(function)
    def keeping(*args):
        word = current()
        if not word:
            return function(*args)
        found = results.get(word)
        if found is None:
            found = results[word] = {}
            for old in list(results)[:-2]:
                results.pop(old, None)
        result = found.get(args, found)
        if result is not found:  # which no function returns
            return result
        result = function(*args)
        if len(found) >= most:
            found.clear()
        found[args] = result
        return result

    return keeping


def watch():
    """Watch what every connection to the database writes, from now on."""
    connection_created.connect(_watch, dispatch_uid="news.generation")


def _watch(connection, **kwargs):
    if _moves_after not in connection.execute_wrappers:
        connection.execute_wrappers.insert(0, _moves_after)
        connection.content_write = 0


def _moves_after(execute, sql, params, many, context):
    """Run a statement; where it has written content, move the generation after the commit."""
    result = execute(sql, params, many, context)
    # psycopg's composed statements are not text; Django uses them for its own housekeeping.
    text = sql if isinstance(sql, str) else str(sql)
    if text.startswith(READS):
        return result
    connection = context["connection"]
    if writes_content(text):
        connection.content_write = next(_writes)
        if not _is_waiting(connection, connection.savepoint_ids):
            transaction.on_commit(_after_commit, using=connection.alias)
    elif text.startswith("ROLLBACK TO"):
        connection.content_write = next(_writes)
    return result


def writes_content(sql):
    """Say whether a statement (a str of SQL) changes a table that readers' pages show."""
    if sql[:8].upper() == "TRUNCATE":
        return True
    # A table is named at the beginning, unless the statement is a chain of several.
    first = TARGET.match(sql)
    targets = [first] if first else TARGET.finditer(sql)
    return any(
        name.startswith(CONTENT) and name not in NOT_CONTENT
        for name in (target[1].lower() for target in targets)
    )


def _after_commit():
    move()


def _is_waiting(connection, savepoints=None):
    """Say whether the transaction will move the generation, in any case or when it is committed.

    With `savepoints` (ids of those that are open) a move counts only when it stands in no other:
    one that stands in a savepoint goes with it.
    """
    within = None if savepoints is None else set(savepoints)
    return any(
        function is _after_commit and (within is None or sids <= within)
        for sids, function, _ in connection.run_on_commit
    )


def _folder():
    return Path(settings.DATA_DIR) / "pages"


def shared():
    """Return the word that all processes see: `current()` for who has no open transaction."""
    _, mark, said, word, until = _seen
    if _is_alone and monotonic() < until and mark.memory[:SIZE] == said:
        return word  # as `linked` finds it; each setting that is asked for takes as long
    return _shared()


def _shared():
    global _is_alone  # noqa: PLW0603 - what this process knows
    hosts = among_hosts()
    _is_alone = hosts is None
    return hosts.word() if hosts else linked() or move()


@receiver(setting_changed)
def _forget(**kwargs):
    """Look at the settings again, which only tests change."""
    global _is_alone  # noqa: PLW0603 - what this process knows
    _is_alone = False


def among_hosts():
    """Return the Hosts that share the generation through CACHE_URL, or None for one host alone."""
    global _sharing  # noqa: PLW0603 - it is asked with each request
    caches = settings.CACHES
    if _sharing[0] is not caches:
        location = caches["default"].get("LOCATION", "")
        has_redis = isinstance(location, str) and location.startswith(("redis://", "rediss://"))
        _sharing = caches, _hosts(location) if has_redis else None
    return _sharing[1]


@functools.lru_cache
def _hosts(location):
    from news.hosts import Hosts

    return Hosts(location)
