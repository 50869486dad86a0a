"""/data/: what there is, how large and of when; and the files themselves, whole or in parts."""

import json
import re
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import http_date, parse_http_date_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from news.addresses import absolute
from news.open_data import package, publishing
from news.open_data.datasets import DATASETS
from news.open_data.files import KINDS
from news.open_data.licences import LICENCES

TYPES = {
    ".csv": "text/csv; charset=utf-8",
    ".jsonl": "application/x-ndjson",
    ".json": "application/json",
    ".gz": "application/gzip",
}
RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})", re.ASCII)
NAMES = {
    package.NAME,
    package.CHANGES,
    *(
        f"{each.name}.{kind}{packed}"
        for each in DATASETS
        for kind in KINDS
        for packed in ("", ".gz")
    ),
}
SHOWN = 7  # days of changes


@dataclass(frozen=True)
class Published:
    """A dataset as it is published: `files` are (kind, name, bytes, bytes packed)."""

    name: str
    title: str
    rows: int
    files: tuple


@require_safe
def page(request):
    told = _package()
    context = {
        "datasets": _datasets(told) if told else [],
        "made": told and datetime.fromisoformat(told["created"]),
        "licence": (settings.DATA_LICENCE, *LICENCES[settings.DATA_LICENCE]),
        "changes": _changes()[:SHOWN],
        "feeds": reverse("feeds"),
        "address": absolute(reverse("data_file", args=[package.NAME])).removesuffix(package.NAME),
    }
    return render(request, "news/data.html", context)


def _package():
    """Return datapackage.json of what is published, a dictionary, or None."""
    try:
        return json.loads((publishing.current() / package.NAME).read_text(encoding="utf-8"))
    except OSError:
        return None


def _datasets(told):
    resources = {one["path"]: one for one in told["resources"]}
    for each in DATASETS:
        found = [resources[f"{each.name}.{kind}"] for kind in KINDS]
        files = tuple(
            (one["format"].upper(), one["path"], one["bytes"], one["packed"]["bytes"])
            for one in found
        )
        yield Published(each.name, _(each.title), found[0]["rows"], files)


def _changes():
    """Return [(date, [(name, added, changed, removed)])], the newest day first."""
    days = {}
    for day, name, _rows, *counts in publishing.changed_on():
        days.setdefault(day, []).insert(0, (name, *counts))
    return list(days.items())


@require_safe
def file(request, name):
    """A file of the publication. Raises Http404.

    A browser that takes gzip gets the packed twin. A Range (RFC 9110, section 14) is answered for
    one span of bytes: so a large file that broke off is fetched on.
    """
    if name not in NAMES:
        raise Http404("no such file")
    asked = request.headers.get("Range")
    accepts = "gzip" in request.META.pop("HTTP_ACCEPT_ENCODING", "")  # packed here, or not at all
    folder = publishing.current().resolve()
    packed = folder / f"{name}.gz"
    is_packed = accepts and not asked and packed.is_file()
    try:
        content = (packed if is_packed else folder / name).open("rb")
    except OSError as error:
        raise Http404("not published yet") from error
    size, made = content.seek(0, 2), int((folder / package.NAME).stat().st_mtime)
    content.seek(0)
    kind = TYPES[name[name.rindex(".") :]]
    headers = {
        "ETag": f'"{folder.name}-{size}{"-gz" * is_packed}"',
        "Last-Modified": http_date(made),
        "Cache-Control": "no-cache",
        "Access-Control-Allow-Origin": "*",
        "Accept-Ranges": "bytes",
        "Vary": "Accept-Encoding",
    }
    if is_packed:
        headers["Content-Encoding"] = "gzip"
    if _is_known(request, headers["ETag"], made):
        content.close()
        return HttpResponse(status=304, headers=headers)
    span = _span(request, asked, headers["ETag"], size)
    if span is None:
        headers["Content-Length"] = str(size)
        return FileResponse(content, content_type=kind, headers=headers)
    content.close()
    first, last = span
    if first > last:
        return HttpResponse(status=416, headers=headers | {"Content-Range": f"bytes */{size}"})
    headers |= {
        "Content-Range": f"bytes {first}-{last}/{size}",
        "Content-Length": str(last - first + 1),
    }
    part = _Part(folder / name, first, last)
    return FileResponse(part, status=206, content_type=kind, headers=headers)


def _is_known(request, etag, made):
    if known := request.headers.get("If-None-Match"):
        return known == "*" or etag in [one.strip().removeprefix("W/") for one in known.split(",")]
    since = parse_http_date_safe(request.headers.get("If-Modified-Since", ""))
    return since is not None and since >= made


def _span(request, asked, etag, size):
    """Return (first, last) byte of what is asked for, first > last for what isn't there; None for
    the whole: also when the file is another one than the beginning was of."""
    found = asked and RANGE.fullmatch(asked)
    if not found or found[0] == "bytes=-" or request.headers.get("If-Range", etag) != etag:
        return None
    first, last = found.groups()
    if not first:
        return (max(0, size - int(last)), size - 1) if int(last) else (size, size - 1)
    last = min(int(last), size - 1) if last else size - 1
    if found[2] and int(found[2]) < int(first):
        return None  # invalid: as if it weren't there
    return (int(first), last) if int(first) < size else (size, size - 1)


class _Part:
    """The bytes of a file from the first to the last, as something to read and to close."""

    def __init__(self, path, first, last):
        self.file = path.open("rb")
        self.file.seek(first)
        self.left = last - first + 1

    def read(self, most=-1):
        content = self.file.read(self.left if most < 0 else min(most, self.left))
        self.left -= len(content)
        return content

    def close(self):
        self.file.close()
