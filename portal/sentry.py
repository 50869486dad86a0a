"""Errors told to Sentry, or to a service of its kind, where SENTRY_DSN names a project.

Only what the log has as an error is told, by a thread that nobody waits for; where Sentry is away,
it is dropped. `stripped` keeps of it what `portal/personal.py` lets pass: the kind of the error,
the places in the code, the id of the request. No address, cookie, body, query or local variable
leaves the host. The library is loaded only here, when it is asked for.
"""

import logging

import sentry_sdk
from django.conf import settings
from sentry_sdk.integrations.excepthook import ExcepthookIntegration
from sentry_sdk.integrations.logging import LoggingIntegration

from portal import asked, personal

# Of an event as it is documented (https://develop.sentry.dev/sdk/data-model/event-payloads/).
KEPT = {
    *("event_id", "timestamp", "level", "platform", "logger", "release", "environment"),
    *("exception", "logentry", "message", "sdk", "_meta"),
}
FRAME = {"filename", "abs_path", "function", "module", "lineno", "in_app", "context_line"}


def start(release):
    """Begin to tell; `release` is a word of the code that runs."""
    sentry_sdk.init(
        dsn=settings.SENTRY_DSN,
        release=release,
        environment="production" if not settings.DEBUG else "development",
        # Whatever is wrong is logged as an error: no other part of Django has to be watched.
        default_integrations=False,
        integrations=[
            LoggingIntegration(level=None, event_level=logging.ERROR),
            ExcepthookIntegration(),  # a command that ends in an error
        ],
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        auto_session_tracking=False,
        shutdown_timeout=2,
        before_send=stripped,
    )


def stripped(event, hint):
    """Return an event without what is personal, a dict; `hint` has the record of the log."""
    record = hint.get("log_record")
    request = getattr(record, "request", None)
    environ = getattr(request, "META", None) or asked.environ()
    form = getattr(request, "_post", None)
    kept = {name: value for name, value in event.items() if name in KEPT}
    if "logentry" in kept:
        template = str(kept["logentry"].get("message", ""))
        kept["logentry"] = {"message": personal.without(template, environ, form)}
    if "message" in kept:
        kept["message"] = personal.without(str(kept["message"]), environ, form)
    error = (hint.get("exc_info") or (None, None))[1]
    for each in (kept.get("exception") or {}).get("values", ()):
        said = personal.of_error(error) if error is not None else str(each.get("value", ""))
        if error is None or type(error).__name__ != each.get("type"):
            said = ""  # one that led to it: it says what its type and place tell
        each["value"] = personal.without(said, environ, form)
        each.pop("mechanism", None)
        for frame in (each.get("stacktrace") or {}).get("frames", ()):
            for name in frame.keys() - FRAME:
                del frame[name]
    kept["tags"] = {"request": asked.current()} if asked.current() else {}
    return kept
