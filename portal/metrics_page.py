"""`/metrics`: what this host has done and how it is, for Prometheus, behind a token.

The text is of the Prometheus exposition format 0.0.4
(https://prometheus.io/docs/instrumenting/exposition_formats/). It is there only with METRICS_TOKEN,
which the caller brings as `Authorization: Bearer …`. It stands in front of Django, so that it needs
no name of a host and answers while the database is away; what only that knows is left out then.
Each host is asked for itself.
"""

import hmac
import json
import logging
import time
from pathlib import Path

from django.conf import settings
from django.db import Error, connection
from django.db.models import Sum
from django.utils import timezone

from digest.models import UNSENT, Letter
from news import generation, journal
from news.models import RefusedViews, ViewsByDay
from portal import metrics, pulse, survival

logger = logging.getLogger(__name__)

PATH = "/metrics"
TYPE = "text/plain; version=0.0.4; charset=utf-8"
HEADERS = [("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff")]


def answer(environ, start_response, token):
    """Answer a request of WSGI for the numbers; who doesn't bring the token gets 401."""
    told = environ.get("HTTP_AUTHORIZATION", "")
    status, headers = "200 OK", [*HEADERS, ("Content-Type", TYPE)]
    # In constant time: a token can't be guessed sign by sign.
    if not hmac.compare_digest(told.encode("utf-8", "replace"), f"Bearer {token}".encode()):
        status, body = "401 Unauthorized", b"The numbers are behind a token.\n"
        headers.append(("WWW-Authenticate", "Bearer"))
    elif environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
        status, body = "405 Method Not Allowed", b"Ask with GET.\n"
        headers.append(("Allow", "GET, HEAD"))
    else:
        body = text(pulse.folder(), time.time()).encode()
    headers.append(("Content-Length", str(len(body))))
    start_response(status, headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def text(folder, now):
    """Return all numbers as text; `folder` is the Path of pulse.folder(), `now` in seconds."""
    processes = pulse.told(folder)
    total = pulse.gone(folder)
    for each in processes:
        total = pulse.added(total, each)
    living = [each for each in processes if pulse.lives(each, now)]
    lines = [*_of_requests(total["counts"]), *_of_processes(total, living, now)]
    lines += [*_of_host(now), *_of_database()]
    return "\n".join(lines) + "\n"


def _of_requests(counts):
    rows, steps = [], {}
    for key, numbers in sorted(counts.items()):
        kind, status, kept = (*key.split(" "), "", "")[:3]
        labels = {"kind": kind, "status": status, "kept": kept or "never"}
        rows.append((labels, sum(numbers[1:])))
        metrics.add(steps, {f"{kind} {kept or 'never'}": numbers})
    yield from _metric("portal_requests_total", "counter", "Requests that were answered.", rows)
    name = "portal_request_seconds"
    yield f"# HELP {name} Seconds until a request was answered."
    yield f"# TYPE {name} histogram"
    for key, (seconds, *each) in sorted(steps.items()):
        kind, kept = key.split(" ")
        upto = 0
        for step, here in zip([*metrics.STEPS, "+Inf"], each, strict=True):
            upto += here
            yield f"{name}_bucket{_labels({'kind': kind, 'kept': kept, 'le': step})} {upto}"
        yield f"{name}_sum{_labels({'kind': kind, 'kept': kept})} {seconds:.6f}"
        yield f"{name}_count{_labels({'kind': kind, 'kept': kept})} {upto}"


def _of_processes(total, living, now):
    for name, what, number in (
        ("errors", "Errors in the log.", total["errors"]),
        ("slow_queries", "Queries that took longer than SLOW_QUERY_MS.", total["slow"]),
        ("generation_moves", "Changes of the content, after which pages are made anew.",
         total["moves"]),
        ("database_away_seconds", "Seconds without the database, of all workers together.",
         round(total["away"], 3)),
    ):  # fmt: skip
        yield from _metric(f"portal_{name}_total", "counter", what, [({}, number)])
    wanted = "Processes that the server was told to keep."
    yield from _gauge("workers", "Processes that serve and live.", len(living))
    yield from _gauge("workers_wanted", wanted, pulse.wanted(living))
    is_away = any(each["is_away"] for each in living)
    yield from _gauge("database_away", "1 while the database is away.", int(is_away))
    queue = sum(each["renditions"] for each in living)
    yield from _gauge("renditions_waiting", "Pictures whose sizes are yet to be made.", queue)
    by_process = [({"pid": each["pid"]}, each) for each in living]
    for name, what, number in (
        ("resident_bytes", "Memory of a process.", lambda each: each["resident"]),
        ("age_seconds", "How long a process has run.", lambda each: round(now - each["began"], 1)),
    ):
        rows = [(labels, number(each)) for labels, each in by_process]
        yield from _metric(f"portal_process_{name}", "gauge", what, rows)
    threads = [
        ({"thread": name}, sum(name in each["threads"] for each in living))
        for name in ("counting", "due", "hub", "pulse")
    ]
    yield from _metric("portal_threads", "gauge", "Processes in which a thread lives.", threads)


def _of_host(now):
    began = generation.began_at(generation.linked())
    if began:
        age = round(max(0, now - began), 1)
        yield from _gauge("generation_age_seconds", "Since the content changed last.", age)
    waiting = len(journal.waiting()) if journal.folder().is_dir() else 0
    yield from _gauge("journals_waiting", "Files of views that wait for the database.", waiting)
    if settings.WEBSUB_HUB_URL:
        feeds = "Feeds that the hub is yet to be told of."
        yield from _gauge("hub_feeds_waiting", feeds, _hub_waiting())


def _hub_waiting():
    try:
        state = (Path(settings.DATA_DIR) / "pages" / "websub.json").read_text(encoding="utf-8")
        return len(json.loads(state)["waiting"])
    except (OSError, ValueError, KeyError, TypeError):
        return 0


def _of_database():
    """What only the database knows: of all hosts together, exactly, and of this day of Kyiv."""
    if survival.is_away() or not survival.is_there():
        return []
    today = timezone.localdate()
    try:
        views = ViewsByDay.objects.filter(day=today).aggregate(all=Sum("count"))["all"] or 0
        refused = RefusedViews.objects.filter(day=today).values_list("reason", "count")
        rows = [({"reason": reason}, count) for reason, count in sorted(refused)]
        letters = Letter.objects.filter(state__in=UNSENT).count()
    except Error:
        return []
    finally:
        if not connection.in_atomic_block:  # as a test's
            connection.close()
    refusals = "Views of today that weren't counted."
    return [
        *_gauge("views_today", "Views of today that were counted.", views),
        *_metric("portal_views_refused_today", "gauge", refusals, rows),
        *_gauge("letters_waiting", "Letters to subscribers that are due.", letters),
    ]


def _gauge(name, what, number):
    return _metric(f"portal_{name}", "gauge", what, [({}, number)])


def _metric(name, kind, what, rows):
    """Return the lines of a metric; `rows` are pairs (labels, number)."""
    head = [f"# HELP {name} {what}", f"# TYPE {name} {kind}"]
    return head + [f"{name}{_labels(labels)} {number}" for labels, number in rows]


def _labels(labels):
    """Return labels as they stand in the text; their values are words of ours, with no quotes."""
    said = ",".join(f'{name}="{value}"' for name, value in labels.items())
    return f"{{{said}}}" if said else ""
