"""«Помилки»: the last errors of this host, for administrators of the newsroom."""

import socket
from datetime import UTC, datetime

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from newsroom import site
from newsroom.blocks import minute
from portal import errors
from ukrainian.plurals import counted

RIGHT = "admin.view_logentry"  # who reads what everybody did may read what went wrong
NAME, ADDRESS = "Помилки", "errors/"


def install():
    """Put the page into the header of the newsroom; the app does so when it is ready."""
    entry = (NAME, ADDRESS, RIGHT)
    if entry not in site.PAGES:
        site.PAGES.append(entry)


@require_http_methods(["GET", "HEAD", "POST"])
def page(request):
    """The list; a POST forgets all of it."""
    if not request.user.has_perm(RIGHT):
        raise PermissionDenied
    if request.method == "POST":
        errors.forget()
        messages.success(request, "Список помилок очищено. Нові з’являться тут знову.")
        return redirect("admin_errors")
    now = timezone.now()
    kinds = errors.last()
    rows = [
        {
            "kind": kind,
            "first": moment(kind.first, now),
            "last": moment(kind.last, now),
            "times": counted(kind.count, "раз", "рази", "разів"),
        }
        for kind in kinds
    ]
    context = admin.site.each_context(request) | {
        "title": NAME,
        "rows": rows,
        "host": socket.gethostname(),
        "number": counted(len(kinds), "вид", "види", "видів"),
    }
    return TemplateResponse(request, "newsroom/errors.html", context)


def moment(seconds, now):
    """Return seconds since 1970 in words, as seen from an aware datetime."""
    return minute(datetime.fromtimestamp(seconds, UTC), now)
