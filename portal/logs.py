"""What is logged, and how a line looks: as text, or as JSON for programs that gather logs.

Every line has the id of its request (portal/asked.py), and none has anything personal
(portal/personal.py): what a program says is gone over here, whoever says it.
"""

import json
import logging
import traceback
from datetime import UTC, datetime

from portal import asked, personal

FORMATS = ("text", "json")
DEEPEST = 5  # exceptions that led to one another
FRAMES = 60  # calls of each, the last ones


def configuration(format):
    """Return Django's LOGGING; `format` is one of FORMATS.

    What readers do wrong (an address that isn't there, a method that isn't allowed) is no matter
    for the log: it would be filled by whoever likes. /metrics counts it, and the log of the web
    server in front has it.
    """
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": Json if format == "json" else Text}},
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": "line"},
            "errors": {"()": "portal.errors.Keeper", "level": "ERROR"},
        },
        "root": {"handlers": ["console", "errors"], "level": "INFO"},
        "loggers": {
            "django": {"level": "INFO", "handlers": []},
            "django.request": {"level": "ERROR"},
            "django.security": {"level": "CRITICAL"},
            "django.server": {"level": "WARNING", "propagate": True, "handlers": []},
            "urllib3": {"level": "ERROR"},  # tells of each try to reach S3 or Sentry
        },
    }


def message_of(record):
    """Return what a record says, a str without anything personal."""
    return personal.without(_said(record), _environ(record), _form(record))


def error_of(record):
    """Return the trace of the exception of a record, a str without anything personal; "" for none.

    It has the places in the code, as Python prints them, and what the exception says.
    """
    error = record.exc_info[1] if record.exc_info else None
    if error is None:
        return ""
    parts = []
    while error is not None and len(parts) < DEEPEST:
        frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
        said = personal.without(personal.of_error(error), _environ(record), _form(record))
        name = type(error).__qualname__
        parts.append("".join(traceback.format_list(frames)) + (f"{name}: {said}" if said else name))
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\n\nwhich led to\n\n".join(reversed(parts))


def _said(record):
    try:
        return record.getMessage()
    except (TypeError, ValueError):  # arguments that don't fit: logging would print them all
        return str(record.msg)


def _environ(record):
    request = getattr(record, "request", None)
    return getattr(request, "META", None) or asked.environ()


def _form(record):
    """Return the form that a request brought, if it was read: an error is no time to read it."""
    return getattr(getattr(record, "request", None), "_post", None) or {}


class Text(logging.Formatter):
    """«2026-11-23 14:05:09 ERROR django.request [3f0c…]: Internal Server Error: /news/»"""

    def format(self, record):
        time = datetime.fromtimestamp(record.created).strftime("%Y-%m-%d %H:%M:%S")
        identity = asked.current()
        identity = f" [{identity}]" if identity else ""
        line = f"{time} {record.levelname} {record.name}{identity}: {message_of(record)}"
        error = error_of(record)
        return f"{line}\n{error}" if error else line


class Json(logging.Formatter):
    """One object on one line: time (UTC), level, logger, message; of a request its id, method and
    path; of an error its type and trace; and the numbers that a line brings by `extra`."""

    def format(self, record):
        found = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": message_of(record),
            "process": record.process,
        }
        if identity := asked.current():
            found["request"] = identity
        if environ := _environ(record):
            found["method"] = environ.get("REQUEST_METHOD", "")[:20]
            found["path"] = path_of(environ)
        found |= getattr(record, "measured", {})
        if error := error_of(record):
            found["error"] = type(record.exc_info[1]).__qualname__
            found["trace"] = error
        return json.dumps(found, ensure_ascii=False)


def path_of(environ):
    """Return the path of a WSGI environ as text that may be written down."""
    path = environ.get("PATH_INFO", "")
    return personal.path_of(path.encode("latin-1", "replace").decode("utf-8", "replace"))
