"""What runs: the workers of the server, what is done by timers, what is waiting."""

import json
import os
import time
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.utils import timezone

from digest.models import Round, Subscription
from digest.trouble import LATE
from news import journal
from newsroom.models import Link
from portal import errors, pulse, read_only, release
from portal.backups import record
from portal.doctor import PATIENCE, note, well, wrong

DAY = 86400
BACKUP, LINKS, SNAPSHOT = 2 * DAY, 3 * DAY, 2 * 3600  # seconds after which a run is overdue
THREADS = ("counting", "due", "pulse")
LONGEST_WAIT = 600  # seconds that views may wait on disk while the database answers


def workers():
    """Whether as many processes live as should, with their threads, and run this code."""
    now = time.time()
    told = pulse.told(pulse.folder())
    living = [each for each in told if pulse.lives(each, now)]
    todo = "Start it (systemctl start portal), or see in its log why it ended."
    if not living:
        if told:
            last = datetime.fromtimestamp(max(each["beat"] for each in told))
            yield wrong("Server", f"It doesn't run; it did until {last:%Y-%m-%d %H:%M}.", todo)
        else:
            yield note("Server", "None has run with this DATA_DIR yet.", "Start it: make serve")
        return
    wanted = pulse.wanted(living)
    if len(living) < wanted:
        said = f"{len(living)} of {wanted} workers live."
        yield wrong("Server", said, "See in its log why one ended.")
    else:
        words = "worker lives" if len(living) == 1 else "workers live"
        yield well("Server", f"{len(living)} {words}, the last heartbeat is {_age(now, living)}.")
    parents = {each["parent"] for each in living}
    dead = [each for each in told if each["parent"] in parents and each not in living]
    if dead:
        when = datetime.fromtimestamp(max(each["beat"] for each in dead))
        said = f"{len(dead)} of its workers died, the last at {when:%H:%M}, and was replaced."
        yield note("Server", said, "See in its log why.")
    for each in living:
        missing = [name for name in THREADS if name not in each["threads"]]
        # Counting begins with the first request.
        if missing := [name for name in missing if name != "counting" or each.get("counts")]:
            said = f"In worker {each['pid']} the thread {missing[0]} has ended."
            yield wrong("Server", said, "Restart the server, and see in its log why it ended.")
    word = release.digest()
    if any(each["release"] != word for each in living):
        todo = "Restart the server, or put back the code that it runs."
        yield wrong("Version", "The server runs another code than stands in the folder.", todo)
    else:
        yield well("Version", f"The server runs this code ({word[:12]}).")


def _age(now, living):
    return f"{now - max(each['beat'] for each in living):.0f} s old"


def mode():
    """Whether somebody left the portal in read-only mode."""
    if read_only.note() is not None:
        todo = "Switch it off when it is over: python manage.py read_only off"
        yield note("Read-only mode", "It is on: nobody can save.", todo)


def caching():
    """Whether the cache keeps what it is given."""
    begun, word = time.perf_counter(), os.urandom(8).hex()
    cache.set("doctor", word, 30)
    found = cache.get("doctor")
    cache.delete("doctor")
    took = (time.perf_counter() - begun) * 1000
    is_shared = "Redis" in settings.CACHES["default"]["BACKEND"]
    if found != word:
        todo = "See whether Redis runs and CACHE_URL names it. Until then pages are made anew."
        yield wrong("Cache", "It doesn't keep what it is given.", todo)
    elif is_shared:
        yield well("Cache", f"Redis answers in {took:.0f} ms.")
    else:
        yield well("Cache", "It is in the processes themselves, which is right for one host.")


def letters():
    """Whether the mail server takes a connection; no letter is sent."""
    if not settings.EMAIL_BACKEND.endswith(".smtp.EmailBackend"):
        yield note("E-mail", "There is no mail server.", "Set EMAIL_URL to let letters be sent.")
        return
    connection = mail.get_connection(timeout=PATIENCE - 1)
    try:
        connection.open()
    except OSError as error:  # smtplib's errors are of it too
        todo = "See whether EMAIL_URL is right and the mail server runs."
        said = f"{settings.EMAIL_HOST} takes no letters: {type(error).__name__}."
        yield wrong("E-mail", said, todo)
        return
    finally:
        connection.close()
    yield well("E-mail", f"{settings.EMAIL_HOST} takes letters from {settings.DEFAULT_FROM_EMAIL}.")


def send(address):
    """Send a letter to an address, a str."""
    try:
        mail.EmailMessage(
            "A letter of the portal",
            f"The mail server of {settings.SITE_URL} works.",
            to=[address],
            connection=mail.get_connection(timeout=PATIENCE - 1),
        ).send()
    except OSError as error:
        yield wrong("Letter", f"It was not sent: {error}.", "See EMAIL_URL and the mail server.")
    else:
        yield well("Letter", f"It was given to the mail server for {address}.")


def backups():
    """When the last good backup was made, and whether it is still there."""
    todo = "Run `python manage.py backup FILE`, and see why its timer doesn't."
    last = record.read()
    if last is None:
        say = note if settings.DEBUG else wrong
        yield say("Backups", "None was ever made.", todo)
        return
    if not last["ok"]:
        yield wrong("Backups", f"The last one failed: {last.get('why', 'see the log')}", todo)
        last = last.get("last")
        if not last:
            return
    age = (timezone.now() - datetime.fromisoformat(last["time"])).total_seconds()
    file = Path(last["file"])
    if age > BACKUP:
        yield wrong("Backups", f"The last good one is {age / DAY:.0f} days old.", todo)
    elif file.is_absolute() and file.parent.is_dir() and not file.exists():
        yield note("Backups", f"{file} isn't there any more.", "See that it was moved, not lost.")
    else:
        size = last.get("size", 0) / 2**20
        yield well("Backups", f"The last was made {age / 3600:.0f} hours ago ({size:.0f} MB).")


def timers():
    """Whether what timers do is done: letters, links, the copy of the site."""
    now = timezone.now()
    if Subscription.objects.exists():
        last = Round.objects.order_by("-began_at").first()
        if not last or now - last.began_at > min(LATE.values()):
            todo = "Run `python manage.py send_digests` every morning by a timer."
            yield wrong("Letters to subscribers", "They were not sent lately.", todo)
        else:
            yield well("Letters to subscribers", f"The last run was at {_minute(last.began_at)}.")
    links = Link.objects.exclude(checked_at=None).order_by("-checked_at")
    last = links.values_list("checked_at", flat=True).first()
    if last is None:
        todo = "Run `python manage.py check_links` every night by a timer."
        yield note("Outside links", "They were never checked.", todo)
    elif now - last > timedelta(seconds=LINKS):
        todo = "Run `python manage.py check_links` every night by a timer."
        yield wrong("Outside links", f"They were last checked at {_minute(last)}.", todo)
    else:
        yield well("Outside links", f"They were last checked at {_minute(last)}.")
    yield from _snapshot(now)


def _snapshot(now):
    try:
        told = json.loads((settings.DATA_DIR / "snapshot.json").read_text(encoding="utf-8"))
        made = datetime.fromisoformat(told["time"])
    except (OSError, ValueError, KeyError, TypeError):
        return  # nobody wants one here
    todo = "Run `python manage.py publish_snapshot` by a timer, and see why it doesn't."
    if now - made > timedelta(seconds=SNAPSHOT):
        yield note("Copy of the site", f"It was last made at {_minute(made)}.", todo)
    else:
        yield well("Copy of the site", f"It was made at {_minute(made)}.")


def waiting():
    """Whether views wait on disk for longer than a database is usually away."""
    if not journal.folder().is_dir():
        return
    now = time.time()
    ages = [now - file.stat().st_mtime for file in journal.waiting() if file.exists()]
    unreadable = list(journal.folder().glob(f"*{journal.UNREADABLE}"))
    if ages and max(ages) > LONGEST_WAIT:
        said = f"{len(ages)} files of views have waited for {max(ages) / 60:.0f} minutes."
        yield wrong("Views", said, "Start the server: it enters them when the database answers.")
    elif unreadable:
        said = f"{len(unreadable)} files hold lines that are no views, as {unreadable[0].name}."
        yield note("Views", said, "Its good lines were counted. See the disk, then remove them.")
    else:
        yield well("Views", "None wait on disk.")


def broken():
    """How many kinds of errors there were in a day."""
    found = errors.since(time.time() - DAY)
    if found:
        kinds = "kind of error was" if found == 1 else "kinds of errors were"
        said = f"{found} {kinds} logged in the last 24 hours on this host."
        yield note("Errors", said, f"See {settings.SITE_URL}/admin/errors/, and the log.")
    else:
        yield well("Errors", "None was logged in the last 24 hours on this host.")


def _minute(moment):
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"
