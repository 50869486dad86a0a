"""Who reads, as far as counting has to know: a hash of an address and a browser, good for one day.

The key of the hashes is random, the same for all workers and hosts of the portal, and destroyed
with the hashes when the day of Kyiv turns: after that nobody can tell whose they were. Its place
is the database; each host keeps a copy in DATA_DIR, so that a worker that starts while the
database is away hashes as the others do. A host that had to make one by itself gives it up for the
common one when the database is back.
"""

import os
import secrets
import threading
from contextlib import suppress
from datetime import datetime
from hashlib import blake2b
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from news.models import DailyKey
from news.tally import check_file

KEY_BYTES = 32
AT_ONCE = 5000  # hashes removed in one transaction, which keeps others waiting on SQLite

_lock = threading.Lock()
_kept = (None, b"")  # the day and its key, in this process
_is_common = True  # whether the database has this key


def day_of(at):
    """Return the day of Kyiv of a time in milliseconds since 1970."""
    return datetime.fromtimestamp(at / 1000, timezone.get_default_timezone()).date()


def begins(day):
    """Return when a day of Kyiv begins, in milliseconds since 1970."""
    start = datetime.combine(day, datetime.min.time(), timezone.get_default_timezone())
    return int(start.timestamp() * 1000)


def hashes(article, address, agent, day):
    """Return (reader, address) of a view, each a signed number of 64 bits.

    The article is part of both: it can't be seen what else the same reader has read.
    """
    key = _key(day)
    about = f"{article}\0{address}"
    return _hash(key, f"{about}\0{agent}", b"reader"), _hash(key, about, b"address")


def _hash(key, text, purpose):
    digest = blake2b(text.encode(errors="replace"), digest_size=8, key=key, person=purpose).digest()
    return int.from_bytes(digest, "big", signed=True)


def _key(day):
    global _kept, _is_common  # noqa: PLW0603 - one pair, replaced as a whole
    of, key = _kept
    if of and of >= day:  # not the key of a day that is over: it has been destroyed
        return key
    with _lock:
        if not _kept[0] or _kept[0] < day:
            key, _is_common = _learn(day)
            _kept = day, key
        return _kept[1]


def learn_again():
    """Take the key of all hosts in place of one that was made while the database was away."""
    global _kept, _is_common  # noqa: PLW0603
    if not _is_common:
        day, _ = _kept
        key, is_common = _learn(day)
        with _lock:
            if _kept[0] == day:
                _kept, _is_common = (day, key), is_common


def _learn(day):
    """Return (key of a day, whether all hosts have it): the one in the database, else this host's,
    else a new one."""
    ours = _copy(day)
    try:
        check_file()
        with transaction.atomic():
            DailyKey.objects.bulk_create([DailyKey(day=day, key=ours)], ignore_conflicts=True)
            key = bytes(DailyKey.objects.get(day=day).key)
    except DatabaseError:
        if not connection.in_atomic_block:
            connection.close()
        return ours, False
    if key != ours:
        _write(day, key, replace=True)
    return key, True


def _copy(day):
    """Return the key that this host has for a day; the first to ask makes it."""
    with suppress(FileExistsError):
        _write(day, secrets.token_bytes(KEY_BYTES))
    return _file(day).read_bytes()


def _write(day, key, replace=False):
    """Write the file of a key in one step, readable by its owner only."""
    new = _file(day).with_name(f".{secrets.token_hex(8)}")
    new.parent.mkdir(parents=True, exist_ok=True)
    new.touch(mode=0o600)
    new.write_bytes(key)
    try:
        if replace:
            new.replace(_file(day))
        else:
            os.link(new, _file(day))
    finally:
        new.unlink(missing_ok=True)


def _file(day):
    return Path(settings.DATA_DIR) / "views" / f"key-{day}"


def forget(today):
    """Destroy the keys and hashes of all days before `today`; done twice it does nothing more.

    Raises DatabaseError while the database is away; the copies in files are gone then.
    """
    global _kept  # noqa: PLW0603
    with _lock:
        if _kept[0] and _kept[0] < today:
            _kept = (None, b"")
    for file in _file(today).parent.glob("key-*"):
        if file.name < _file(today).name:
            file.unlink(missing_ok=True)
    check_file()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA secure_delete = ON")  # else what was deleted stays in the file
        cursor.execute("DELETE FROM news_dailykey WHERE day < %s", [str(today)])
        while True:
            cursor.execute(
                "DELETE FROM news_seen WHERE (reader, at) IN "
                "(SELECT reader, at FROM news_seen WHERE at < %s LIMIT %s)",
                [begins(today), AT_ONCE],
            )
            if cursor.rowcount < AT_ONCE:
                break
        if connection.vendor == "sqlite" and not connection.in_atomic_block:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # nor in its log
