"""Pictures that readers may fetch: the re-encoded renditions, and ornaments drawn on the way."""

import logging
import re

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.templatetags.static import static
from django.views.decorators.http import require_safe
from django.views.static import serve

from news import copies, images
from news.models import Image
from news.ornament import ornament_svg

logger = logging.getLogger(__name__)

MINUTE = 60
RETRY_AFTER = 10  # seconds, while the storage is away
YEAR = 365 * 24 * 3600
STABLE = "full-960"  # the rendition that an image's own address leads to

_NAME = re.compile(r"\w+-(?P<name>[\w-]+)\.(?P<extension>\w+)")


@require_safe
def rendition(request, path):
    """Serve one rendition; its address changes with its content. Never an original.

    From disk, or else from the storage, if that is elsewhere. A page that was read before the
    picture changed may ask for a rendition that is no more: it is led to today's, so that no page
    breaks in between. While the storage is away, what isn't on disk is answered with 503.
    """
    try:
        response = _from_disk(request, path) or _from_elsewhere(path)
        if response is None:
            return _lead_to(_instead_of(path))
    except OSError as error:
        logger.warning("A picture can't be shown: %s", error)
        return _away()
    # The machine's own table of types may not know the newer ones.
    response["Content-Type"] = images.CONTENT_TYPES.get(
        path.rpartition(".")[2], "application/octet-stream"
    )
    response["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    return response


@require_safe
def image(request, pk):
    """Lead from the address of an image, which stays, to today's JPEG of it."""
    shown = get_object_or_404(Image, pk=pk)
    return _lead_to(shown.rendition(STABLE).urls["jpg"])


@require_safe
def ornament(request, seed):
    """Draw the ornament of a place's code (or of any word of 40 characters or less)."""
    response = HttpResponse(ornament_svg(seed[:40]), content_type="image/svg+xml")
    response["Cache-Control"] = f"public, max-age={30 * 24 * 3600}"
    return response


@require_safe
def favicon(request):
    """Lead browsers to the icon where a page names none, as an error's page and the embed do."""
    return _lead_to(static("img/icon.svg"))


def _from_disk(request, path):
    try:
        return serve(request, path, document_root=settings.MEDIA_ROOT / "renditions")
    except Http404:
        return None


def _from_elsewhere(path):
    """Return an answer with a rendition that is only in a storage elsewhere; None when this isn't
    one that a row means: strangers can't make us ask for what isn't there. Raises OSError."""
    if not default_storage.is_elsewhere:
        return None
    shown, name = Image.objects.filter(pk=path.partition("/")[0]).first(), f"renditions/{path}"
    if shown is None or name not in shown.paths():
        return None
    try:
        return HttpResponse(copies.brought(name))
    except FileNotFoundError:
        return None


def _away():
    response = HttpResponse(status=503)
    response["Retry-After"], response["Cache-Control"] = str(RETRY_AFTER), "no-store"
    return response


def _lead_to(url):
    response = HttpResponseRedirect(url)
    response["Cache-Control"] = f"public, max-age={MINUTE}"
    return response


def _instead_of(path):
    """Return the address of what stands for a rendition that isn't there. Raises Http404."""
    pk, _, file = path.partition("/")
    wanted = _NAME.fullmatch(file)
    shown = get_object_or_404(Image, pk=pk)
    name = wanted["name"] if wanted and wanted["name"] in images.RENDITIONS else STABLE
    paths = []
    if wanted and shown.fingerprint:
        paths = [
            images.path_of(shown.pk, shown.fingerprint, name, extension)
            for extension in (wanted["extension"], "jpg")
        ]
    for each in (*paths, shown.quick_path):
        if each != f"renditions/{path}" and default_storage.exists(each):
            return default_storage.url(each)
    raise Http404
